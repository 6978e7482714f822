package dev.libellule.gateway.broker;

import dev.libellule.device.codec.Disconnect;
import dev.libellule.device.codec.Properties;
import dev.libellule.device.codec.Property;
import dev.libellule.device.codec.ReasonCode;
import dev.libellule.device.codec.Slice;
import java.nio.charset.StandardCharsets;
import org.tinylog.Logger;

/**
 * Enhanced authentication of one connection, 4.12: in CONNECT, and again whenever the client wants. Broker thread; the arithmetic is
 * done elsewhere.
 */
final class EnhancedAuthentication {
    /** Hears what came of an exchange. */
    interface Outcome {
        /** The client has to go on: it has been sent an AUTH. */
        void continues();

        /**
         * It is over.
         *
         * @param reasonCode {@link ReasonCode#SUCCESS}, or why it failed
         * @param data for the client; null when it failed
         */
        void ended(int reasonCode, String userName, AuthData data);
    }

    private static final byte[] METHOD = ScramExchange.METHOD.getBytes(StandardCharsets.US_ASCII);

    private final Authenticator authenticator;
    private final ClientOutput output;
    private final String peer;
    private ScramExchange exchange;
    private boolean isComputing;

    EnhancedAuthentication(Authenticator authenticator, ClientOutput output, String peer) {
        this.authenticator = authenticator;
        this.output = output;
        this.peer = peer;
    }

    /** Whether a CONNECT or AUTH names the method that is known here. */
    static boolean isKnownMethod(Properties properties) {
        Slice method = new Slice();
        properties.slice(Property.AUTHENTICATION_METHOD, method);
        return method.isPresent() && method.contentEquals(METHOD);
    }

    /** Begins an exchange with the data of a CONNECT. */
    void begin(Properties properties, Outcome outcome) {
        exchange = new ScramExchange();
        step(properties, outcome);
    }

    /**
     * Takes an AUTH.
     *
     * @param mayBegin whether it may begin an exchange, 4.12.1
     * @return {@link ReasonCode#SUCCESS}, or what ends the connection
     */
    int take(Disconnect auth, boolean mayBegin, Outcome outcome) {
        if (!isKnownMethod(auth.properties) || isComputing) {
            return ReasonCode.PROTOCOL_ERROR; // another method than before, [MQTT-4.12.0-5]
        }
        if (auth.reasonCode == ReasonCode.REAUTHENTICATE && mayBegin) {
            exchange = new ScramExchange();
        } else if (auth.reasonCode != ReasonCode.CONTINUE_AUTHENTICATION || exchange == null) {
            return ReasonCode.PROTOCOL_ERROR;
        }
        step(auth.properties, outcome);
        return ReasonCode.SUCCESS;
    }

    private void step(Properties properties, Outcome outcome) {
        Slice data = new Slice();
        properties.slice(Property.AUTHENTICATION_DATA, data);
        isComputing = true;
        authenticator.scram(exchange, data.isPresent() ? data.copy() : new byte[0], peer)
                .thenAccept(step -> stepped(step, outcome)).exceptionally(cause -> {
                    Logger.error(cause, "an enhanced authentication failed");
                    outcome.ended(ReasonCode.UNSPECIFIED_ERROR, null, null);
                    return null;
                });
    }

    private void stepped(ScramExchange.Step step, Outcome outcome) {
        isComputing = false;
        String userName = exchange.userName();
        if (step.reasonCode() == ReasonCode.CONTINUE_AUTHENTICATION) {
            output.auth(step.reasonCode(), new AuthData(METHOD, step.data())); // [MQTT-4.12.0-2]
            outcome.continues();
            return;
        }
        exchange = null;
        outcome.ended(step.reasonCode(), userName, new AuthData(METHOD, step.data()));
    }
}
