package dev.libellule.gateway.broker.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a server knows of a password for SCRAM-SHA-256, RFC 5802, 3: enough to check it, too little to use it elsewhere.
 *
 * <p>Written as PostgreSQL does: {@code SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey}, in base64.
 */
public record ScramVerifier(int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) {
    /** As RFC 7677, 4 asks for; clients refuse fewer. */
    public static final int ITERATIONS = 4_096;

    private static final int MOST_ITERATIONS = 10_000_000;
    private static final int SALT_LENGTH = 16;
    private static final String BASE64 = "([A-Za-z0-9+/]+={0,2})";
    private static final Pattern FORM = Pattern
            .compile("SCRAM-SHA-256\\$([1-9][0-9]{0,7}):" + BASE64 + "\\$" + BASE64 + ":" + BASE64);

    /** Whether this is how a verifier begins. */
    static boolean isOne(String text) {
        return text.startsWith("SCRAM-SHA-256$");
    }

    /** Reads what {@link #toString} writes; the message of the exception says what is wrong with it. */
    static ScramVerifier parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("it has to be SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey");
        }
        int iterations = Integer.parseInt(parts.group(1));
        if (iterations < ITERATIONS || iterations > MOST_ITERATIONS) {
            throw new IllegalArgumentException("iterations %d are not %d to %d".formatted(iterations, ITERATIONS,
                    MOST_ITERATIONS));
        }
        return new ScramVerifier(iterations, decode(parts.group(2), 0), decode(parts.group(3), 32),
                decode(parts.group(4), 32));
    }

    private static byte[] decode(String base64, int length) {
        byte[] bytes = Base64.getDecoder().decode(base64);
        if (length > 0 && bytes.length != length) {
            throw new IllegalArgumentException("a key has %d bytes instead of %d".formatted(bytes.length, length));
        }
        return bytes;
    }

    /** Makes the verifier of a password, with a new salt. Takes some milliseconds. */
    public static ScramVerifier of(byte[] password) {
        byte[] salt = new byte[SALT_LENGTH];
        new SecureRandom().nextBytes(salt);
        return of(password, salt, ITERATIONS);
    }

    static ScramVerifier of(byte[] password, byte[] salt, int iterations) {
        byte[] salted = saltedPassword(password, salt, iterations);
        return new ScramVerifier(iterations, salt, sha256(hmac(salted, bytes("Client Key"))),
                hmac(salted, bytes("Server Key")));
    }

    /** Whether a password in clear is the right one. Takes some milliseconds. */
    boolean isOf(byte[] password) {
        return MessageDigest.isEqual(storedKey, of(password, salt, iterations).storedKey);
    }

    /**
     * Whether a client has shown that it knows the password, RFC 5802, 3.
     *
     * @param authMessage all that was said before the proof
     */
    public boolean proves(byte[] proof, String authMessage) {
        byte[] signature = hmac(storedKey, bytes(authMessage));
        if (proof.length != signature.length) {
            return false;
        }
        byte[] clientKey = new byte[proof.length];
        for (int i = 0; i < proof.length; i++) {
            clientKey[i] = (byte) (proof[i] ^ signature[i]);
        }
        return MessageDigest.isEqual(storedKey, sha256(clientKey));
    }

    /** What shows the client that we know the verifier. */
    public byte[] serverSignature(String authMessage) {
        return hmac(serverKey, bytes(authMessage));
    }

    /** Hi of RFC 5802, 2.2: PBKDF2 with one block. */
    private static byte[] saltedPassword(byte[] password, byte[] salt, int iterations) {
        try {
            Mac mac = mac(password.length == 0 ? new byte[1] : password); // an empty key is padded with zeros too
            mac.update(salt);
            byte[] u = mac.doFinal(new byte[]{0, 0, 0, 1});
            byte[] result = u.clone();
            for (int i = 1; i < iterations; i++) {
                u = mac.doFinal(u);
                for (int j = 0; j < result.length; j++) {
                    result[j] ^= u[j];
                }
            }
            return result;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    private static Mac mac(byte[] key) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac;
    }

    /** HMAC with SHA-256. */
    public static byte[] hmac(byte[] key, byte[] text) {
        try {
            return mac(key).doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** As it stands in a file, after the colon. */
    @Override
    public String toString() {
        Base64.Encoder base64 = Base64.getEncoder();
        return "SCRAM-SHA-256$%d:%s$%s:%s".formatted(iterations, base64.encodeToString(salt),
                base64.encodeToString(storedKey), base64.encodeToString(serverKey));
    }
}
