package dev.libellule.device.client;

import static dev.libellule.device.client.ClientBench.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.host.FileSessionStore;
import dev.libellule.device.host.MemoryTransport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The device dies at each byte on the wire, and before and after each write to its store, and starts again with what the store holds.
 *
 * <p>What the application does with a message of QoS 2 counts once the store has its identifier, as for an application that writes its
 * own result beside it: no protocol can make one step of two memories.
 */
class RebootTest {
    private static final List<String> MESSAGES = List.of("one 1", "two 2", "three 1", "four 2");

    @TempDir
    Path folder;

    /** Everything stops here. */
    private static final class Dead extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** What outlives the device: its disk, its server, and what its application has done. */
    private static final class World {
        final SessionServer server;
        final List<String> done = new ArrayList<>();
        final List<String> unacknowledged = new ArrayList<>();
        int published;
        int given;
        int operationsLeft;

        World(int version, int operationsLeft) {
            this.server = new SessionServer(version);
            this.operationsLeft = operationsLeft;
        }

        void operation() {
            if (--operationsLeft == 0) {
                throw new Dead();
            }
        }
    }

    /** A store that dies before or after it has written. */
    private record DyingStore(SessionStore store, World world) implements SessionStore {
        @Override
        public int append(int kind, int packetIdentifier, byte[] bytes, int offset, int length) {
            world.operation();
            int status = store.append(kind, packetIdentifier, bytes, offset, length);
            if (kind == PUBLISH) {
                world.published++; // the application can see it in the store
            } else if (kind == RECEIVED) {
                world.done.addAll(world.unacknowledged);
                world.unacknowledged.clear();
            }
            world.operation();
            return status;
        }

        @Override
        public int mark(int kind, int packetIdentifier, int mark) {
            world.operation();
            int status = store.mark(kind, packetIdentifier, mark);
            world.operation();
            return status;
        }

        @Override
        public int next(int from, StoredRecord out) {
            return store.next(from, out);
        }

        @Override
        public int compact() {
            return store.compact();
        }

        @Override
        public int bytesWritten() {
            return store.bytesWritten();
        }
    }

    /** One life of the device; true if it ended by itself, with everything done. */
    private boolean live(World world, int version, Path file, int deathAfterBytes) {
        MemoryTransport[] pair = MemoryTransport.pair(65_536);
        world.server.attach(pair[1]);
        CountedTransport transport = new CountedTransport(pair[0], deathAfterBytes, () -> {
            throw new Dead();
        });
        RecordingListener listener = new RecordingListener();
        listener.onMessage = message -> received(world, message);
        try (FileSessionStore store = new FileSessionStore(file, 600)) {
            MqttSettings settings = ClientBench.settings().version(version).cleanStart(false).sessionExpirySeconds(-1)
                    .sessionStore(new DyingStore(store, world));
            MqttClient client = new MqttClient(settings, transport, listener, new byte[256], new byte[256]);
            client.connect();
            for (int turn = 0; turn < 60; turn++) {
                client.step(turn * 50);
                world.server.turn();
                if (client.isConnected() && world.published < MESSAGES.size()) {
                    publish(client, MESSAGES.get(world.published));
                }
                if (client.isConnected() && world.given < MESSAGES.size()) {
                    String[] words = MESSAGES.get(world.given++).split(" ");
                    world.server.give(words[0], Integer.parseInt(words[1]));
                }
            }
            assertEquals(0, client.unacknowledged());
            assertEquals(0, client.storeFailures());
            return true;
        } catch (Dead e) {
            pair[0].close();
            world.unacknowledged.clear();
            return false;
        }
    }

    private static void received(World world, Publish message) {
        String payload = new String(message.payload.copy(), StandardCharsets.UTF_8);
        if (message.qos == 2) {
            world.unacknowledged.add(payload);
        } else {
            world.done.add(payload);
        }
    }

    private static void publish(MqttClient client, String message) {
        String[] words = message.split(" ");
        byte[] payload = bytes(words[0]);
        assertTrue(client.publish(bytes("t"), payload, 0, payload.length, Integer.parseInt(words[1]), false) > 0);
    }

    private void assertAllDone(World world, String where) {
        assertTrue(world.server.isDone(), where);
        for (List<String> arrived : List.of(world.server.delivered, world.done)) {
            for (String message : MESSAGES) {
                String[] words = message.split(" ");
                int times = (int) arrived.stream().filter(words[0]::equals).count();
                assertTrue(words[1].equals("2") ? times == 1 : times >= 1,
                        where + ": " + words[0] + " arrived " + times + " times");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {MqttVersion.V3_1_1, MqttVersion.V5_0})
    void deathAtEachByte(int version) throws Exception {
        boolean died = true;
        int bytes = 0;
        while (died) {
            bytes++;
            World world = new World(version, Integer.MAX_VALUE);
            Path file = folder.resolve("session-" + bytes);
            died = !live(world, version, file, bytes);
            if (died) {
                assertTrue(live(world, version, file, Integer.MAX_VALUE), "second life");
            }
            assertAllDone(world, "death after byte " + bytes);
            Files.delete(file);
        }
        assertTrue(bytes > 120, "the exchange had " + bytes + " bytes only");
    }

    @ParameterizedTest
    @ValueSource(ints = {MqttVersion.V3_1_1, MqttVersion.V5_0})
    void deathAroundEachWriteToTheStore(int version) throws Exception {
        boolean died = true;
        int operations = 0;
        while (died) {
            operations++;
            World world = new World(version, operations);
            Path file = folder.resolve("session-" + operations);
            died = !live(world, version, file, Integer.MAX_VALUE);
            if (died) {
                assertTrue(live(world, version, file, Integer.MAX_VALUE), "second life");
            }
            assertAllDone(world, "death at operation " + operations);
            Files.delete(file);
        }
        assertTrue(operations > 25, "there were " + operations + " operations only");
    }
}
