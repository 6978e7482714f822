package dev.libellule.gateway.relay;

import dev.libellule.device.codec.MqttVersion;
import dev.libellule.gateway.broker.config.BridgeConfig;
import dev.libellule.gateway.broker.config.BridgeConfig.Address;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.common.MqttException;

/** Why there is no connection, in plain words: the cause, and what to do. */
final class Reasons {
    private Reasons() {}

    static String text(Throwable failure, Address address) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String text = ofCause(cause, address);
            if (text != null) {
                return text;
            }
        }
        if (failure instanceof MqttException mqtt) {
            return ofCode(mqtt.getReasonCode(), mqtt);
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private static String ofCause(Throwable cause, Address address) {
        return switch (cause) {
            case UnknownHostException _,UnresolvedAddressException _ ->
                unknownHost(address);
            case NoRouteToHostException _ -> "no way to %s; check the network".formatted(address);
            case ConnectException _ ->
                refuses(address);
            case SocketTimeoutException _ ->
                noAnswer(address);
            case SSLException tls ->
                "TLS with %s fails: %s; check bridge_cafile and the name in the server's certificate"
                        .formatted(address, tls.getMessage());
            case EOFException _,SocketException _ -> "the upstream has closed the connection";
            default -> null;
        };
    }

    /** Of a stream of our own, which says why it was lost. */
    static String ofStream(String failure, Address address) {
        String text = failure.toLowerCase(Locale.ROOT);
        if (text.contains("connection refused")) {
            return refuses(address);
        }
        if (text.contains("host name not found") || text.contains("unresolved address")) {
            return unknownHost(address);
        }
        if (text.contains("no route to host") || text.contains("network is unreachable")) {
            return "no way to %s; check the network".formatted(address);
        }
        if (text.contains("timed out")) {
            return noAnswer(address);
        }
        if (text.isEmpty() || text.equals("closed by the server") || text.contains("connection reset")
                || text.contains("broken pipe")) {
            return "the upstream has closed the connection";
        }
        String words = failure.replace("closed by the server", "the upstream has closed the connection")
                .replace("--cert, --key", "bridge_certfile, bridge_keyfile")
                .replace("--tls-version", "bridge_tls_version").replace("--tls-alpn", "bridge_alpn")
                .replace("--cert", "bridge_certfile");
        return words.contains("certif") && !words.contains("bridge_") || words.startsWith("TLS ")
                ? "TLS with %s fails: %s; check bridge_cafile and the name in the server's certificate"
                        .formatted(address, words)
                : words;
    }

    /** Of an upstream that ends the connection instead of answering CONNECT. */
    static String ofHangUp(String reason, BridgeConfig.Remote remote) {
        return remote.version() == BridgeConfig.Version.V50
                ? reason + "; if it does not speak MQTT 5.0, write bridge_protocol_version mqttv311"
                : reason;
    }

    /** Of a CONNACK that says no. */
    static String ofConnAck(int code, Attempt attempt) {
        if (attempt.version() == MqttVersion.V5_0 && code != 1) {
            String text = ofConnectCode(code);
            return text == null ? "the upstream refuses: " + name(code) : text;
        }
        return switch (code) {
            case 1 -> "the upstream does not speak %s".formatted(attempt);
            case 2 -> "the upstream refuses the client identifier (2); choose another remote_clientid";
            case 3 -> "the upstream says: server unavailable (3)";
            case 4 -> "the upstream says: wrong user name or password (4); check remote_username and remote_password";
            case 5 -> "the upstream says: not authorized (5); check remote_username and remote_password";
            default -> "the upstream refuses the connection with code %d".formatted(code);
        };
    }

    private static String refuses(Address address) {
        return "%s refuses the connection; is a broker running there, on that port?".formatted(address);
    }

    private static String unknownHost(Address address) {
        return "unknown host '%s'; check the bridge's address and the network".formatted(address.host());
    }

    private static String noAnswer(Address address) {
        return "%s does not answer; check the address, the network and firewalls".formatted(address);
    }

    /** Of the Reason Codes of CONNACK those for which a person can do something; null for others. */
    private static String ofConnectCode(int code) {
        return switch (code) {
            case 0x84 -> "the upstream does not speak MQTT 5.0; write bridge_protocol_version mqttv311";
            case 0x85 -> "the upstream refuses the client identifier (0x85); choose another remote_clientid";
            case 0x86 ->
                "the upstream says: wrong user name or password (0x86); check remote_username and remote_password";
            case 0x87 -> "the upstream says: not authorized (0x87); check remote_username and remote_password";
            default -> null;
        };
    }

    private static String ofCode(int code, MqttException failure) {
        String connect = ofConnectCode(code == MqttException.REASON_CODE_UNSUPPORTED_PROTOCOL_VERSION ? 0x84 : code);
        if (connect != null) {
            return connect;
        }
        return switch (code) {
            case MqttClientException.REASON_CODE_CLIENT_TIMEOUT, MqttClientException.REASON_CODE_WRITE_TIMEOUT ->
                "the upstream does not answer any more";
            case MqttClientException.REASON_CODE_CONNECTION_LOST -> "the upstream has closed the connection";
            default -> code >= 0x80 && code < 0x100
                    ? "the upstream refuses: " + name(code)
                    : String.valueOf(failure.getMessage());
        };
    }

    /** The spec's name of a Reason Code, 2.4, and its number. */
    static String name(int code) {
        String name = switch (code) {
            case 0x00 -> "normal disconnection";
            case 0x80 -> "unspecified error";
            case 0x81 -> "malformed packet";
            case 0x82 -> "protocol error";
            case 0x83 -> "implementation specific error";
            case 0x87 -> "not authorized";
            case 0x88 -> "server unavailable";
            case 0x89 -> "server busy";
            case 0x8A -> "banned";
            case 0x8B -> "server shutting down";
            case 0x8D -> "keep alive timeout";
            case 0x8E -> "session taken over; does another client use the same remote_clientid?";
            case 0x8F -> "topic filter invalid";
            case 0x90 -> "topic name invalid";
            case 0x93 -> "receive maximum exceeded";
            case 0x95 -> "packet too large";
            case 0x96 -> "message rate too high";
            case 0x97 -> "quota exceeded";
            case 0x98 -> "administrative action";
            case 0x99 -> "payload format invalid";
            case 0x9A -> "retain not supported";
            case 0x9B -> "QoS not supported";
            case 0x9C -> "use another server";
            case 0x9D -> "server moved";
            case 0x9F -> "connection rate exceeded";
            case 0xA2 -> "wildcard subscriptions not supported";
            default -> "reason";
        };
        return "%s (0x%02X)".formatted(name, code);
    }
}
