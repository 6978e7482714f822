package dev.libellule.gateway.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.gateway.ledger.LedgerBook;
import dev.libellule.gateway.ledger.LedgerClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As many messages wait as a small heap has room for: the broker lives on, and can start again with what it has kept. */
class FullHeapIT {
    private static final Map<String, String> SMALL_HEAP = Map.of("JAVA_TOOL_OPTIONS", "-Xmx40m");
    /** Several times as many as there is room for. */
    private static final int MESSAGES = 150_000;
    private static final int AT_LEAST = 30_000;
    private static final int SILENT_MILLIS = 3_000;

    @TempDir
    Path folder;

    private int port;

    private LedgerClient client(String name) {
        return new LedgerClient(name, LedgerBook.open(folder.resolve(name), false),
                () -> new Socket(InetAddress.getLoopbackAddress(), port));
    }

    @Test
    void aBrokerWhoseHeapIsFullOfMessagesStartsAgainAndGivesThem() throws Exception {
        Path store = folder.resolve("libellule.db");
        LedgerClient absent = client("absent");
        Process broker = CrashBroker.start(store, SMALL_HEAP);
        try {
            port = CrashBroker.port(broker);
            absent.connect();
            absent.subscribe("+/off", 2);
            absent.close();
            publish(client("publisher"));
            assertTrue(broker.isAlive());
        } finally {
            broker.destroyForcibly().waitFor();
        }
        broker = CrashBroker.start(store, SMALL_HEAP);
        try {
            port = CrashBroker.port(broker);
            assertTrue(absent.connect());
            absent.drain(SILENT_MILLIS);
            assertTrue(absent.arrived() >= AT_LEAST && absent.arrived() < MESSAGES, absent.arrived() + " arrived");
            absent.close();
        } finally {
            broker.destroyForcibly().waitFor();
        }
    }

    private static void publish(LedgerClient publisher) throws IOException {
        publisher.window(500).connect();
        for (int i = 0; i < MESSAGES; i++) {
            publisher.publish(1, false, "1/off");
        }
        while (publisher.inFlight() > 0) {
            publisher.take();
        }
        assertEquals(MESSAGES, publisher.acknowledged());
        publisher.close();
    }
}
