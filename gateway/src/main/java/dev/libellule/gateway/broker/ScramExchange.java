package dev.libellule.gateway.broker;

import dev.libellule.device.codec.ReasonCode;
import dev.libellule.gateway.broker.auth.ScramVerifier;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.Function;

/**
 * The server's side of one SCRAM-SHA-256 exchange, RFC 5802 and RFC 7677, without channel binding. No I/O; one thread at a time.
 *
 * <pre>
 *   CONNECT, or AUTH with Re-authenticate   n,,n=user,r=nonce            ▶
 *                                           ◀  r=nonce+more,s=salt,i=iterations      AUTH, Continue authentication
 *   AUTH, Continue authentication           c=biws,r=nonce+more,p=proof  ▶
 *                                           ◀  v=signature                           CONNACK, or AUTH with Success
 * </pre>
 *
 * <p>A user that is not known gets a salt too, always the same, and fails at the end as with a wrong password.
 */
final class ScramExchange {
    /** The Authentication Method. */
    static final String METHOD = "SCRAM-SHA-256";

    private static final SecureRandom RANDOM = new SecureRandom();
    /** Makes the salts of users who are not known. */
    private static final byte[] SECRET = RANDOM.generateSeed(32);
    private static final int NONCE_LENGTH = 18;
    private static final int LONGEST_NONCE = 512;

    private final String serverNonce;
    private String userName;
    private ScramVerifier verifier;
    private boolean isKnown;
    private String gs2Header;
    private String nonce;
    private String clientFirstBare;
    private String serverFirst;

    /**
     * What follows a message of the client.
     *
     * @param reasonCode {@link ReasonCode#CONTINUE_AUTHENTICATION}, {@link ReasonCode#SUCCESS}, or why it is refused
     * @param data to be sent; null when it is refused
     */
    record Step(int reasonCode, byte[] data) {
        private static final Step REFUSED = new Step(ReasonCode.NOT_AUTHORIZED, null);
        private static final Step MALFORMED = new Step(ReasonCode.MALFORMED_PACKET, null);
    }

    ScramExchange() {
        this(randomNonce());
    }

    ScramExchange(String serverNonce) {
        this.serverNonce = serverNonce;
    }

    private static String randomNonce() {
        byte[] bytes = new byte[NONCE_LENGTH];
        RANDOM.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Who the client says it is; to be believed after {@link ReasonCode#SUCCESS} only. */
    String userName() {
        return userName;
    }

    /**
     * Takes the next message of the client. May take its time.
     *
     * @param users gives the verifier of a user name, or null
     */
    Step take(byte[] data, Function<String, ScramVerifier> users) {
        String text = new String(data, StandardCharsets.UTF_8);
        return serverFirst == null ? first(text, users) : last(text);
    }

    private Step first(String text, Function<String, ScramVerifier> users) {
        int bare = text.indexOf(',', text.indexOf(',') + 1) + 1;
        if (bare < 3 || !text.startsWith("n,") && !text.startsWith("y,")) { // "p=": channel binding, which is not offered
            return Step.MALFORMED;
        }
        gs2Header = text.substring(0, bare);
        clientFirstBare = text.substring(bare);
        String[] parts = clientFirstBare.split(",");
        if (parts.length < 2 || !parts[0].startsWith("n=") || !parts[1].startsWith("r=") || parts[1].length() < 3
                || parts[1].length() > LONGEST_NONCE) {
            return Step.MALFORMED; // "m=": an extension that is not known, 5.1
        }
        userName = parts[0].substring(2).replace("=2C", ",").replace("=3D", "=");
        if (userName.isEmpty() || !isOwnIdentity()) {
            return Step.REFUSED;
        }
        ScramVerifier known = users.apply(userName);
        isKnown = known != null;
        verifier = isKnown ? known : imagined(userName);
        nonce = parts[1].substring(2) + serverNonce;
        serverFirst = "r=" + nonce + ",s=" + Base64.getEncoder().encodeToString(verifier.salt()) + ",i="
                + verifier.iterations();
        return new Step(ReasonCode.CONTINUE_AUTHENTICATION, serverFirst.getBytes(StandardCharsets.UTF_8));
    }

    /** Nobody may act for another: the header {@code n,a=other,} names nobody else. */
    private boolean isOwnIdentity() {
        String identity = gs2Header.substring(2, gs2Header.length() - 1);
        return identity.isEmpty() || identity.equals("a=" + userName.replace("=", "=3D").replace(",", "=2C"));
    }

    private static ScramVerifier imagined(String userName) {
        byte[] made = ScramVerifier.hmac(SECRET, userName.getBytes(StandardCharsets.UTF_8));
        byte[] salt = java.util.Arrays.copyOf(made, 16);
        return new ScramVerifier(ScramVerifier.ITERATIONS, salt, made, made);
    }

    private Step last(String text) {
        int proofAt = text.lastIndexOf(",p=");
        if (proofAt < 0) {
            return Step.MALFORMED;
        }
        String withoutProof = text.substring(0, proofAt);
        String[] parts = withoutProof.split(",");
        String binding = Base64.getEncoder().encodeToString(gs2Header.getBytes(StandardCharsets.UTF_8));
        if (parts.length < 2 || !parts[0].equals("c=" + binding) || !parts[1].equals("r=" + nonce)) {
            return Step.REFUSED;
        }
        byte[] proof;
        try {
            proof = Base64.getDecoder().decode(text.substring(proofAt + 3));
        } catch (IllegalArgumentException e) {
            return Step.MALFORMED;
        }
        String authMessage = clientFirstBare + "," + serverFirst + "," + withoutProof;
        if (!verifier.proves(proof, authMessage) || !isKnown) {
            return Step.REFUSED;
        }
        String signature = Base64.getEncoder().encodeToString(verifier.serverSignature(authMessage));
        return new Step(ReasonCode.SUCCESS, ("v=" + signature).getBytes(StandardCharsets.UTF_8));
    }
}
