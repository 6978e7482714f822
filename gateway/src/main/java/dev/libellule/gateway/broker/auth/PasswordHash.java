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
record PasswordHash(int iterations, byte[] salt, byte[] hash) {
    /** What Mosquitto 2.1 takes; 2.0 takes 101. */
    private static final int ITERATIONS = 1_000;
    private static final int MAX_ITERATIONS = 10_000_000;
    private static final int SALT_LENGTH = 12; // all that Mosquitto 2.0 can read
    private static final int HASH_LENGTH = 64;

    /** Reads what stands after the colon; the message of the exception says what is wrong with it. */
    static PasswordHash parse(String text) {
        if (!text.startsWith("$")) {
            throw new IllegalArgumentException("the password is not hashed");
        }
        String[] parts = text.split("\\$", -1);
        String kind = parts[1];
        if (kind.equals("6") && parts.length == 4) {
            return new PasswordHash(0, decode(parts[2], "salt"), hash(parts[3]));
        }
        if (kind.equals("7") && parts.length == 5) {
            if (!parts[2].matches("[1-9][0-9]{0,7}") || Integer.parseInt(parts[2]) > MAX_ITERATIONS) {
                throw new IllegalArgumentException("iterations '%s' are not a number from 1 to %d".formatted(parts[2],
                        MAX_ITERATIONS));
            }
            return new PasswordHash(Integer.parseInt(parts[2]), decode(parts[3], "salt"), hash(parts[4]));
        }
        if (kind.startsWith("argon2")) {
            throw new IllegalArgumentException("hashes of kind $%s$ need a library that is not here (ADR 2)"
                    .formatted(kind));
        }
        throw new IllegalArgumentException("6".equals(kind) || "7".equals(kind)
                ? "a part of the hash is missing"
                : "hashes of kind $%s$ are not known, only $6$ and $7$".formatted(kind));
    }

    private static byte[] hash(String text) {
        byte[] bytes = decode(text, "hash");
        if (bytes.length != HASH_LENGTH) {
            throw new IllegalArgumentException(
                    "the hash has %d bytes instead of %d".formatted(bytes.length, HASH_LENGTH));
        }
        return bytes;
    }

    private static byte[] decode(String text, String what) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (bytes.length > 0) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the %s is not base64".formatted(what), e);
        }
        throw new IllegalArgumentException("the %s is missing".formatted(what));
    }

    /** Hashes a password with a new salt. */
    static PasswordHash of(byte[] password) {
        byte[] salt = new byte[SALT_LENGTH];
        new SecureRandom().nextBytes(salt);
        return new PasswordHash(ITERATIONS, salt, compute(password, salt, ITERATIONS));
    }

    /** Whether a password is the right one; takes as long for a wrong one. */
    boolean matches(byte[] password) {
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
