package dev.libellule.gateway.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.gateway.store.Batch.Kind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy of a store that is being written to is what it was at one moment; a back-up is put back whole. */
class StoreCopyTest {
    private static final int PER_BATCH = 50;

    @TempDir
    Path folder;

    /** Hands over one batch after the other, until it is told to end. */
    private static final class Writer implements Store.Listener {
        private final Store store;
        private final AtomicLong committed = new AtomicLong();
        private volatile boolean isEnding;
        private long id = 10;

        Writer(Store store) {
            this.store = store;
        }

        void next() {
            Batch batch = new Batch();
            if (id == 10) {
                batch.add(Kind.SESSION, new StoredSession(1, "s", null, 4, Session.NEVER, 0, 0, null), 0, null, 0);
            }
            for (int i = 0; i < PER_BATCH; i++) {
                byte[] data = ("t" + "x".repeat(1_000)).getBytes(StandardCharsets.UTF_8);
                StoredMessage message = new StoredMessage(++id, data, 1, 0, 1, false, StoredMessage.NEVER);
                batch.add(Kind.DELIVER, new StoredDelivery(++id, 1, message, 1, false, 0), 0, null, 0);
            }
            batch.add(Kind.RETAIN, new StoredRetained("r", new StoredMessage(0, ("r" + id).getBytes(
                    StandardCharsets.UTF_8), 1, 0, 1, true, StoredMessage.NEVER), null, null, null), 0, null, 0);
            store.submit(batch);
        }

        @Override
        public void committed(Batch batch) {
            committed.incrementAndGet();
            if (!isEnding) {
                next();
            }
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

    /** Only for its constant. */
    private static final class Session {
        static final long NEVER = 0xFFFF_FFFFL;
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    @Test
    void aCopyMadeWhileTheStoreIsWrittenIsOneMoment() throws Exception {
        Store store = StoreFile.open(file("libellule.db")).store();
        Writer writer = new Writer(store);
        store.start(writer);
        writer.next();
        for (int i = 0; i < 10; i++) { // 60 KB a batch: checkpoints come in between
            long before = writer.committed.get();
            try (StoreCopy copy = StoreCopy.of(file("libellule.db"), folder)) {
                assertNull(copy.problem());
                int batches = copy.state().deliveries.size() / PER_BATCH;
                assertTrue(batches >= before, "what was committed is in it: " + batches + " of " + before);
                assertEquals(0, copy.state().deliveries.size() % PER_BATCH, "no half of a batch");
                if (batches > 0) {
                    StoredMessage last = copy.state().retained.getFirst().message();
                    assertEquals("r" + (10 + batches * PER_BATCH * 2L), new String(last.data, StandardCharsets.UTF_8));
                }
            }
        }
        writer.isEnding = true;
        store.close();
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(file("libellule.db")), files.toList(), "copies are deleted");
        }
    }

    @Test
    void aBackupIsPutBack() throws Exception {
        Store store = StoreFile.open(file("libellule.db")).store();
        Writer writer = new Writer(store);
        writer.isEnding = true;
        store.start(writer);
        writer.next();
        while (writer.committed.get() == 0) {
            Thread.onSpinWait();
        }
        try (StoreCopy copy = StoreCopy.of(file("libellule.db"), folder)) {
            copy.saveAs(file("backup"));
        }
        try (StoreCopy copy = StoreCopy.of(file("backup"), folder)) {
            StoreException inUse = assertThrows(StoreException.class, () -> copy.restoreTo(file("libellule.db")));
            assertTrue(inUse.getMessage().contains("in use"), inUse.getMessage());
            store.close();
            Path aside = copy.restoreTo(file("libellule.db"));
            assertTrue(Files.exists(aside));
        }
        try (StoreCopy again = StoreCopy.of(file("libellule.db"), folder)) {
            assertNull(again.problem());
            assertEquals(PER_BATCH, again.state().deliveries.size());
        }
    }

    @Test
    void aDamagedStoreIsCalledSoAndIsNoBackup() throws Exception {
        Files.write(file("bad.db"), new byte[10_000]);
        try (StoreCopy copy = StoreCopy.of(file("bad.db"), folder)) {
            assertNotNull(copy.problem());
            assertTrue(copy.problem().startsWith("the store " + file("bad.db") + " is damaged"), copy.problem());
            assertThrows(StoreException.class, () -> copy.restoreTo(file("libellule.db")));
        }
        assertEquals(10_000, Files.size(file("bad.db")));
        assertThrows(StoreException.class, () -> StoreCopy.of(file("none.db"), folder));
    }
}
