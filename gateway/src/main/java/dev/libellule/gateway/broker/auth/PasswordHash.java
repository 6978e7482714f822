package dev.libellule.gateway.broker.auth;

import java.util.Base64;

/** A password as it stands in a file, after the colon; {@code toString} writes it so. */
sealed interface PasswordHash permits Sha512Hash, Argon2Hash, PlainPassword {
    /** Whether a password is the right one; takes as long for a wrong one. */
    boolean matches(byte[] password);

    /** The same amount of work, for the password of nobody. */
    PasswordHash decoy();

    /** Reads what stands after the colon; the message of the exception says what is wrong with it. */
    static PasswordHash parse(String text) {
        if (!text.startsWith("$")) {
            return new PlainPassword(text);
        }
        String[] parts = text.split("\\$", -1);
        return switch (parts[1]) {
            case "6" -> {
                requireParts(parts, 4);
                yield new Sha512Hash(0, decode(parts[2], "salt"), Sha512Hash.hash(decode(parts[3], "hash")));
            }
            case "7" -> {
                requireParts(parts, 5);
                yield new Sha512Hash(Sha512Hash.iterations(parts[2]), decode(parts[3], "salt"),
                        Sha512Hash.hash(decode(parts[4], "hash")));
            }
            case "argon2id" -> {
                requireParts(parts, 6);
                yield Argon2Hash.parse(parts[2], parts[3], decode(parts[4], "salt"), decode(parts[5], "hash"));
            }
            default -> throw new IllegalArgumentException(
                    "hashes of kind $%s$ are not known, only $6$, $7$ and $argon2id$".formatted(parts[1]));
        };
    }

    private static void requireParts(String[] parts, int count) {
        if (parts.length != count) {
            throw new IllegalArgumentException("a part of the hash is missing");
        }
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

    /** Hashes a password with a new salt, as every Mosquitto since 2.0 reads it. */
    static PasswordHash of(byte[] password) {
        return of(PasswordKind.SHA512_PBKDF2, Sha512Hash.ITERATIONS, password);
    }

    /**
     * Hashes a password with a new salt.
     *
     * @param iterations of PBKDF2; for it only
     */
    static PasswordHash of(PasswordKind kind, int iterations, byte[] password) {
        return switch (kind) {
            case SHA512_PBKDF2 -> Sha512Hash.of(iterations, password);
            case SHA512 -> Sha512Hash.of(0, password);
            case ARGON2ID -> Argon2Hash.of(password);
            case SCRAM_SHA_256 -> throw new IllegalArgumentException("a verifier of SCRAM is no password hash");
        };
    }
}
