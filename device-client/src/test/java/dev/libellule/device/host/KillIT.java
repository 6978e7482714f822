package dev.libellule.device.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.codec.MqttVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The device's process gets SIGKILL at random moments; what it had taken on arrives, at QoS 2 exactly once. */
class KillIT {
    private static final int KILLS = 15;
    private static final int LAST = 500;

    @TempDir
    Path directory;
    private Process running;

    @Test
    void aKilledDeviceLosesAndDoublesNothing() throws Exception {
        long seed = System.nanoTime();
        System.out.println("KillIT seed " + seed);
        Random random = new Random(seed);
        try (Mosquitto mosquitto = new Mosquitto(Files.createDirectories(directory.resolve("mosquitto")),
                "max_queued_messages 0\n")) {
            LiveClient subscriber = new LiveClient(mosquitto.port, LiveClient.settings(MqttVersion.V5_0, "ledger"))
                    .connected().subscribed("killed/#", 2);
            start(mosquitto.port);
            int kills = 0;
            while (kills < KILLS && running.isAlive()) {
                long soonest = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(150));
                int arrived = subscriber.messages.size();
                subscriber.until(() -> !running.isAlive()
                        || subscriber.messages.size() > arrived && System.nanoTime() > soonest);
                if (running.isAlive()) {
                    running.destroyForcibly().waitFor();
                    kills++;
                    start(mosquitto.port);
                }
            }
            subscriber.until(() -> !running.isAlive() && subscriber.messages.stream().anyMatch(line -> line.startsWith(
                    "killed/n " + LAST + " ")));
            assertEquals(0, running.waitFor());
            assertTrue(kills >= 5, "the device was done after " + kills + " kills only");
            List<Integer> exactlyOnce = numbers(subscriber, "q2");
            assertEquals(IntStream.rangeClosed(1, LAST).filter(n -> n % 2 == 0).boxed().toList(), exactlyOnce);
            assertEquals(IntStream.rangeClosed(1, LAST).filter(n -> n % 2 == 1).boxed().toList(),
                    numbers(subscriber, "q1").stream().distinct().toList());
        }
    }

    private void start(int port) throws Exception {
        running = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), "-XX:TieredStopAtLevel=1", KilledPublisher.class.getName(),
                Integer.toString(port), directory.toString(), Integer.toString(LAST))
                .redirectErrorStream(true).redirectOutput(directory.resolve("device.log").toFile()).start();
    }

    private static List<Integer> numbers(LiveClient subscriber, String qos) {
        return subscriber.messages.stream().filter(line -> line.endsWith(qos))
                .map(line -> Integer.parseInt(line.split(" ")[1])).toList();
    }
}
