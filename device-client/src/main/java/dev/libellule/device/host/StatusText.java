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
            case Status.TRUNCATED:
                return "a malformed packet: it ends too early";
            case Status.TRAILING_BYTES:
                return "a malformed packet: bytes are left after its end";
            case Status.VARIABLE_BYTE_INTEGER:
                return "a malformed packet: a number of more bytes than four, or than it needs";
            case Status.MALFORMED_STRING:
                return "a text that is no UTF-8, or has characters that MQTT does not allow";
            case Status.RESERVED_FLAGS:
                return "a malformed packet: reserved flags are set";
            case Status.PACKET_TYPE:
                return "a malformed packet: there is no such type in this version";
            case Status.PACKET_IDENTIFIER_ZERO:
                return "a malformed packet: its Packet Identifier is 0";
            case Status.QOS:
                return "QoS 3 does not exist";
            case Status.NO_TOPIC_FILTER:
                return "there is no Topic Filter in it";
            case Status.PROPERTY_NOT_ALLOWED:
                return "a property that does not belong into this packet";
            case Status.PROPERTY_TWICE:
                return "a property that is there twice";
            case Status.PROPERTY_VALUE:
                return "a property with a value that it cannot have";
            case Status.PROTOCOL_NAME:
                return "not MQTT: another protocol name";
            case Status.PROTOCOL_VERSION:
                return "a version of MQTT that is not spoken here";
            case Status.CONNECT_FLAGS:
                return "flags of CONNECT that contradict each other";
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
                return "status " + status + ", which has no text";
        }
    }
}
