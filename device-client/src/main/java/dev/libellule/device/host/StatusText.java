package dev.libellule.device.host;

import dev.libellule.device.client.ClientStatus;
import dev.libellule.device.codec.Status;

/** What a status means, in words; not for firmware, which has no room for them. */
public final class StatusText {
    private StatusText() {}

    /** A short English text for logs and messages. */
    public static String of(int status) {
        switch (status) {
            case Status.OK:
                return "ok";
            case Status.BUFFER_FULL:
                return "the send buffer is full";
            case Status.PACKET_TOO_LARGE:
                return "the packet is larger than a buffer or than the server allows";
            case Status.TOPIC_NAME:
                return "not a Topic Name";
            case Status.TOPIC_FILTER:
                return "not a Topic Filter";
            case Status.PROTOCOL_ERROR:
                return "the server sent a packet that may not come now";
            case ClientStatus.NOT_CONNECTED:
                return "not connected";
            case ClientStatus.IN_FLIGHT_FULL:
                return "too many messages are waiting for their acknowledgement";
            case ClientStatus.SUBSCRIPTIONS_FULL:
                return "no place for another subscription";
            case ClientStatus.CONNECTION_LOST:
                return "the connection was lost";
            case ClientStatus.CONNECTION_REFUSED:
                return "the server refused the connection";
            case ClientStatus.CONNECT_TIMEOUT:
                return "the server did not answer in time";
            case ClientStatus.PING_TIMEOUT:
                return "the server did not answer a ping in time";
            case ClientStatus.SERVER_DISCONNECTED:
                return "the server disconnected";
            case ClientStatus.QOS_NOT_SUPPORTED:
                return "the server does not support this QoS";
            case ClientStatus.RETAIN_NOT_SUPPORTED:
                return "the server does not keep retained messages";
            case ClientStatus.RECEIVE_MAXIMUM_EXCEEDED:
                return "the server sent more messages at once than the client can hold";
            case ClientStatus.TOPIC_ALIAS_INVALID:
                return "the server used a topic alias that it may not use";
            case ClientStatus.TOPIC_ALIAS_TOO_LONG:
                return "the server gave an alias to a topic that is too long for the table";
            case ClientStatus.STORE_FAILED:
                return "the session store could not take the message";
            case ClientStatus.AUTHENTICATION_FAILED:
                return "the authentication of the server failed";
            default:
                return "the server sent a malformed packet";
        }
    }
}
