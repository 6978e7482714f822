package dev.libellule.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.gateway.broker.Broker;
import dev.libellule.gateway.broker.BrokerOptions;
import dev.libellule.gateway.broker.config.MosquittoConf;
import dev.libellule.gateway.relay.Relay;
import dev.libellule.gateway.serial.SerialBoard;
import dev.libellule.simulator.avr.EmulatedUno;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole way: the voltage at a pin of an emulated Arduino becomes a message at an upstream Mosquitto, and a message published
 * there switches a pin inside the chip.
 */
class ChainIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @TempDir
    Path folder;

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    @Test
    void fromTheChipToTheUpstreamAndBack() throws Exception {
        Unos.require();
        Path sub = Peer.require("mosquitto_sub", "mosquitto-clients");
        try (Mosquitto upstream = Mosquitto.start(folder);
                Broker broker = Broker.start(BrokerOptions.loopback(0), "test");
                Relay relay = Relay.start(MosquittoConf.parse(bridge(upstream)).bridges().getFirst(), broker);
                EmulatedUno uno = EmulatedUno.start(folder.resolve("ttyUNO"));
                SerialBoard _ = SerialBoard.start(Unos.board(uno.line(), "30 s"), broker)) {
            Process watcher = new ProcessBuilder(sub.toString(), "-h", "127.0.0.1", "-p",
                    Integer.toString(upstream.port()),
                    "-q", "1", "-v", "-t", "site37/#").redirectError(ProcessBuilder.Redirect.INHERIT).start();
            try {
                Thread.ofVirtual().start(() -> read(watcher));
                await("site37/maison/salon-uno/$etat online");
                uno.setMillivolts(0, 1000);
                await("site37/maison/salon/temp 49.6");
                assertTrue(relay.state().reason().isEmpty(), relay.state()::toString);
                for (boolean level : new boolean[]{true, false}) {
                    String payload = level ? "1" : "0";
                    publish(upstream, payload);
                    assertTrue(uno.awaitPin(13, level, PATIENCE), "pin 13 inside the chip is " + level);
                    await("site37/ctrlled/etat " + payload);
                }
                uno.kill();
                await("site37/maison/salon-uno/$etat offline");
            } finally {
                watcher.destroyForcibly();
            }
        }
    }

    private Path bridge(Mosquitto upstream) throws IOException {
        return Files.writeString(folder.resolve("bridge.conf"), """
                connection amont
                address 127.0.0.1:%d
                topic maison/# out 1 "" site37/
                topic ctrlled/etat out 1 "" site37/
                topic ctrlled in 1 "" site37/
                restart_timeout 1 1
                """.formatted(upstream.port()));
    }

    private static void publish(Mosquitto upstream, String payload) throws IOException, InterruptedException {
        assertEquals(0,
                new ProcessBuilder(Peer.require("mosquitto_pub", "mosquitto-clients").toString(), "-h", "127.0.0.1",
                        "-p",
                        Integer.toString(upstream.port()), "-q", "1", "-t", "site37/ctrlled", "-m", payload).inheritIO()
                        .start().waitFor());
    }

    private void read(Process watcher) {
        try (BufferedReader reader = watcher.inputReader()) {
            reader.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            lines.add("the watcher ended: " + e.getMessage());
        }
    }

    /** Waits for a line of the watcher; those before it are forgotten. */
    private void await(String expected) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String last = "nothing";
        for (String next = last; !next.equals(expected); last = next) {
            next = lines.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            assertTrue(next != null, "waited %s for '%s'; the last one was '%s'".formatted(PATIENCE, expected, last));
        }
    }
}
