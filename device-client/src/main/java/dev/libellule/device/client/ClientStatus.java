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
}
