package dev.libellule.gateway.broker.auth;

import dev.libellule.gateway.broker.BrokerOptions;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Users who can log in with SCRAM-SHA-256, {@code libellule_scram_file}: lines {@code user:verifier}, made by
 * {@code libellule passwd -H scram-sha-256}. They can log in with user name and password too.
 *
 * <p>A file of its own, since Mosquitto's hashes cannot serve for SCRAM and Mosquitto could not read these.
 */
public final class ScramFile implements BrokerOptions.Credentials {
    private final Map<String, ScramVerifier> verifiers;
    private final BrokerOptions.Credentials others;

    private ScramFile(Map<String, ScramVerifier> verifiers, BrokerOptions.Credentials others) {
        this.verifiers = verifiers;
        this.others = others;
    }

    /**
     * Reads a file.
     *
     * @throws PasswordFileException when it is not there, may not be read, or has a line that is wrong
     */
    public static ScramFile load(Path file) {
        Map<String, ScramVerifier> verifiers = new HashMap<>();
        List<String> lines = PasswordFile.lines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            int colon = line.indexOf(':');
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            try {
                if (colon < 1) {
                    throw new IllegalArgumentException("it has to be user:verifier");
                }
                verifiers.put(line.substring(0, colon), ScramVerifier.parse(line.substring(colon + 1)));
            } catch (IllegalArgumentException e) {
                throw new PasswordFileException(("Error: %s, line %d is no user of SCRAM-SHA-256: %s.%n"
                        + "Make it anew with: libellule passwd -H scram-sha-256 %s USER").formatted(file, i + 1,
                                e.getMessage(), file),
                        e);
            }
        }
        return new ScramFile(verifiers, null);
    }

    /** The same, with the users of a password file for those who send their password. */
    public ScramFile with(BrokerOptions.Credentials passwords) {
        return new ScramFile(verifiers, passwords);
    }

    @Override
    public boolean check(String userName, byte[] password) {
        ScramVerifier verifier = verifiers.get(userName);
        return others != null && others.check(userName, password) || verifier != null && verifier.isOf(password);
    }

    @Override
    public boolean hasScram() {
        return true;
    }

    @Override
    public ScramVerifier scram(String userName) {
        return verifiers.get(userName);
    }
}
