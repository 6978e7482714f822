package dev.libellule.gateway.broker;

import dev.libellule.device.codec.ReasonCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Mosquitto's rules for {@code allow_anonymous} and {@code password_file}. Hashing is done on a virtual thread. */
final class PasswordAuthenticator implements Authenticator {
    private static final CompletionStage<Integer> ACCEPTED = CompletableFuture.completedFuture(ReasonCode.SUCCESS);
    private static final CompletionStage<Integer> NOT_AUTHORIZED = CompletableFuture
            .completedFuture(ReasonCode.NOT_AUTHORIZED);

    private final boolean anonymousAllowed;
    private final BrokerOptions.Credentials credentials;
    private final Executor brokerThread;

    PasswordAuthenticator(boolean anonymousAllowed, BrokerOptions.Credentials credentials, Executor brokerThread) {
        this.anonymousAllowed = anonymousAllowed;
        this.credentials = credentials;
        this.brokerThread = brokerThread;
    }

    @Override
    public CompletionStage<Integer> check(String userName, byte[] password) {
        if (userName == null || credentials == null) {
            return anonymousAllowed ? ACCEPTED : NOT_AUTHORIZED;
        }
        CompletableFuture<Integer> verdict = new CompletableFuture<>();
        Thread.ofVirtual().name("password-check").start(() -> {
            boolean right = isRight(userName, password);
            // As Mosquitto: a wrong password is "not authorised" too
            brokerThread.execute(() -> verdict.complete(right ? ReasonCode.SUCCESS : ReasonCode.NOT_AUTHORIZED));
        });
        return verdict;
    }

    private boolean isRight(String userName, byte[] password) {
        return password != null && credentials.check(userName, password);
    }
}
