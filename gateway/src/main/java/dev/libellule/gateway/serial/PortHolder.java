package dev.libellule.gateway.serial;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Which program has a device open, as far as this user may see it: {@code /proc/<pid>/fd}, proc(5). */
final class PortHolder {
    private PortHolder() {}

    /** The program, such as {@code minicom (process 812)}; empty if none can be seen, or this is no Linux. */
    static Optional<String> of(Path port) throws IOException {
        Path device = port.toRealPath();
        long own = ProcessHandle.current().pid();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                boolean isOther = !process.getFileName().toString().equals(Long.toString(own));
                if (isOther && holds(process.resolve("fd"), device)) {
                    return Optional.of("%s (process %s)".formatted(program(process), process.getFileName()));
                }
            }
        } catch (IOException e) {
            return Optional.empty(); // no /proc here: the message does without the name
        }
        return Optional.empty();
    }

    private static boolean holds(Path descriptors, Path device) {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(descriptors)) {
            for (Path descriptor : open) {
                if (pointsTo(descriptor, device)) {
                    return true;
                }
            }
        } catch (IOException e) {
            return false; // another user's process, or it has just ended
        }
        return false;
    }

    private static boolean pointsTo(Path descriptor, Path device) {
        try {
            return Files.readSymbolicLink(descriptor).equals(device);
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    private static String program(Path process) {
        try {
            return Files.readString(process.resolve("comm")).strip();
        } catch (IOException e) {
            return "a program";
        }
    }
}
