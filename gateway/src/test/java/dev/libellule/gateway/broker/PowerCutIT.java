package dev.libellule.gateway.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.gateway.Peer;
import dev.libellule.gateway.ledger.LedgerBook;
import dev.libellule.gateway.ledger.LedgerClient;
import dev.libellule.gateway.store.Batch;
import dev.libellule.gateway.store.Store;
import dev.libellule.gateway.store.StoreFile;
import dev.libellule.gateway.store.StoredDelivery;
import dev.libellule.gateway.store.StoredMessage;
import dev.libellule.gateway.store.StoredState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power is cut: at any moment, with any part of what was not synced lost, torn or in another order. The store always opens, as whole,
 * and everything is in it that was acknowledged before.
 *
 * <p>A broker is recorded once under load, its disk and its sockets in one order; then its disk is put together as it might be found
 * after a cut, many times over. {@code -Dlibellule.cuts=10000} for a long run, {@code -Dlibellule.seed=N} for the same cuts again.
 */
@Timeout(value = 1, unit = TimeUnit.DAYS) // as long as the cuts take
class PowerCutIT {
    private static final int CUTS = Integer.getInteger("libellule.cuts", 300);
    private static final long SEED = Long.getLong("libellule.seed", System.nanoTime());
    private static final int MESSAGES = Integer.getInteger("libellule.cut.messages", 4_000);
    private static final int PAYLOAD = 2_000;

    @TempDir
    Path folder;

    private int port;

    private LedgerClient client(String name) {
        return new LedgerClient(name, LedgerBook.open(folder.resolve(name), false),
                () -> new Socket(InetAddress.getLoopbackAddress(), port)).payloadLength(PAYLOAD);
    }

    @Test
    void whatWasAcknowledgedIsThereAfterAPowerCut() throws Exception {
        Path recorder = folder.resolve("record.so");
        Process gcc = new ProcessBuilder(Peer.require("gcc", "gcc").toString(), "-O2", "-shared", "-fPIC", "-o",
                recorder.toString(), "src/test/native/record.c", "-ldl").inheritIO().start();
        assertEquals(0, gcc.waitFor());
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Path record = folder.resolve("record");
        Process broker = CrashBroker.start(disk.resolve("libellule.db"),
                Map.of("LD_PRELOAD", recorder.toString(), "RECORD_TO", record.toString(), "RECORD_DIR",
                        disk.toString()));
        try {
            port = CrashBroker.port(broker);
            work();
        } finally {
            broker.destroyForcibly().waitFor();
        }
        cut(disk, RecordedDisk.read(record));
    }

    /** QoS 1, QoS 2 and retained messages to a subscriber that comes and goes. */
    private void work() throws IOException {
        LedgerClient subscriber = client("subscriber");
        LedgerClient publisher = client("publisher");
        subscriber.connect();
        subscriber.subscribe("+/off", 2);
        publisher.connect();
        for (int i = 0; i < MESSAGES / 3; i++) {
            publisher.publish(1, false, "1/off");
            publisher.publish(2, false, "2/off");
            publisher.publish(1, true, "r/" + i % 7);
            if (i % 200 == 100) {
                subscriber.close();
            } else if (i % 200 == 0) {
                subscriber.connect();
                subscriber.drain(20);
            }
        }
        while (publisher.inFlight() > 0) {
            publisher.take();
        }
        subscriber.close();
        publisher.close();
    }

    private void cut(Path folderThen, List<RecordedDisk.Entry> entries) throws IOException {
        RecordedWire wire = new RecordedWire();
        for (int i = 0; i < entries.size(); i++) {
            wire.apply(entries.get(i), i);
        }
        Random random = new Random(SEED);
        Map<Integer, Integer> places = new HashMap<>();
        for (int i = 0; i < CUTS; i++) {
            places.merge(random.nextInt(entries.size()), 1, Integer::sum);
        }
        Map<RecordedDisk.Loss, Integer> counts = new EnumMap<>(RecordedDisk.Loss.class);
        RecordedDisk disk = new RecordedDisk(folderThen);
        int applied = 0;
        int unsynced = 0;
        for (int place : new TreeSet<>(places.keySet())) {
            while (applied < place) {
                disk.apply(entries.get(applied++));
            }
            for (int i = 0; i < places.get(place); i++) {
                RecordedDisk.Loss loss = RecordedDisk.Loss.values()[random.nextInt(RecordedDisk.Loss.values().length)];
                counts.merge(loss, 1, Integer::sum);
                unsynced += disk.hasUnsynced() ? 1 : 0;
                check(disk, loss, random, wire, place);
            }
        }
        long acknowledged = wire.messages.values().stream().filter(told -> told.acknowledgedAt < entries.size())
                .count();
        System.out.printf("PowerCutIT: %d cuts, seed %d, %d with unsynced writes, %s; %d entries, %d syncs, "
                + "%d messages acknowledged; 0 lost, 0 of QoS 2 twice%n", CUTS, SEED, unsynced, counts, entries.size(),
                entries.stream().filter(entry -> entry.kind() == RecordedDisk.SYNC).count(), acknowledged);
    }

    private void check(RecordedDisk disk, RecordedDisk.Loss loss, Random random, RecordedWire wire, int place)
            throws IOException {
        String where = "seed " + SEED + ", cut before entry " + place + ", lost: " + loss;
        Path shm = Path.of("/dev/shm");
        Path copy = Files.createTempDirectory(Files.isWritable(shm) ? shm : folder, "cut");
        try {
            disk.cut(copy, loss, random);
            StoreFile.Opened opened = StoreFile.open(copy.resolve("libellule.db"));
            assertTrue(opened.store() != null && opened.problem() == null, () -> where + ": " + opened.problem());
            try {
                check(opened.state(), wire, place, where);
            } finally {
                opened.store().start(new Deaf());
                opened.store().close();
            }
        } finally {
            try (Stream<Path> files = Files.list(copy)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(copy);
        }
    }

    private static void check(StoredState state, RecordedWire wire, int place, String where) {
        Map<String, Long> sessions = new HashMap<>();
        state.sessions.values().forEach(session -> sessions.put(session.clientId(), session.id()));
        wire.subscribedAt.forEach((client, at) -> assertTrue(at >= place || state.subscriptions.stream()
                .anyMatch(subscription -> subscription.session() == sessions.getOrDefault(client, 0L)),
                () -> where + ": the subscription of " + client));
        Map<String, StoredState.Waiting> waiting = new HashMap<>();
        List<String> twice = new ArrayList<>();
        for (StoredState.Waiting one : state.deliveries) {
            if (waiting.put(key(one.delivery().message), one) != null) {
                twice.add(key(one.delivery().message));
            }
        }
        Map<String, Long> retained = new HashMap<>();
        state.retained.forEach(one -> retained.put(one.topic(), number(key(one.message()))));
        Set<Long> received = new HashSet<>(state.received);
        for (RecordedWire.Told told : wire.messages.values()) {
            boolean isPromised = told.acknowledgedAt < place;
            if (told.retain) {
                assertTrue(!isPromised || retained.getOrDefault(told.topic, 0L) >= told.number,
                        () -> where + ": retained " + told.key);
                continue;
            }
            StoredState.Waiting delivery = waiting.get(told.key);
            assertTrue(!isPromised || delivery != null || told.takenAt < place,
                    () -> where + ": acknowledged and lost: " + told.key);
            if (told.qos == 2) {
                once(told, delivery, received, sessions, place, where);
                assertTrue(!twice.contains(told.key), () -> where + ": twice in the store: " + told.key);
            }
        }
    }

    /** What neither side may be given a second time, 4.3.3. */
    private static void once(RecordedWire.Told told, StoredState.Waiting delivery, Set<Long> received,
            Map<String, Long> sessions, int place, String where) {
        if (delivery != null && told.sentAt < place) {
            assertEquals(told.sentIdentifier, StoredDelivery.packetIdentifier(delivery.progress()),
                    () -> where + ": would be sent again under another identifier: " + told.key);
        }
        if (delivery != null && told.releaseSentAt < place) {
            assertEquals(3, StoredDelivery.awaited(delivery.progress()),
                    () -> where + ": would be sent again after its PUBREL: " + told.key);
        }
        if ((delivery != null || told.sentAt < place) && told.releasedAt >= place) {
            assertTrue(received.contains(Batch.received(sessions.get(told.publisher), told.publisherIdentifier)),
                    () -> where + ": would be taken again from its publisher: " + told.key);
        }
    }

    private static String key(StoredMessage message) {
        int start = message.topicLength + message.propertiesLength;
        return RecordedWire.key(java.util.Arrays.copyOfRange(message.data, start, message.data.length));
    }

    private static long number(String key) {
        return Long.parseLong(key.substring(key.indexOf(' ') + 1));
    }

    /** Has nothing to be told. */
    private static final class Deaf implements Store.Listener {
        @Override
        public void committed(Batch batch) {
            throw new AssertionError("nothing was handed over");
        }

        @Override
        public void failing(String why) {
            throw new AssertionError(why);
        }

        @Override
        public void recovered() {
            throw new AssertionError("nothing had failed");
        }
    }
}
