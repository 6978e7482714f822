package dev.libellule.gateway.serial;

import dev.libellule.boards.PortName;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The serial ports that come and go on USB, by what their devices say of themselves: {@code /sys/class/tty/<name>/device} and the
 * nearest folder above it with an {@code idVendor}.
 */
final class UsbPorts {
    private final Path sysTty;
    private final Path dev;

    /**
     * One port.
     *
     * @param device such as {@code /dev/ttyACM0}
     * @param serial empty if the device has none
     * @param place the path of the socket that it is in, such as {@code 1-1.2}
     */
    record UsbPort(Path device, String vendor, String product, String serial, String place) {
        /** A name for a board that has none of its own: the same in every socket if it has a serial number, else in this one. */
        String boardName() {
            String tail = serial.isEmpty() ? place : serial;
            return ("usb-" + vendor + "-" + product + "-" + tail).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-")
                    .replaceAll("-$", "");
        }
    }

    /** Ports in these folders: {@code /sys/class/tty} and {@code /dev}, or others in tests. */
    UsbPorts(Path sysTty, Path dev) {
        this.sysTty = sysTty;
        this.dev = dev;
    }

    static UsbPorts ofThisMachine() {
        return new UsbPorts(Path.of("/sys/class/tty"), Path.of("/dev"));
    }

    /** All that are plugged in now, by name; none where there is no sysfs. */
    List<UsbPort> all() {
        List<UsbPort> ports = new ArrayList<>();
        try (DirectoryStream<Path> ttys = Files.newDirectoryStream(sysTty)) {
            for (Path tty : ttys) {
                port(tty).ifPresent(ports::add);
            }
        } catch (IOException e) {
            return List.of(); // not Linux, or a container without it
        }
        ports.sort(Comparator.comparing(UsbPort::device));
        return ports;
    }

    private Optional<UsbPort> port(Path tty) {
        try {
            Path device = tty.resolve("device");
            if (!Files.exists(device)) {
                return Optional.empty();
            }
            for (Path folder = device.toRealPath(); folder != null; folder = folder.getParent()) {
                if (Files.exists(folder.resolve("idVendor"))) {
                    return Optional.of(new UsbPort(dev.resolve(tty.getFileName().toString()), text(folder, "idVendor"),
                            text(folder, "idProduct"), text(folder, "serial"), folder.getFileName().toString()));
                }
            }
        } catch (IOException e) {
            return Optional.empty(); // unplugged while it was looked at
        }
        return Optional.empty();
    }

    private static String text(Path folder, String name) throws IOException {
        Path file = folder.resolve(name);
        return Files.exists(file) ? Files.readString(file).strip() : "";
    }

    /** The one port of a device; refuses to guess when two fit. */
    Path find(PortName.Usb wanted) throws PortException {
        List<UsbPort> fitting = all().stream().filter(port -> fits(port, wanted)).toList();
        String name = "usb:%s:%s%s".formatted(wanted.vendor(), wanted.product(),
                wanted.serial().isEmpty() ? "" : ":" + wanted.serial());
        if (fitting.isEmpty()) {
            throw new PortException("%s is not plugged in; see: ls -l /dev/serial/by-id".formatted(name));
        }
        if (fitting.size() > 1) {
            throw new PortException(("two boards fit %s: %s and %s; give the serial number, or a path of"
                    + " /dev/serial/by-path, or an id: libellule boards adopt %s NAME").formatted(name,
                            fitting.get(0).device(), fitting.get(1).device(), fitting.get(0).device()));
        }
        return fitting.getFirst().device();
    }

    private static boolean fits(UsbPort port, PortName.Usb wanted) {
        return port.vendor().equalsIgnoreCase(wanted.vendor()) && port.product().equalsIgnoreCase(wanted.product())
                && (wanted.serial().isEmpty() || port.serial().equals(wanted.serial()));
    }
}
