package dev.libellule.gateway.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * {@code --tls-keylog}: the session keys of TLS in a file, for Wireshark. Java gives them to nobody; the launcher, which sees the flag too,
 * brings the agent that reads them.
 */
final class KeyLog {
    private static final String AGENT = "name.neykov.secrets.AgentMain";

    private KeyLog() {}

    /**
     * Makes the file, for its owner's eyes only.
     *
     * @throws IllegalArgumentException when no keys would come to it; the message says why
     */
    static void prepare(Path file) {
        if (!isThere()) {
            throw new IllegalArgumentException(
                    "--tls-keylog works only from the launcher ./libellule, which brings what reads the keys");
        }
        try {
            if (!Files.exists(file)) {
                Files.createFile(file,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
        } catch (IOException e) {
            throw cannotWrite(file);
        }
        if (!Files.isRegularFile(file) || !Files.isWritable(file)) {
            throw cannotWrite(file);
        }
    }

    private static IllegalArgumentException cannotWrite(Path file) {
        return new IllegalArgumentException(
                "--tls-keylog %s cannot be written; its folder has to be there, and user %s has to be allowed to write it"
                        .formatted(file, System.getProperty("user.name")));
    }

    private static boolean isThere() {
        try {
            return ClassLoader.getSystemClassLoader().loadClass(AGENT) != null;
        } catch (ClassNotFoundException _) {
            return false;
        }
    }
}
