package dev.libellule.gateway.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.libellule.boards.SerialLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortTest {
    @TempDir
    Path folder;

    private static String refusal(Path path) {
        SerialLine line = new SerialLine(path.toString(), 115_200, SerialLine.Dtr.WAIT, Duration.ZERO,
                Duration.ofSeconds(30), SerialLine.LineFamily.AUTO);
        return assertThrows(PortException.class, () -> Port.open(line).close()).getMessage();
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
    void saysWhatTheSystemRefused() throws IOException {
        Path device = Path.of("/dev/null");
        String group = Files.readAttributes(device, PosixFileAttributes.class).group().getName();
        assertEquals(
                "no permission for /dev/null, which belongs to the group %s: sudo usermod -aG %s %s, then log in again"
                        .formatted(group, group, System.getProperty("user.name")),
                PortProblem.after(device, 13));
        assertEquals("/dev/null is in use by another program, perhaps the serial monitor of the Arduino IDE; close it"
                + " (see: fuser -v /dev/null)", PortProblem.after(device, 16));
        assertEquals("/dev/null is not a serial device, or it does not work (error 25);"
                + " the port is a path such as /dev/ttyACM0", refusal(device));
    }
}
