package dev.libellule.gateway.app;

import dev.libellule.device.client.ClientStatus;
import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.ReasonCode;
import dev.libellule.device.host.StatusText;

/** Says to people why there is no connection, in one line with a cure, and to scripts with Mosquitto's exit statuses. */
final class ConnectionProblem {
    private ConnectionProblem() {}

    /**
     * One line.
     *
     * @param status of the client
     * @param reasonCode of the server's CONNACK or DISCONNECT
     * @param failure the transport's words
     */
    static String text(ConnectionOptions options, int status, int reasonCode, String failure) {
        String where = options.where();
        return switch (status) {
            case ClientStatus.CONNECTION_REFUSED ->
                "Connection error: " + refusal(options.protocolVersion(), reasonCode);
            case ClientStatus.CONNECT_TIMEOUT ->
                "Error: " + where + " does not answer. Is it an MQTT broker, and does a firewall let us through?";
            case ClientStatus.SERVER_DISCONNECTED -> "Error: the broker disconnected us: " + reason(reasonCode) + ".";
            case ClientStatus.CONNECTION_LOST -> lost(where, failure);
            default -> "Error: connection to " + where + ": " + StatusText.of(status) + ".";
        };
    }

    private static String lost(String where, String failure) {
        return switch (failure) {
            case "Connection refused" ->
                "Error: Connection refused: no broker listens at " + where
                        + ". Start one with ./libellule broker, or name another with -h and -p.";
            case "host name not found" ->
                "Error: the host of " + where + " is not known. Check the name given with -h.";
            case "closed by the server" -> "Error: the broker at " + where + " closed the connection.";
            default -> "Error: connection to " + where + ": " + failure + ".";
        };
    }

    /** Mosquitto's exit status for the same problem. */
    static int exitStatus(int status, int reasonCode) {
        return (status == ClientStatus.CONNECTION_REFUSED || status == ClientStatus.SERVER_DISCONNECTED)
                && reasonCode > 0
                        ? reasonCode
                        : Main.FAILED;
    }

    private static String refusal(int version, int reasonCode) {
        if (version == MqttVersion.V5_0) {
            return reason(reasonCode) + hint(reasonCode);
        }
        return switch (reasonCode) {
            case ReasonCode.V3_UNACCEPTABLE_PROTOCOL_VERSION ->
                "Connection Refused: unacceptable protocol version. Try another one with -V.";
            case ReasonCode.V3_IDENTIFIER_REJECTED ->
                "Connection Refused: identifier rejected. Give another one with -i.";
            case ReasonCode.V3_SERVER_UNAVAILABLE -> "Connection Refused: broker unavailable.";
            case ReasonCode.V3_BAD_USER_NAME_OR_PASSWORD ->
                "Connection Refused: bad user name or password. Check -u and -P.";
            case ReasonCode.V3_NOT_AUTHORIZED ->
                "Connection Refused: not authorised. Check the user (-u) and the password (-P).";
            default -> "Connection Refused: unknown reason " + reasonCode + ".";
        };
    }

    private static String hint(int reasonCode) {
        return switch (reasonCode) {
            case ReasonCode.NOT_AUTHORIZED, ReasonCode.BAD_USER_NAME_OR_PASSWORD ->
                ". Check the user (-u) and the password (-P).";
            case ReasonCode.UNSUPPORTED_PROTOCOL_VERSION -> ". Try another one with -V.";
            case ReasonCode.CLIENT_IDENTIFIER_NOT_VALID -> ". Give another one with -i.";
            default -> ".";
        };
    }

    /** The specification's words for a Reason Code, as Mosquitto writes them. */
    static String reason(int reasonCode) {
        return switch (reasonCode) {
            case ReasonCode.UNSPECIFIED_ERROR -> "Unspecified error";
            case ReasonCode.MALFORMED_PACKET -> "Malformed packet";
            case ReasonCode.PROTOCOL_ERROR -> "Protocol error";
            case ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR -> "Implementation specific error";
            case ReasonCode.UNSUPPORTED_PROTOCOL_VERSION -> "Unsupported protocol version";
            case ReasonCode.CLIENT_IDENTIFIER_NOT_VALID -> "Client identifier not valid";
            case ReasonCode.BAD_USER_NAME_OR_PASSWORD -> "Bad username or password";
            case ReasonCode.NOT_AUTHORIZED -> "Not authorized";
            case ReasonCode.SERVER_UNAVAILABLE -> "Server unavailable";
            case ReasonCode.SERVER_BUSY -> "Server busy";
            case ReasonCode.BANNED -> "Banned";
            case ReasonCode.SERVER_SHUTTING_DOWN -> "Server shutting down";
            case ReasonCode.KEEP_ALIVE_TIMEOUT -> "Keep alive timeout";
            case ReasonCode.SESSION_TAKEN_OVER -> "Session taken over: another client uses the same identifier";
            case ReasonCode.TOPIC_NAME_INVALID -> "Topic name invalid";
            case ReasonCode.RECEIVE_MAXIMUM_EXCEEDED -> "Receive maximum exceeded";
            case ReasonCode.PACKET_TOO_LARGE -> "Packet too large";
            case ReasonCode.QUOTA_EXCEEDED -> "Quota exceeded";
            case ReasonCode.ADMINISTRATIVE_ACTION -> "Administrative action";
            case ReasonCode.RETAIN_NOT_SUPPORTED -> "Retain not supported";
            case ReasonCode.QOS_NOT_SUPPORTED -> "QoS not supported";
            default -> "reason 0x%02X".formatted(reasonCode);
        };
    }
}
