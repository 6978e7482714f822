package dev.libellule.gateway.broker;

import dev.libellule.device.codec.ReasonCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.tinylog.Logger;

/**
 * Mosquitto's rules for {@code allow_anonymous} and {@code password_file}. Hashing is done on a virtual thread, a few at a time; an
 * address that guesses is refused without it.
 */
final class PasswordAuthenticator implements Authenticator {
    private static final CompletionStage<Integer> ACCEPTED = CompletableFuture.completedFuture(ReasonCode.SUCCESS);
    private static final CompletionStage<Integer> NOT_AUTHORIZED = CompletableFuture
            .completedFuture(ReasonCode.NOT_AUTHORIZED);

    private static final CompletionStage<Integer> RATE_EXCEEDED = CompletableFuture
            .completedFuture(ReasonCode.CONNECTION_RATE_EXCEEDED);
    /** Hashes computed at the same time by all listeners: the broker thread and other programs want the processor too. */
    private static final Semaphore AT_ONCE = new Semaphore(2);

    private final boolean anonymousAllowed;
    private final BrokerOptions.Credentials credentials;
    private final Executor brokerThread;
    private final WrongPasswords wrongPasswords;

    PasswordAuthenticator(boolean anonymousAllowed, BrokerOptions.Credentials credentials, Executor brokerThread,
            WrongPasswords wrongPasswords) {
        this.anonymousAllowed = anonymousAllowed;
        this.credentials = credentials;
        this.brokerThread = brokerThread;
        this.wrongPasswords = wrongPasswords;
    }

    @Override
    public CompletionStage<Integer> check(String userName, byte[] password, String peer) {
        if (userName == null || credentials == null) {
            return anonymousAllowed ? ACCEPTED : NOT_AUTHORIZED;
        }
        String address = WrongPasswords.addressOf(peer);
        if (wrongPasswords.isBarred(address)) {
            return RATE_EXCEEDED;
        }
        CompletableFuture<Integer> verdict = new CompletableFuture<>();
        Thread.ofVirtual().name("password-check").start(() -> {
            int reasonCode = verdict(userName, password, address);
            brokerThread.execute(() -> verdict.complete(reasonCode));
        });
        return verdict;
    }

    @Override
    public boolean offersScram() {
        return credentials != null && credentials.hasScram();
    }

    @Override
    public CompletionStage<ScramExchange.Step> scram(ScramExchange exchange, byte[] data, String peer) {
        String address = WrongPasswords.addressOf(peer);
        if (wrongPasswords.isBarred(address)) {
            return CompletableFuture
                    .completedFuture(new ScramExchange.Step(ReasonCode.CONNECTION_RATE_EXCEEDED, null));
        }
        CompletableFuture<ScramExchange.Step> next = new CompletableFuture<>();
        Thread.ofVirtual().name("scram").start(() -> {
            try {
                ScramExchange.Step step = exchange.take(data, credentials::scram);
                if (step.reasonCode() == ReasonCode.NOT_AUTHORIZED) {
                    wrongPasswords.add(address);
                }
                brokerThread.execute(() -> next.complete(step));
            } catch (RuntimeException e) {
                brokerThread.execute(() -> next.completeExceptionally(e));
            }
        });
        return next;
    }

    private int verdict(String userName, byte[] password, String address) {
        AT_ONCE.acquireUninterruptibly();
        try {
            if (wrongPasswords.isBarred(address)) {
                return ReasonCode.CONNECTION_RATE_EXCEEDED; // found out while this one waited
            }
            if (password != null && credentials.check(userName, password)) {
                return ReasonCode.SUCCESS;
            }
        } catch (OutOfMemoryError e) { // Argon2 wants 46 MiB and more: this client has to try again
            Logger.error("There is no memory to check the password of user '{}': {}.", userName, e.getMessage());
            return ReasonCode.SERVER_BUSY;
        } finally {
            AT_ONCE.release();
        }
        wrongPasswords.add(address);
        return ReasonCode.NOT_AUTHORIZED; // as Mosquitto: a wrong password is "not authorised" too
    }
}
