package dev.libellule.gateway.broker.auth;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A password as Mosquitto keeps it: {@code $6$salt$hash}, SHA-512 of password and salt, or {@code $7$iterations$salt$hash},
 * PBKDF2 with HMAC-SHA-512; salt and hash are base64.
 *
 * @param iterations of PBKDF2; 0 for plain SHA-512
 */
record Sha512Hash(int iterations, byte[] salt, byte[] hash) implements PasswordHash {
    /** What Mosquitto 2.1 takes; 2.0 takes 101. */
    static final int ITERATIONS = 1_000;
    static final int MAX_ITERATIONS = 10_000_000;
    private static final int SALT_LENGTH = 12; // all that Mosquitto 2.0 can read
    private static final int HASH_LENGTH = 64;

    /** Reads the number of a {@code $7$} entry. */
    static int iterations(String text) {
        if (!text.matches("[1-9][0-9]{0,7}") || Integer.parseInt(text) > MAX_ITERATIONS) {
            throw new IllegalArgumentException("iterations '%s' are not a number from 1 to %d".formatted(text,
                    MAX_ITERATIONS));
        }
        return Integer.parseInt(text);
    }

    /** Reads the last part of an entry. */
    static byte[] hash(byte[] bytes) {
        if (bytes.length != HASH_LENGTH) {
            throw new IllegalArgumentException(
                    "the hash has %d bytes instead of %d".formatted(bytes.length, HASH_LENGTH));
        }
        return bytes;
    }

    /** Hashes a password with a new salt. */
    static Sha512Hash of(int iterations, byte[] password) {
        byte[] salt = new byte[SALT_LENGTH];
        new SecureRandom().nextBytes(salt);
        return new Sha512Hash(iterations, salt, compute(password, salt, iterations));
    }

    @Override
    public Sha512Hash decoy() {
        return of(iterations, new byte[0]);
    }

    @Override
    public boolean matches(byte[] password) {
        return MessageDigest.isEqual(hash, compute(password, salt, iterations));
    }

    private static byte[] compute(byte[] password, byte[] salt, int iterations) {
        try {
            if (iterations > 0) {
                return pbkdf2(password, salt, iterations);
            }
            MessageDigest sha512 = MessageDigest.getInstance("SHA-512");
            sha512.update(password);
            return sha512.digest(salt);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-512", e);
        }
    }

    /** RFC 8018, 5.2, for one block. Java's own takes characters only, and a password is bytes. */
    private static byte[] pbkdf2(byte[] password, byte[] salt, int iterations) throws GeneralSecurityException {
        Mac hmac = Mac.getInstance("HmacSHA512");
        // An empty key is padded with zeros like any other, but SecretKeySpec refuses it
        hmac.init(new SecretKeySpec(password.length == 0 ? new byte[1] : password, "HmacSHA512"));
        byte[] u = hmac.doFinal(ByteBuffer.allocate(salt.length + 4).put(salt).putInt(1).array());
        byte[] result = u.clone();
        for (int i = 1; i < iterations; i++) {
            u = hmac.doFinal(u);
            for (int j = 0; j < result.length; j++) {
                result[j] ^= u[j];
            }
        }
        return result;
    }

    /** As it stands in a file, after the colon. */
    @Override
    public String toString() {
        Base64.Encoder base64 = Base64.getEncoder();
        String kind = iterations == 0 ? "$6$" : "$7$" + iterations + "$";
        return kind + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
    }
}
