package dev.libellule.gateway.serial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Optional;

/** Why a serial port cannot be opened, and what to do about it. */
final class PortProblem {
    private static final int FILE_TYPE = 0170000; // inode(7)
    private static final int CHARACTER_DEVICE = 0020000;
    private static final int EAGAIN = 11; // somebody holds a lock
    private static final int EBUSY = 16;
    private static final int EACCES = 13;

    private PortProblem() {}

    /** What can be seen without opening it; empty if nothing speaks against it. */
    static Optional<String> before(Path port) throws IOException {
        if (!Files.exists(port)) {
            String what = Files.exists(port, LinkOption.NOFOLLOW_LINKS)
                    ? "is a link to nowhere"
                    : "is not there";
            return Optional.of("%s %s; is the cable plugged in? See: ls -l /dev/serial/by-id".formatted(port, what));
        }
        int mode = (Integer) Files.getAttribute(port, "unix:mode");
        if ((mode & FILE_TYPE) != CHARACTER_DEVICE) {
            return Optional.of("%s is not a serial device; the port is a path such as /dev/ttyACM0".formatted(port));
        }
        return Files.isReadable(port) && Files.isWritable(port) ? Optional.empty() : Optional.of(notPermitted(port));
    }

    /**
     * What the failed attempt says.
     *
     * @param errno of the system call that failed
     */
    static String after(Path port, int errno) throws IOException {
        return switch (errno) {
            case EAGAIN, EBUSY -> inUse(port);
            case EACCES -> notPermitted(port);
            // 25 ENOTTY, 22 EINVAL, 5 EIO: a device, but no line of characters
            default ->
                "%s is not a serial device, or it does not work (error %d); the port is a path such as /dev/ttyACM0"
                        .formatted(port, errno);
        };
    }

    private static String inUse(Path port) throws IOException {
        Optional<String> holder = PortHolder.of(port);
        return holder.isPresent()
                ? "%s is in use by %s; close it there".formatted(port, holder.get())
                : ("%s is in use by another program, perhaps the serial monitor of the Arduino IDE; close it"
                        + " (see: fuser -v %s)").formatted(port, port);
    }

    private static String notPermitted(Path port) throws IOException {
        String group = Files.readAttributes(port, PosixFileAttributes.class).group().getName();
        return "no permission for %s, which belongs to the group %s: sudo usermod -aG %s %s, then log in again"
                .formatted(port, group, group, System.getProperty("user.name"));
    }
}
