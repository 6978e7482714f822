package dev.libellule.device.host;

import dev.libellule.device.client.Authentication;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * SCRAM-SHA-256, RFC 5802 and RFC 7677, the client's side without channel binding: the password never leaves, and the server has to show
 * that it knows it too.
 *
 * <pre>
 *   CONNECT  n,,n=user,r=nonce            ▶
 *            ◀  r=nonce+more,s=salt,i=iterations      AUTH, Continue authentication
 *   AUTH     c=biws,r=nonce+more,p=proof  ▶
 *            ◀  v=signature                           CONNACK, or AUTH with Success
 * </pre>
 *
 * <p>The arithmetic takes some milliseconds for the first {@link #answer}; what came of it is kept for as long as the server asks for the
 * same salt and iterations. One thread uses it.
 */
public final class ScramSha256 implements Authentication {
    /** The fewest iterations that a server may ask for, RFC 7677, 4: fewer would make the password easy to guess. */
    public static final int LEAST_ITERATIONS = 4096;
    /** The most, unless the constructor says otherwise: a hostile server must not keep the client busy. */
    public static final int MOST_ITERATIONS = 100_000;

    private static final int REFUSED = -1;
    private static final String GS2_HEADER = "n,,"; // no channel binding, no other identity: RFC 5802, 6
    private static final int LONGEST_NONCE = 256;

    private final String firstBare;
    private final char[] password;
    private final int mostIterations;
    private final Supplier<String> nonces;
    private String clientNonce = "";
    private String clientFirst = "";
    private byte[] serverSignature;
    private byte[] knownSalt = {};
    private int knownIterations;
    private byte[] saltedPassword;
    private String failure = "";

    /**
     * Knows a user.
     *
     * @throws HostException if user name or password are empty or contain what RFC 4013 forbids
     */
    public ScramSha256(String userName, String password) {
        this(userName, password, MOST_ITERATIONS);
    }

    /** Knows a user, and does more or less arithmetic for the server than usual. */
    public ScramSha256(String userName, String password, int mostIterations) {
        this(userName, password, mostIterations, new RandomNonces());
    }

    ScramSha256(String userName, String password, int mostIterations, Supplier<String> nonces) {
        firstBare = "n=" + required("user name", userName).replace("=", "=3D").replace(",", "=2C") + ",r="; // 5.1
        this.password = required("password", password).toCharArray();
        this.mostIterations = mostIterations;
        this.nonces = nonces;
    }

    private static String required(String what, String text) {
        String prepared = SaslPrep.prepare(what, text);
        if (prepared.isEmpty()) {
            throw new HostException("SCRAM-SHA-256 needs a " + what + ", and it is empty", null);
        }
        return prepared;
    }

    /** 18 bytes from the system, as Base64 has no comma: RFC 5802, 5.1. */
    private static final class RandomNonces implements Supplier<String> {
        private final SecureRandom random = new SecureRandom();

        @Override
        public String get() {
            byte[] bytes = new byte[18];
            random.nextBytes(bytes);
            return Base64.getEncoder().encodeToString(bytes);
        }
    }

    @Override
    public byte[] method() {
        return "SCRAM-SHA-256".getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public int maximumDataLength() {
        int first = GS2_HEADER.length() + firstBare.getBytes(StandardCharsets.UTF_8).length + 64;
        int last = "c=biws,r=".length() + LONGEST_NONCE + ",p=".length() + 44;
        return Math.max(first, last);
    }

    @Override
    public int begin(byte[] out, int offset) {
        failure = "";
        serverSignature = null;
        clientNonce = nonces.get();
        clientFirst = firstBare + clientNonce;
        return put(GS2_HEADER + clientFirst, out, offset);
    }

    @Override
    public int answer(byte[] in, int offset, int length, byte[] out, int outOffset) {
        if (serverSignature != null || clientFirst.isEmpty()) {
            return refuse("the server asks twice");
        }
        String serverFirst = new String(in, offset, length, StandardCharsets.UTF_8);
        String[] parts = serverFirst.split(",");
        if (parts.length < 3 || !parts[0].startsWith("r=") || !parts[1].startsWith("s=")
                || !parts[2].startsWith("i=")) {
            return refuse(parts[0].startsWith("m=") // 5.1
                    ? "the server demands an extension of SCRAM that this client does not know"
                    : "the server's first message is none of SCRAM");
        }
        String nonce = parts[0].substring(2);
        if (!nonce.startsWith(clientNonce) || nonce.length() == clientNonce.length()
                || nonce.length() > LONGEST_NONCE) { // 5.1: else an old exchange could be played again
            return refuse("the server's nonce does not go on from the client's");
        }
        int iterations = number(parts[2].substring(2));
        if (iterations < LEAST_ITERATIONS || iterations > mostIterations) {
            return refuse("the server asks for i=" + WebSocketGreeting.printable(parts[2].substring(2))
                    + " iterations; this client does "
                    + LEAST_ITERATIONS + " to " + mostIterations);
        }
        String lastBare = "c=biws,r=" + nonce; // Base64 of the GS2 header
        try {
            byte[] salt = Base64.getDecoder().decode(parts[1].substring(2));
            if (salt.length == 0) {
                return refuse("the server's salt is empty");
            }
            String proof = proof(salt, iterations, clientFirst + "," + serverFirst + "," + lastBare);
            return put(lastBare + ",p=" + proof, out, outOffset);
        } catch (IllegalArgumentException e) {
            return refuse("the server's salt is not Base64");
        } catch (GeneralSecurityException e) {
            return refuse("this JVM cannot do SCRAM-SHA-256: " + e.getMessage());
        }
    }

    /** RFC 5802, 3; keeps what the server has to say at the end. */
    private String proof(byte[] salt, int iterations, String authMessage) throws GeneralSecurityException {
        if (saltedPassword == null || iterations != knownIterations || !Arrays.equals(salt, knownSalt)) {
            saltedPassword = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(password, salt, iterations, 256)).getEncoded();
            knownSalt = salt;
            knownIterations = iterations;
        }
        byte[] clientKey = hmac(saltedPassword, "Client Key");
        byte[] storedKey = MessageDigest.getInstance("SHA-256").digest(clientKey);
        byte[] proof = hmac(storedKey, authMessage); // the Client Signature
        for (int i = 0; i < proof.length; i++) {
            proof[i] ^= clientKey[i];
        }
        serverSignature = hmac(hmac(saltedPassword, "Server Key"), authMessage);
        return Base64.getEncoder().encodeToString(proof);
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int finish(byte[] in, int offset, int length) {
        String[] parts = new String(in, offset, length, StandardCharsets.UTF_8).split(",");
        byte[] expected = serverSignature;
        serverSignature = null;
        clientFirst = "";
        if (expected == null) {
            return refuse("the server ends the exchange before its time");
        }
        if (parts[0].startsWith("e=")) {
            return refuse("the server says " + WebSocketGreeting.printable(parts[0].substring(2)));
        }
        byte[] seen = {};
        if (parts[0].startsWith("v=")) {
            try {
                seen = Base64.getDecoder().decode(parts[0].substring(2));
            } catch (IllegalArgumentException e) {
                return refuse("the server's signature is not Base64");
            }
        }
        return MessageDigest.isEqual(expected, seen)
                ? 0
                : refuse("the server has not shown that it knows the password; it may be another one");
    }

    /** Why the exchange was ended by this side, for people; empty if it was not. */
    public String failure() {
        return failure;
    }

    private int refuse(String reason) {
        failure = "SCRAM-SHA-256: " + reason;
        return REFUSED;
    }

    /** Up to nine digits, or -1. */
    private static int number(String digits) {
        return digits.matches("[0-9]{1,9}") ? Integer.parseInt(digits) : -1;
    }

    private static int put(String text, byte[] out, int offset) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, out, offset, bytes.length);
        return bytes.length;
    }
}
