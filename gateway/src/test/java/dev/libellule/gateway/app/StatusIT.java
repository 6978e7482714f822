package dev.libellule.gateway.app;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.gateway.Mosquitto;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code libellule status} shows of a bridge while its upstream comes and goes. */
class StatusIT {
    private static final String SPAN = "(\\d+ min )?\\d+ s +";

    @TempDir
    Path folder;

    private final Programs programs = new Programs();
    private final String port = Integer.toString(Mosquitto.freePort());

    @AfterEach
    void end() {
        programs.close();
    }

    private void awaitStatus(String pattern) throws Exception {
        Pattern wanted = Pattern.compile(pattern, Pattern.DOTALL);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Programs.PATIENCE_SECONDS);
        String shown = programs.outcome("status", "-p", port);
        while (!wanted.matcher(shown).matches()) {
            assertTrue(System.nanoTime() < deadline, shown + "\nis not\n" + pattern);
            shown = programs.outcome("status", "-p", port);
        }
    }

    private void publish(int count) throws Exception {
        String lines = "x\n".repeat(count);
        Process pub = programs.libellule("pub", "-p", port, "-t", "up/a", "-q", "1", "-l");
        pub.outputWriter().append(lines).close();
        assertTrue(pub.waitFor(Programs.PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    @Test
    void aBridgeWhoseUpstreamIsAway() throws Exception {
        try (Mosquitto upstream = Mosquitto.start(folder)) {
            Path conf = Files.writeString(folder.resolve("m.conf"), """
                    listener %s 127.0.0.1
                    allow_anonymous true
                    persistence true
                    persistence_location %s/
                    max_queued_messages 5
                    connection amont
                    address 127.0.0.1:%d
                    restart_timeout 1
                    topic up/# out 1
                    """.formatted(port, Files.createDirectory(folder.resolve("data")), upstream.port()));
            Process broker = programs.libellule("broker", "-c", conf.toString());
            Programs.lineWith(broker.errorReader(), "( running)");
            String online = "0 Broker: libellule.*amont +online 127\\.0\\.0\\.1:" + upstream.port() + " +" + SPAN;
            awaitStatus(online + "0 +0 +0 .*");
            publish(3);
            awaitStatus(online + "3 +0 +0 .*");
            upstream.stop();
            publish(3);
            String away = "1 Broker: libellule.*amont +waiting 127\\.0\\.0\\.1:" + upstream.port() + " +" + SPAN;
            String refuses = "\n  127\\.0\\.0\\.1:" + upstream.port()
                    + " refuses the connection; is a broker running there, on that port\\?\n";
            awaitStatus(away + "3 +0 +3 \\(\\d+ B\\) +" + SPAN + SPAN + "0" + refuses);
            publish(6);
            awaitStatus(away + "3 +0 +5 \\(\\d+ B\\) +" + SPAN + "0 s +4" + refuses + "  dropped: 4, no room\n");
            upstream.start();
            awaitStatus(online + "8 +0 +0 +(\\d.*)?4\n  dropped: 4, no room\n");
        }
    }
}
