package dev.libellule.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.gateway.broker.Broker;
import dev.libellule.gateway.broker.BrokerOptions;
import dev.libellule.gateway.broker.BrokerOptions.Listener;
import dev.libellule.gateway.broker.BrokerOptions.Transport;
import dev.libellule.gateway.broker.Limits;
import dev.libellule.gateway.broker.LocalClient;
import dev.libellule.gateway.broker.LocalClientOptions;
import dev.libellule.simulator.fleet.Family;
import dev.libellule.simulator.fleet.Fleet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The fleet, and what is recorded of it and replayed, over real sockets. */
class FleetIT {
    private static final int DEVICES = 300;
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    Path folder;

    @Test
    void everyDeviceIsHeardAndOneThreadIsEnough() throws Exception {
        try (Broker broker = start()) {
            Set<String> topics = ConcurrentHashMap.newKeySet();
            CountDownLatch all = new CountDownLatch(DEVICES);
            try (LocalClient client = broker.connect(LocalClientOptions.clean("watch"), delivery -> {
                if (topics.add(delivery.topic())) {
                    all.countDown();
                }
                delivery.acknowledge();
            })) {
                client.subscribe("maison/+/temp", 1);
                Fleet fleet = new Fleet(new InetSocketAddress("127.0.0.1", broker.port(0)), null, null, 1)
                        .add(new Family("thermometre", DEVICES, "maison/{n}/temp", Duration.ofMillis(500), 15, 25, 1, 1,
                                false));
                Thread thread = Thread.ofPlatform().start(() -> run(fleet));
                assertTrue(all.await(PATIENCE_SECONDS, TimeUnit.SECONDS), () -> topics.size() + " devices heard");
                assertEquals(DEVICES, fleet.connected());
                assertEquals(0, fleet.lost());
                fleet.close();
                thread.join(PATIENCE_SECONDS * 1000);
                assertTrue(!thread.isAlive());
            }
        }
    }

    @Test
    void whatIsRecordedIsReplayed() throws Exception {
        Path file = folder.resolve("week.jsonl");
        Files.writeString(file, """
                {"ms":0,"topic":"maison/salon/temp","qos":1,"text":"22.5"}
                {"ms":600000,"topic":"maison/1er étage/temp","qos":0,"retain":true,"text":"19"}
                {"ms":600001,"topic":"brut","qos":2,"base64":"AP8="}
                """);
        try (Broker broker = start()) {
            String port = Integer.toString(broker.port(0));
            Path again = folder.resolve("again.jsonl");
            CountDownLatch ready = new CountDownLatch(1);
            try (LocalClient marker = broker.connect(LocalClientOptions.clean("marker"),
                    delivery -> delivery.acknowledge())) {
                Thread recorder = Thread.ofPlatform().start(() -> {
                    ready.countDown();
                    run("record", "-V", "5", "-p", port, "-t", "essai/#", "-t", "marque", "-C", "4", again.toString());
                });
                ready.await();
                marker.publish("marque", new byte[]{'x'}, 1, true); // retained: recorded first, once the subscription is there
                awaitLine(again);
                assertEquals(Main.OK, run("replay", "-p", port, "--speed", "0", "--prefix", "essai/", file.toString()));
                recorder.join(PATIENCE_SECONDS * 1000);
            }
            List<String> lines = Files.readAllLines(again).stream()
                    .map(line -> line.replaceAll("\"ms\":\\d+,", "").replace("essai/", "")).toList();
            assertEquals(
                    Files.readAllLines(file).stream().map(line -> line.replaceAll("\"ms\":\\d+,", "")).sorted()
                            .toList(),
                    lines.stream().skip(1).sorted().toList());
        }
    }

    private static void awaitLine(Path file) throws Exception {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!Files.exists(file) || Files.size(file) == 0) {
            assertTrue(System.nanoTime() < giveUp, "nothing was recorded");
            Thread.onSpinWait();
        }
    }

    private static void run(Fleet fleet) {
        try {
            fleet.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int run(String... arguments) {
        CommandLine commandLine = Main.commandLine();
        return Main.execute(commandLine, arguments);
    }

    private static Broker start() {
        return Broker.start(
                new BrokerOptions(List.of(Listener.loopback(0, Transport.TCP)), Limits.DEFAULT, Duration.ZERO), "test");
    }
}
