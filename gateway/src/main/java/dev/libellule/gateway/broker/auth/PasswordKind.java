package dev.libellule.gateway.broker.auth;

import java.util.Arrays;
import java.util.List;

/** How a password is kept in a file; the words are those of {@code mosquitto_passwd -H}. */
public enum PasswordKind {
    /** {@code $7$}: every Mosquitto since 2.0 reads it. */
    SHA512_PBKDF2("sha512-pbkdf2"),
    /** {@code $argon2id$}: Mosquitto from 2.1 on. */
    ARGON2ID("argon2id"),
    /** {@code $6$}: for Mosquitto up to 1.6. */
    SHA512("sha512"),
    /** For enhanced authentication, in a file of its own: {@link ScramFile}. */
    SCRAM_SHA_256("scram-sha-256");

    private final String word;

    PasswordKind(String word) {
        this.word = word;
    }

    /** As it is written on a command line. */
    public String word() {
        return word;
    }

    /** All words, the usual one first. */
    public static List<String> words() {
        return Arrays.stream(values()).map(PasswordKind::word).toList();
    }

    /** The kind of a word; null if there is none. */
    public static PasswordKind of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst().orElse(null);
    }
}
