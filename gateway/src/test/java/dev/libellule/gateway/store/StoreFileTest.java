package dev.libellule.gateway.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.gateway.store.Batch.Kind;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store comes back as it was; damaged in whatever way, it opens, says so, and puts the bad file aside. */
class StoreFileTest {
    private static final int MESSAGES = 300;

    @TempDir
    Path folder;

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private Path file;

    private final class Ear implements Store.Listener {
        @Override
        public void committed(Batch batch) {
            told.add("committed");
        }

        @Override
        public void failing(String why) {
            told.add("failing " + why);
        }

        @Override
        public void recovered() {
            told.add("recovered");
        }
    }

    private String told() throws InterruptedException {
        return told.poll(30, TimeUnit.SECONDS);
    }

    private static StoredMessage message(long id, String topic, String payload) {
        byte[] data = (topic + payload).getBytes(StandardCharsets.UTF_8);
        return new StoredMessage(id, data, topic.length(), 0, 1, false, StoredMessage.NEVER);
    }

    private static StoredDelivery delivery(int i) {
        return new StoredDelivery(10_000 + i, 1, message(100 + i, "t", "payload ".repeat(10) + i), 1, false, 0);
    }

    private static void fill(Batch batch) {
        batch.add(Kind.SESSION, new StoredSession(1, "s", "sondes", 5, 3_600, 0, 0, "l"), 0, null, 0);
        batch.add(Kind.SUBSCRIBE, new StoredSubscription(1, "maison/+", 2, true, false, 7), 0, null, 0);
        batch.add(Kind.RECEIVED, null, Batch.received(1, 65_535), null, 0);
        batch.add(Kind.WILL, new StoredWill(1, message(0, "w", "gone"), 5), 0, null, 0);
        for (int i = 0; i < MESSAGES; i++) {
            batch.add(Kind.DELIVER, delivery(i), StoredDelivery.progress(1, i + 1), null, 0);
            batch.add(Kind.RETAIN, new StoredRetained("r/" + i, message(0, "r/" + i, "x"), null, null, null), 0, null,
                    0);
        }
    }

    @BeforeEach
    void makeStore() throws Exception {
        file = folder.resolve("libellule.db");
        StoreFile.Opened opened = StoreFile.open(file);
        assertNull(opened.problem());
        Batch batch = new Batch();
        fill(batch);
        opened.store().start(new Ear());
        opened.store().submit(batch);
        assertEquals("committed", told());
        opened.store().close();
    }

    private static void end(StoreFile.Opened opened) {
        opened.store().start(new Store.Listener() {
            @Override
            public void committed(Batch batch) {
                // nothing is written
            }

            @Override
            public void failing(String why) {
                throw new AssertionError(why);
            }

            @Override
            public void recovered() {
                // it never failed
            }
        });
        opened.store().close();
    }

    private List<Path> setAside() throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(path -> path.getFileName().toString().contains(".damaged-")).toList();
        }
    }

    @Test
    void comesBackAsItWas() {
        StoreFile.Opened opened = StoreFile.open(file);
        assertNull(opened.problem());
        StoredState state = opened.state();
        assertEquals(new StoredSession(1, "s", "sondes", 5, 3_600, 0, 0, "l"), state.sessions.get(1L));
        assertEquals(List.of(new StoredSubscription(1, "maison/+", 2, true, false, 7)), state.subscriptions);
        assertEquals(List.of(Batch.received(1, 65_535)), state.received);
        assertEquals(5, state.wills.getFirst().dueAt());
        assertEquals(MESSAGES, state.retained.size());
        assertEquals(MESSAGES, state.deliveries.size());
        assertEquals(3, StoredDelivery.packetIdentifier(state.deliveries.get(2).progress()));
        assertEquals(10_000 + MESSAGES - 1, state.lastId());
        end(opened);
    }

    @Test
    void anotherProcessIsNamedAndNothingIsTouched() throws Exception {
        StoreFile.Opened first = StoreFile.open(file);
        StoreException inUse = assertThrows(StoreException.class, () -> StoreFile.open(file));
        assertTrue(inUse.getMessage().contains("in use by another process"), inUse.getMessage());
        assertEquals(List.of(), setAside());
        end(first);
    }

    private void opensWith(byte[] contents, String what) throws Exception {
        Files.write(file, contents);
        StoreFile.Opened opened = StoreFile.open(file);
        assertNotNull(opened.store(), what);
        end(opened);
        StoreFile.Opened again = StoreFile.open(file); // what was kept is whole
        assertNull(again.problem(), what);
        assertEquals(opened.state().toString(), again.state().toString(), what);
        end(again);
    }

    @Test
    void opensWhereverItIsCutOff() throws Exception {
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length += length < 200 ? 13 : 1_777) {
            opensWith(java.util.Arrays.copyOf(whole, length), "cut at " + length);
        }
        assertTrue(setAside().size() > 10);
    }

    @Test
    void opensWithAnyPageEmpty() throws Exception {
        byte[] whole = Files.readAllBytes(file);
        int most = 0;
        for (int page = 0; page < whole.length / 4096; page++) {
            byte[] torn = whole.clone();
            java.util.Arrays.fill(torn, page * 4096, (page + 1) * 4096, (byte) 0);
            Files.write(file, torn);
            StoreFile.Opened opened = StoreFile.open(file);
            assertNotNull(opened.store(), "page " + page);
            most = Math.max(most, opened.state().deliveries.size());
            assertTrue(opened.problem() != null || opened.state().deliveries.size() == MESSAGES, "page " + page);
            end(opened);
        }
        assertTrue(most > MESSAGES / 2, "what can be read is kept: " + most);
    }

    @Test
    void aChangedByteInAMessageIsNoticed() throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        for (int at = text.indexOf("payload 170"); at >= 0; at = text.indexOf("payload 170", at + 1)) {
            bytes[at] = 'P'; // in one message's last words, and in what is left of it on pages that are free
        }
        Files.write(file, bytes);
        StoreFile.Opened opened = StoreFile.open(file);
        assertEquals(MESSAGES - 1, opened.state().deliveries.size());
        assertTrue(opened.problem().contains("torn"), opened.problem());
        end(opened);
    }

    @Test
    void whatIsNotOursIsSetAsideUnchanged() throws Exception {
        byte[] text = "persistence_file of somebody else\n".repeat(200).getBytes(StandardCharsets.UTF_8);
        Files.write(file, text);
        StoreFile.Opened opened = StoreFile.open(file);
        assertTrue(opened.problem().contains("set aside as libellule.db.damaged-"), opened.problem());
        assertEquals(1, setAside().size());
        assertEquals(-1, Files.mismatch(setAside().getFirst(), Files.write(folder.resolve("same"), text)));
        end(opened);
    }

    @Test
    void aNewerFormatIsSetAside() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = 99");
        }
        StoreFile.Opened opened = StoreFile.open(file);
        assertTrue(opened.problem().contains("another version of Libellule (format 99"), opened.problem());
        end(opened);
    }

    @Test
    void aTornLogKeepsWhatWasCommittedBefore() throws Exception {
        StoreFile.Opened opened = StoreFile.open(file);
        opened.store().start(new Ear());
        Batch batch = new Batch();
        batch.add(Kind.UNRETAIN, "r/0", 0, null, 0);
        opened.store().submit(batch);
        assertEquals("committed", told());
        Path copy = folder.resolve("copy.db"); // as after a power cut
        Path log = folder.resolve("copy.db-wal");
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(folder.resolve("libellule.db-wal"), log);
        opened.store().close();
        long length = Files.size(log);
        byte[] whole = Files.readAllBytes(log);
        for (long cut = 0; cut <= length; cut += 997) {
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            Files.write(log, whole);
            try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
                channel.truncate(cut);
                channel.write(ByteBuffer.wrap(new byte[500]), Math.max(0, cut - 500)); // a torn end
            }
            StoreFile.Opened after = StoreFile.open(copy);
            assertNull(after.problem());
            assertEquals(MESSAGES, after.state().deliveries.size());
            end(after);
        }
    }

    @Test
    void aStoreThatMayOnlyBeReadIsReadAndLeftAlone() throws Exception {
        end(StoreFile.open(file));
        Path folder = file.getParent();
        assertTrue(folder.toFile().setWritable(false));
        try {
            Assumptions.assumeFalse(Files.isWritable(folder), "root may write everywhere");
            StoreFile.Opened opened = StoreFile.open(file);
            assertNull(opened.store());
            assertEquals(MESSAGES, opened.state().deliveries.size());
            assertTrue(opened.problem().contains("it may only be read"), opened.problem());
        } finally {
            assertTrue(folder.toFile().setWritable(true));
        }
        StoreFile.Opened again = StoreFile.open(file);
        assertNull(again.problem());
        assertEquals(MESSAGES, again.state().deliveries.size());
        end(again);
    }

    @Test
    void aFullDiskIsToldAndTriedAgain() throws Exception {
        StoreFile.Opened opened = StoreFile.open(file);
        SqliteStore store = (SqliteStore) opened.store();
        try (Statement statement = store.connection().createStatement()) {
            statement.execute("PRAGMA max_page_count = 1"); // SQLite then takes the present size: no room for more
        }
        store.start(new Ear());
        Batch batch = new Batch();
        for (int i = MESSAGES; i < MESSAGES * 10; i++) {
            batch.add(Kind.DELIVER, delivery(i), 0, null, 0);
        }
        store.submit(batch);
        String failing = told();
        assertTrue(failing.startsWith("failing") && failing.contains("full"), failing);
        try (Statement statement = store.connection().createStatement()) {
            statement.execute("PRAGMA max_page_count = 1000000"); // room was made
        }
        assertEquals("recovered", told());
        assertEquals("committed", told());
        store.close();
        StoreFile.Opened again = StoreFile.open(file);
        assertEquals(MESSAGES * 10, again.state().deliveries.size());
        end(again);
    }

    @Test
    void aTransactionThatCannotBeginTakesNothingBack() throws Exception {
        AtomicReference<SqliteFile> open = new AtomicReference<>();
        StoreFile.open(file, opened -> {
            open.set(opened);
            return null;
        });
        Batch first = new Batch();
        first.add(Kind.DELIVER, delivery(MESSAGES), 0, null, 0);
        open.get().commit(first);
        Batch second = new Batch();
        second.add(Kind.DELIVER, delivery(MESSAGES + 1), 0, null, 0);
        open.get().execute("BEGIN"); // SQLite has no transaction within another
        assertThrows(SQLException.class, () -> open.get().commit(second));
        open.get().commit(second);
        open.get().close();
        StoreFile.Opened again = StoreFile.open(file);
        assertEquals(MESSAGES + 2, again.state().deliveries.size());
        end(again);
    }

    private void write(StoreFile.Opened opened, Batch batch) throws InterruptedException {
        opened.store().submit(batch);
        assertEquals("committed", told());
    }

    private int logRows() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                java.sql.ResultSet row = statement.executeQuery("SELECT count(*) FROM log")) {
            return row.getInt(1);
        }
    }

    @Test
    void whatIsDoneAfterAStartIsGone() throws Exception {
        StoreFile.Opened opened = StoreFile.open(file);
        opened.store().start(new Ear());
        Batch batch = new Batch();
        for (StoredState.Waiting one : opened.state().deliveries) {
            batch.add(Kind.DONE, one.delivery(), 0, null, 0);
        }
        write(opened, batch);
        write(opened, new Batch());
        opened.store().close();
        assertEquals(0, logRows());
        StoreFile.Opened again = StoreFile.open(file);
        assertEquals(0, again.state().deliveries.size());
        end(again);
    }

    @Test
    void oneMessageThatNobodyFetchesKeepsNoLongLogAlive() throws Exception {
        StoreFile.Opened opened = StoreFile.open(file);
        opened.store().start(new Ear());
        long id = 100_000;
        for (int i = 0; i < 200; i++) { // 20 MB, of which nothing is needed in the end
            Batch batch = new Batch();
            StoredDelivery[] deliveries = new StoredDelivery[100];
            for (int j = 0; j < deliveries.length; j++) {
                deliveries[j] = new StoredDelivery(++id, 1, message(++id, "t", "x".repeat(1_000)), 1, false, 0);
                batch.add(Kind.DELIVER, deliveries[j], 0, null, 0);
            }
            write(opened, batch);
            Batch after = new Batch();
            for (StoredDelivery delivery : deliveries) {
                after.add(Kind.DONE, delivery, 0, null, 0);
            }
            write(opened, after);
        }
        opened.store().close();
        assertTrue(logRows() < 150, "of 600 rows: " + logRows());
        StoreFile.Opened again = StoreFile.open(file);
        assertNull(again.problem());
        assertEquals(MESSAGES, again.state().deliveries.size());
        assertEquals(3, StoredDelivery.packetIdentifier(again.state().deliveries.get(2).progress()));
        end(again);
    }

    @Test
    void momentsAndBootsComeBack() throws Exception {
        StoreFile.Opened opened = StoreFile.open(file);
        opened.store().start(new Ear());
        Batch batch = new Batch();
        batch.add(Kind.BOOT, new StoredBoot(3, "b", 1_000_000, 2_000), 0, null, 0);
        batch.add(Kind.DAY, new StoredDay(5, 77), 0, null, 0);
        batch.add(Kind.DAY, new StoredDay(9, 88), 6, null, 0);
        long[] received = {-5_000, 1_000, 1_500, 2_100, 70_000, 70_100};
        for (int i = 0; i < received.length; i++) {
            byte[] data = {'t', 'x'};
            StoredMessage message = new StoredMessage(20_000 + i, data, 1, 0, 1, false, i == 5 ? 4 : 3, received[i],
                    i % 2 == 0 ? received[i] + 500 : StoredMessage.NEVER);
            batch.add(Kind.DELIVER, new StoredDelivery(30_000 + i, 1, message, 1, false, 0), 0, null, 0);
        }
        write(opened, batch);
        opened.store().close();
        StoredState state = StoreFile.open(file).state();
        assertEquals(List.of(new StoredBoot(3, "b", 1_000_000, 2_000)), state.boots);
        assertEquals(List.of(new StoredDay(9, 88)), state.days);
        for (int i = 0; i < received.length; i++) {
            StoredMessage message = state.deliveries.get(MESSAGES + i).delivery().message;
            assertEquals(i == 5 ? 4 : 3, message.boot);
            assertTrue(Math.abs(message.receivedAt - received[i]) < 1_000, i + ": " + message.receivedAt);
            assertEquals(i % 2 == 0 ? received[i] + 500 : StoredMessage.NEVER, message.expiresAt);
        }
    }

    @Test
    void theFileShrinksAfterABacklog() throws Exception {
        StoreFile.Opened opened = StoreFile.open(file);
        opened.store().start(new Ear());
        List<StoredDelivery> backlog = new ArrayList<>();
        long id = 100_000;
        for (int i = 0; i < 30; i++) {
            Batch batch = new Batch();
            for (int j = 0; j < 100; j++) {
                backlog.add(new StoredDelivery(++id, 1, message(++id, "t", "x".repeat(10_000)), 1, false, 0));
                batch.add(Kind.DELIVER, backlog.getLast(), 0, null, 0);
            }
            write(opened, batch);
        }
        Batch drained = new Batch();
        backlog.forEach(delivery -> drained.add(Kind.DONE, delivery, 0, null, 0));
        write(opened, drained);
        assertTrue(Files.size(file) > 10_000_000, Files.size(file) + " bytes");
        opened.store().close();
        assertTrue(Files.size(file) < 2_000_000, Files.size(file) + " bytes");
        StoreFile.Opened again = StoreFile.open(file);
        assertNull(again.problem());
        assertEquals(MESSAGES, again.state().deliveries.size());
        end(again);
    }
}
