package dev.libellule.device.client;

import dev.libellule.device.codec.ReasonCode;
import dev.libellule.device.codec.Status;

/** What a call to the client came to, beyond the codec's {@link Status}; all are negative. */
public final class ClientStatus {
    /** No connection to the server now. */
    public static final int NOT_CONNECTED = -40;
    /** As many messages or bytes wait for their acknowledgement as the tables or the server's Receive Maximum allow; try after a step. */
    public static final int IN_FLIGHT_FULL = -41;
    /** No place for another subscription; the table was too small at construction. */
    public static final int SUBSCRIPTIONS_FULL = -42;
    /** The stream ended or failed. */
    public static final int CONNECTION_LOST = -43;
    /** The server said no in its CONNACK; {@link MqttClient#reasonCode} has its words. */
    public static final int CONNECTION_REFUSED = -44;
    /** No stream or no CONNACK in time. */
    public static final int CONNECT_TIMEOUT = -45;
    /** No PINGRESP in time. */
    public static final int PING_TIMEOUT = -46;
    /** The server sent DISCONNECT; {@link MqttClient#reasonCode} has its words. */
    public static final int SERVER_DISCONNECTED = -47;
    /** Above the server's Maximum QoS, [MQTT-3.2.2-11]. */
    public static final int QOS_NOT_SUPPORTED = -48;
    /** The server does not keep retained messages, [MQTT-3.2.2-14]. */
    public static final int RETAIN_NOT_SUPPORTED = -49;
    /** The server sent more QoS 2 messages at once than the table holds, [MQTT-3.3.4-9]. */
    public static final int RECEIVE_MAXIMUM_EXCEEDED = -50;

    /** The server used a Topic Alias that was not allowed or has no topic, [MQTT-3.3.2-11]. */
    public static final int TOPIC_ALIAS_INVALID = -51;
    /** The server gave an alias to a topic longer than the table takes; the next connection allows none. */
    public static final int TOPIC_ALIAS_TOO_LONG = -52;
    /** The server did not prove itself in an enhanced authentication, or asked for what {@link Authentication} refused. */
    public static final int AUTHENTICATION_FAILED = -53;

    /** The {@link SessionStore} could not take the message, which was therefore not sent. */
    public static final int STORE_FAILED = -54;

    private ClientStatus() {}

    /** The 5.0 Reason Code that a server is told with the DISCONNECT after such a failure, 4.13. */
    static int reasonCode(int status) {
        switch (status) {
            case RECEIVE_MAXIMUM_EXCEEDED:
                return ReasonCode.RECEIVE_MAXIMUM_EXCEEDED;
            case TOPIC_ALIAS_INVALID:
                return ReasonCode.TOPIC_ALIAS_INVALID;
            case TOPIC_ALIAS_TOO_LONG:
                return ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR;
            case AUTHENTICATION_FAILED:
                return ReasonCode.NOT_AUTHORIZED;
            default:
                return Status.reasonCode(status);
        }
    }

    /** A short English text for logs and messages. */
    public static String text(int status) {
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
            case NOT_CONNECTED:
                return "not connected";
            case IN_FLIGHT_FULL:
                return "too many messages are waiting for their acknowledgement";
            case SUBSCRIPTIONS_FULL:
                return "no place for another subscription";
            case CONNECTION_LOST:
                return "the connection was lost";
            case CONNECTION_REFUSED:
                return "the server refused the connection";
            case CONNECT_TIMEOUT:
                return "the server did not answer in time";
            case PING_TIMEOUT:
                return "the server did not answer a ping in time";
            case SERVER_DISCONNECTED:
                return "the server disconnected";
            case QOS_NOT_SUPPORTED:
                return "the server does not support this QoS";
            case RETAIN_NOT_SUPPORTED:
                return "the server does not keep retained messages";
            case RECEIVE_MAXIMUM_EXCEEDED:
                return "the server sent more messages at once than the client can hold";
            case TOPIC_ALIAS_INVALID:
                return "the server used a topic alias that it may not use";
            case TOPIC_ALIAS_TOO_LONG:
                return "the server gave an alias to a topic that is too long for the table";
            case STORE_FAILED:
                return "the session store could not take the message";
            case AUTHENTICATION_FAILED:
                return "the authentication of the server failed";
            default:
                return "the server sent a malformed packet";
        }
    }
}
