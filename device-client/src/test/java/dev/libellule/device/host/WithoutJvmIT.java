package dev.libellule.device.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.codec.MqttVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same classes without a JVM: {@link PosixLamp}, compiled ahead of time to C, with a heap of 64 KiB, against Mosquitto. The garbage
 * collector is there and has nothing to do.
 */
class WithoutJvmIT {
    private static final int HEAP_BYTES = 64 * 1024;

    @TempDir
    private Path directory;

    @Test
    void thermometerAndLampLiveIn64KiBOfHeap() throws Exception {
        Required.require(
                Files.isExecutable(Path.of("/usr/bin/gcc")) && Files.exists(Path.of("/usr/include/stdio.h")),
                "gcc is not installed (apt install gcc libc6-dev, or run tools/install-peers)");
        Path program = Ahead.compile(PosixLamp.class.getName(), HEAP_BYTES, Files.createDirectory(
                directory.resolve("c")));
        try (Mosquitto mosquitto = new Mosquitto(directory, true)) {
            LiveClient house = new LiveClient(mosquitto.port, LiveClient.settings(MqttVersion.V5_0, "house"))
                    .connected().subscribed("#", 1);
            Path output = directory.resolve("output");
            ProcessBuilder builder = new ProcessBuilder(program.toString()).redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().put("MQTT_PORT", "" + mosquitto.port);
            Process process = builder.start();
            try {
                obeys(house, mosquitto, output);
                report(program, process, output);
                assertTrue(process.isAlive(), Files.readString(output));
            } finally {
                process.destroy();
                process.onExit().join();
            }
            house.until(() -> house.messages.contains("maison/uno/$etat offline q1")); // its will
        }
    }

    private static void obeys(LiveClient house, Mosquitto mosquitto, Path output) throws Exception {
        house.until(() -> house.messages.contains("maison/uno/$etat online q1")
                && house.messages.contains("ctrlled/etat 0 q1")
                && house.messages.stream().anyMatch(m -> m.matches("maison/salon/temp 1[5-9]\\.\\d q1")));
        house.publish("ctrlled", "ON", 1, false);
        house.until(() -> house.messages.contains("ctrlled/etat 1 q1"));
        mosquitto.stop();
        house.until(() -> !house.client.isConnected() && lines(output).contains("disconnected"));
        mosquitto.start();
        house.until(() -> lines(output).stream().filter("connected"::equals).count() == 2);
        house.messages.clear();
        house.until(() -> house.client.isConnected()
                && house.messages.stream().filter(m -> m.startsWith("maison/salon/temp ")).count() >= 3);
        house.publish("ctrlled", "TOGGLE", 1, false);
        house.until(() -> house.messages.contains("ctrlled/etat 0 q1"));
        assertEquals(List.of("lamp on", "lamp off"),
                lines(output).stream().filter(line -> line.startsWith("lamp")).toList());
        assertTrue(lines(output).stream().filter("acknowledged"::equals).count() >= 5, lines(output).toString());
    }

    private static List<String> lines(Path output) {
        try {
            return Files.readAllLines(output);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Prints what the program costs, and checks that it stays near what the README says. */
    private void report(Path program, Process process, Path output) throws Exception {
        String[] sizes = Ahead.run(directory, "size", program.toString()).lines().skip(1).findFirst().orElseThrow()
                .trim().split("\\s+"); // text data bss ...
        int code = Integer.parseInt(sizes[0]);
        int ours = 0;
        for (String line : Ahead.run(directory, "nm", "-S", program.toString()).lines().toList()) {
            String[] symbol = line.split(" "); // address size type name
            if (symbol.length == 4 && symbol[3].startsWith("meth_dld")) { // dev.libellule.device
                ours += Integer.parseInt(symbol[1], 16);
            }
        }
        int resident = Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:")).map(line -> line.replaceAll("\\D", ""))
                .mapToInt(Integer::parseInt).findFirst().orElseThrow();
        List<Integer> free = lines(output).stream().filter(line -> line.startsWith("heap free ")).distinct()
                .map(line -> Integer.valueOf(line.substring(10))).toList();
        assertEquals(1, free.size(), "nothing is allocated from the first command to the last, beyond a reconnect: "
                + free);
        int used = HEAP_BYTES - free.get(0);
        System.out.printf(
                "without a JVM: code %,d bytes, of which our classes %,d; data %s bytes, bss %s bytes; heap %,d"
                        + " bytes, of which used %,d; resident %,d KiB%n",
                code, ours, sizes[1], sizes[2], HEAP_BYTES, used,
                resident);
        assertTrue(code <= 112_000 && ours > 0 && ours < code, "code: " + code + " bytes, ours " + ours);
        assertTrue(used <= 10_240, "heap in use: " + used + " bytes");
        assertTrue(resident <= 4096, "resident: " + resident + " KiB");
    }
}
