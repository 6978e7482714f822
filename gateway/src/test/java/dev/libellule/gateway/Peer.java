package dev.libellule.gateway;

import dev.libellule.device.host.Required;
import java.nio.file.Files;
import java.nio.file.Path;

/** Programs of others that integration tests need: required in CI, elsewhere the test is skipped with one line. */
public final class Peer {
    private Peer() {}

    /**
     * Finds a program on the PATH or in /usr/sbin.
     *
     * @param debianPackage what to install when it is missing
     */
    public static Path require(String program, String debianPackage) {
        for (String folder : (System.getenv("PATH") + ":/usr/sbin:/usr/local/sbin").split(":")) {
            Path path = Path.of(folder, program);
            if (Files.isExecutable(path)) {
                return path;
            }
        }
        missing(program, debianPackage);
        throw new IllegalStateException(program);
    }

    /** Looks for a file of a package that brings no program. */
    public static void requireFile(Path file, String debianPackage) {
        if (!Files.exists(file)) {
            missing(file.toString(), debianPackage);
        }
    }

    private static void missing(String what, String debianPackage) {
        String reason = "%s is not installed (apt install %s, or run tools/install-peers)".formatted(what,
                debianPackage);
        Required.require(false, reason);
    }
}
