package dev.libellule.gateway.broker;

import dev.libellule.device.codec.ReasonCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Decides who may connect. */
@FunctionalInterface
interface Authenticator {
    /**
     * Checks a client. Called on the broker thread and must not block it: what takes time is done elsewhere, and comes back by
     * completing on the broker thread.
     *
     * @param userName null for an anonymous client
     * @param password null when the client sent none
     * @param peer address and port, for a limit of attempts
     * @return a 5.0 Reason Code: 0 to let the client in, 0x86 for a wrong password, 0x87 when anonymous is not allowed
     */
    CompletionStage<Integer> check(String userName, byte[] password, String peer);

    /** Whether clients may log in with {@link ScramExchange}. */
    default boolean offersScram() {
        return false;
    }

    /** Goes on with an exchange; called and completed as {@link #check} is. */
    default CompletionStage<ScramExchange.Step> scram(ScramExchange exchange, byte[] data, String peer) {
        return CompletableFuture
                .completedFuture(new ScramExchange.Step(ReasonCode.BAD_AUTHENTICATION_METHOD, null));
    }
}
