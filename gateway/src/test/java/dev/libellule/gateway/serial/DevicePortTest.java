package dev.libellule.gateway.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.boards.SerialLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevicePortTest {
    @TempDir
    Path folder;

    private static String refusal(Path path) {
        SerialLine line = new SerialLine(path.toString(), 115_200, SerialLine.Dtr.WAIT, Duration.ZERO,
                Duration.ofSeconds(30), SerialLine.LineFamily.AUTO);
        return assertThrows(PortException.class, () -> DevicePort.open(line).close()).getMessage();
    }

    @Test
    void saysThatThePathIsMissing() throws IOException {
        Path path = folder.resolve("ttyACM0");
        assertEquals(path + " is not there; is the cable plugged in? See: ls -l /dev/serial/by-id", refusal(path));
        Files.createSymbolicLink(path, folder.resolve("nowhere"));
        assertEquals(path + " is a link to nowhere; is the cable plugged in? See: ls -l /dev/serial/by-id",
                refusal(path));
    }

    @Test
    void saysThatItIsNoSerialDevice() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        String cure = " is not a serial device; the port is a path such as /dev/ttyACM0";
        assertEquals(file + cure, refusal(file));
        assertEquals(folder + cure, refusal(folder));
    }

    @Test
    void namesTheProgramThatHoldsThePort() throws Exception {
        Path file = Files.createFile(folder.resolve("held"));
        Process holder = new ProcessBuilder("sh", "-c", "read line").redirectInput(ProcessBuilder.Redirect.PIPE)
                .redirectError(file.toFile()).start();
        try {
            assertEquals(Optional.of("sh (process %d)".formatted(holder.pid())), PortHolder.of(file));
        } finally {
            holder.destroyForcibly().waitFor();
        }
        assertEquals(Optional.empty(), PortHolder.of(file));
    }

    @Test
    void saysWhatTheSystemRefused() throws IOException {
        Path device = Path.of("/dev/null");
        String group = Files.readAttributes(device, PosixFileAttributes.class).group().getName();
        assertEquals(
                "no permission for /dev/null, which belongs to the group %s: sudo usermod -aG %s %s, then log in again"
                        .formatted(group, group, System.getProperty("user.name")),
                PortProblem.after(device, 13));
        String busy = PortProblem.after(device, 16); // by whatever process of this machine
        assertTrue(busy.matches("/dev/null is in use by .*; close it.*"), busy);
        assertEquals("/dev/null is not a serial device, or it does not work (error 25);"
                + " the port is a path such as /dev/ttyACM0", refusal(device));
    }
}
