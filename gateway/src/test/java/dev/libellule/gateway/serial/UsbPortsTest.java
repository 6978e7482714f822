package dev.libellule.gateway.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.libellule.boards.PortName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders as the kernel makes them: sysfs(5), {@code /sys/class/tty/ttyACM0/device -> .../1-1.2/1-1.2:1.0}. */
class UsbPortsTest {
    @TempDir
    Path folder;

    private Path sysTty;

    @BeforeEach
    void makeFolders() throws IOException {
        sysTty = Files.createDirectories(folder.resolve("class/tty"));
        Files.createDirectories(folder.resolve("devices/platform/serial8250"));
        Files.createDirectories(sysTty.resolve("tty0")); // a console: no device
        Path builtIn = Files.createDirectories(sysTty.resolve("ttyS0"));
        Files.createSymbolicLink(builtIn.resolve("device"), folder.resolve("devices/platform/serial8250"));
    }

    private void plug(String name, String place, String vendor, String product, String serial) throws IOException {
        Path device = Files.createDirectories(folder.resolve("devices/usb1/1-1").resolve(place));
        Path port = Files.createDirectories(device.resolve(place + ":1.0"));
        Files.writeString(device.resolve("idVendor"), vendor + "\n");
        Files.writeString(device.resolve("idProduct"), product + "\n");
        if (!serial.isEmpty()) {
            Files.writeString(device.resolve("serial"), serial + "\n");
        }
        Path tty = Files.createDirectories(sysTty.resolve(name));
        Files.deleteIfExists(tty.resolve("device"));
        Files.createSymbolicLink(tty.resolve("device"), port);
    }

    private UsbPorts ports() {
        return new UsbPorts(sysTty, Path.of("/dev"));
    }

    @Test
    void findsABoardByWhatItSaysOfItself() throws Exception {
        plug("ttyACM0", "1-1.2", "2341", "0043", "7583435");
        plug("ttyACM1", "1-1.3", "2341", "0043", "9999999");
        assertEquals(Path.of("/dev/ttyACM0"), ports().find(new PortName.Usb("2341", "0043", "7583435")));
        plug("ttyACM1", "1-1.2", "2341", "0043", "7583435"); // they were unplugged, and came back the other way round
        plug("ttyACM0", "1-1.3", "2341", "0043", "9999999");
        assertEquals(Path.of("/dev/ttyACM1"), ports().find(new PortName.Usb("2341", "0043", "7583435")));
    }

    @Test
    void refusesToGuessBetweenTwoClones() throws Exception {
        plug("ttyUSB0", "1-1.2", "1a86", "7523", "");
        assertEquals(Path.of("/dev/ttyUSB0"), ports().find(new PortName.Usb("1a86", "7523", "")));
        plug("ttyUSB1", "1-1.3", "1a86", "7523", "");
        assertEquals("two boards fit usb:1a86:7523: /dev/ttyUSB0 and /dev/ttyUSB1; give the serial number, or a path of"
                + " /dev/serial/by-path, or an id: libellule boards adopt /dev/ttyUSB0 NAME",
                assertThrows(PortException.class, () -> ports().find(new PortName.Usb("1a86", "7523", "")))
                        .getMessage());
    }

    @Test
    void saysThatNothingFits() {
        assertEquals("usb:2341:0043:1 is not plugged in; see: ls -l /dev/serial/by-id",
                assertThrows(PortException.class, () -> ports().find(new PortName.Usb("2341", "0043", "1")))
                        .getMessage());
    }

    @Test
    void listsOnlyWhatIsOnUsb() throws IOException {
        assertEquals(List.of(), ports().all());
        plug("ttyUSB0", "1-1.2", "1a86", "7523", "");
        plug("ttyACM0", "1-1.3", "2341", "0043", "AB12");
        assertEquals(List.of("usb-2341-0043-ab12", "usb-1a86-7523-1-1-2"),
                ports().all().stream().map(UsbPorts.UsbPort::boardName).toList());
        assertEquals(List.of(), new UsbPorts(folder.resolve("nowhere"), Path.of("/dev")).all());
    }
}
