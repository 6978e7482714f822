package dev.libellule.gateway.app;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tinylog.Logger;

/** Mosquitto's {@code user}: root opens the ports, and then becomes somebody with fewer rights. */
final class UserSwitch {
    private static final Path USERS = Path.of("/etc/passwd");

    private UserSwitch() {}

    /**
     * Becomes a user, if the program was started by root.
     *
     * @param name empty or {@code root} to stay; whoever is not root stays too, as in Mosquitto
     * @param own files that root has opened and that the user has to be able to open again; those that are not there are passed over
     * @throws WrongConfigurationException when there is no such user, or the system refuses
     */
    static void become(String name, List<Path> own) {
        if (!"root".equals(System.getProperty("user.name")) || name.equals("root")) {
            return;
        }
        if (name.isEmpty()) {
            Logger.warn(
                    "Running as root: add a line such as 'user mosquitto' to the configuration, or start as another user.");
            return;
        }
        String[] entry = entry(name);
        int user = Integer.parseInt(entry[2]);
        int group = Integer.parseInt(entry[3]);
        give(own, name);
        try (Arena arena = Arena.ofConfined()) {
            // The C library changes all threads at once; groups first, since nobody else may change them
            check((int) function("initgroups", ValueLayout.ADDRESS, ValueLayout.JAVA_INT)
                    .invokeExact(arena.allocateFrom(name), group), name);
            check((int) function("setgid", ValueLayout.JAVA_INT).invokeExact(group), name);
            check((int) function("setuid", ValueLayout.JAVA_INT).invokeExact(user), name);
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("cannot become user " + name, e);
        }
        System.setProperty("user.name", name);
        Logger.info("Running as user {}.", name);
    }

    private static void give(List<Path> files, String name) {
        try {
            for (Path file : files) {
                if (Files.exists(file)) {
                    Files.setOwner(file,
                            file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(name));
                }
            }
        } catch (IOException e) {
            throw new WrongConfigurationException(
                    "Error: Unable to give %s to user '%s'.".formatted(e.getMessage(), name),
                    e);
        }
    }

    private static void check(int result, String name) {
        if (result != 0) {
            throw new WrongConfigurationException(
                    "Error: Unable to become user '%s'.%nThe system refuses; start the program as this user instead."
                            .formatted(name),
                    null);
        }
    }

    @SuppressWarnings("restricted") // calls of the C library: the launcher allows them
    private static MethodHandle function(String name, ValueLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
    }

    private static String[] entry(String name) {
        try {
            for (String line : Files.readAllLines(USERS)) {
                String[] parts = line.split(":", -1);
                if (parts[0].equals(name) && parts.length > 3) {
                    return parts;
                }
            }
        } catch (IOException e) {
            throw new WrongConfigurationException("Error: Unable to read %s.".formatted(USERS), e);
        }
        throw new WrongConfigurationException(
                "Error: Invalid user '%s'.%nThere is no such user in %s; make it, or start the program as another user."
                        .formatted(name, USERS),
                null);
    }
}
