package dev.libellule.gateway.app;

import dev.libellule.gateway.pins.BusScan;
import dev.libellule.gateway.pins.ScannedBoard;
import dev.libellule.sensors.pi4j.PiBuses;
import dev.libellule.sensors.pi4j.PiWiring;
import dev.libellule.simulator.SimulatedPi;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** {@code libellule boards scan}: the buses of this machine, or simulated ones. */
final class ScanProgram {
    /** Buses from 20 on are those of the HDMI sockets. */
    private static final int LAST_BUS = 9;

    private ScanProgram() {}

    /**
     * Looks, and gives the text of a board file.
     *
     * @param numbers of I2C buses; null for those that there are
     */
    static String scan(List<Integer> numbers, boolean simulated) throws IOException {
        if (simulated) {
            try (SimulatedPi pi = new SimulatedPi()) {
                pi.equipWithAll();
                return scan(new BusScan(new PiBuses(pi.context()), pi.sys()),
                        numbers == null ? List.of(1) : numbers);
            }
        }
        try (PiContext pi = new PiContext()) {
            return scan(new BusScan(new PiBuses(pi.context()), PiWiring.SYS), numbers == null ? present() : numbers);
        }
    }

    private static List<Integer> present() {
        return IntStream.rangeClosed(0, LAST_BUS).filter(bus -> Files.exists(Path.of("/dev/i2c-" + bus))).boxed()
                .toList();
    }

    private static String scan(BusScan scan, List<Integer> numbers) {
        List<BusScan.Found> found = new ArrayList<>();
        numbers.forEach(bus -> found.addAll(scan.i2c(bus)));
        found.addAll(scan.kernel());
        String remark = numbers.isEmpty()
                ? "# There is no I2C bus: dtparam=i2c_arm=on in /boot/firmware/config.txt, then restart (or sudo raspi-config)\n"
                : "";
        return remark + ScannedBoard.yaml(host(), "salon", found);
    }

    /** This machine's name as a device id. */
    private static String host() {
        try {
            String id = InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT)
                    .replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
            return id.isEmpty() ? "pi" : id;
        } catch (UnknownHostException e) {
            return "pi"; // a machine whose name nobody has written down
        }
    }
}
