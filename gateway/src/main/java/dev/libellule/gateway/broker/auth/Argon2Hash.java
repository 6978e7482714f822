package dev.libellule.gateway.broker.auth;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A password as Mosquitto 2.1 keeps it: {@code $argon2id$v=19$m=memory,t=passes,p=lanes$salt$hash}, RFC 9106, as the reference
 * implementation writes it, base64 without padding.
 *
 * @param memoryKibibytes that one check works through
 */
record Argon2Hash(int version, int memoryKibibytes, int passes, int lanes, byte[] salt,
        byte[] hash) implements PasswordHash {
    private static final Pattern PARAMETERS = Pattern.compile("m=([0-9]{1,9}),t=([0-9]{1,6}),p=([0-9]{1,3})");
    /** What Mosquitto 2.1 takes: one pass over 46 MiB. */
    private static final int MEMORY = 47_104;
    private static final int LENGTH = 64;
    private static final int SHORTEST_SALT = 8; // RFC 9106, 3.1 recommends 16
    private static final int SHORTEST_HASH = 4; // RFC 9106, 3.1
    /** One check after the other, in this process: two would need twice the memory. */
    private static final ReentrantLock ONE = new ReentrantLock();

    static Argon2Hash parse(String version, String parameters, byte[] salt, byte[] hash) {
        if (!version.equals("v=19") && !version.equals("v=16")) {
            throw new IllegalArgumentException("version '%s' of argon2id is not known, only v=19".formatted(version));
        }
        Matcher numbers = PARAMETERS.matcher(parameters);
        if (!numbers.matches()) {
            throw new IllegalArgumentException("'%s' should look like m=47104,t=1,p=1".formatted(parameters));
        }
        int memory = Integer.parseInt(numbers.group(1));
        int passes = Integer.parseInt(numbers.group(2));
        int lanes = Integer.parseInt(numbers.group(3));
        if (passes < 1 || lanes < 1 || memory < 8 * lanes) {
            throw new IllegalArgumentException(
                    "'%s' cannot be: t and p are 1 or more, m is 8 or more for each of p".formatted(parameters));
        }
        if (salt.length < SHORTEST_SALT || hash.length < SHORTEST_HASH) {
            throw new IllegalArgumentException("the salt or the hash is too short");
        }
        // The library keeps as much again, for the next time
        long most = Runtime.getRuntime().maxMemory() / 4 / 1024;
        if (memory > most) {
            throw new IllegalArgumentException(("a check would need %d MiB of memory, more than a quarter of what the"
                    + " program has (-Xmx in LIBELLULE_JAVA_OPTIONS)").formatted(memory / 1024));
        }
        return new Argon2Hash(Integer.parseInt(version.substring(2)), memory, passes, lanes, salt, hash);
    }

    static Argon2Hash of(byte[] password) {
        byte[] salt = new byte[LENGTH];
        new SecureRandom().nextBytes(salt);
        return new Argon2Hash(Argon2Function.ARGON2_VERSION_13, MEMORY, 1, 1, salt, new byte[LENGTH]).with(password);
    }

    private Argon2Hash with(byte[] password) {
        return new Argon2Hash(version, memoryKibibytes, passes, lanes, salt, compute(password));
    }

    @Override
    public Argon2Hash decoy() {
        byte[] random = new byte[hash.length];
        new SecureRandom().nextBytes(random);
        return new Argon2Hash(version, memoryKibibytes, passes, lanes, salt, random);
    }

    @Override
    public boolean matches(byte[] password) {
        return MessageDigest.isEqual(hash, compute(password));
    }

    private byte[] compute(byte[] password) {
        ONE.lock();
        try {
            return Argon2Function.getInstance(memoryKibibytes, passes, lanes, hash.length, Argon2.ID, version)
                    .hash(password, salt).getBytes();
        } finally {
            ONE.unlock();
        }
    }

    @Override
    public String toString() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s".formatted(version, memoryKibibytes, passes, lanes,
                base64.encodeToString(salt), base64.encodeToString(hash));
    }
}
