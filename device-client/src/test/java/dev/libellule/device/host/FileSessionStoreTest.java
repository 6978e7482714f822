package dev.libellule.device.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.client.SessionStore;
import dev.libellule.device.client.StoredRecord;
import dev.libellule.device.codec.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the file holds after it was closed, cut, damaged, compacted, or was full. */
class FileSessionStoreTest {
    @TempDir
    Path folder;

    private FileSessionStore open() {
        return new FileSessionStore(folder.resolve("session"), 10_000);
    }

    private static void append(SessionStore store, int kind, int packetIdentifier, String text) {
        byte[] bytes = text.getBytes();
        assertEquals(Status.OK, store.append(kind, packetIdentifier, bytes, 0, bytes.length));
    }

    private static List<String> live(SessionStore store) {
        List<String> lines = new ArrayList<>();
        StoredRecord record = new StoredRecord();
        for (int at = store.next(0, record); at >= 0; at = store.next(at, record)) {
            lines.add(record.kind + " #" + record.packetIdentifier + " " + record.mark + " "
                    + new String(record.bytes.copy()));
        }
        return lines;
    }

    @Test
    void recordsOutliveTheProcess() {
        try (FileSessionStore store = open()) {
            append(store, SessionStore.SESSION, 0, "uno");
            append(store, SessionStore.PUBLISH, 65_535, "first");
            append(store, SessionStore.PUBLISH, 2, "second");
            append(store, SessionStore.RECEIVED, 2, "");
            store.mark(SessionStore.PUBLISH, 65_535, SessionStore.RELEASED);
            store.mark(SessionStore.RECEIVED, 2, SessionStore.DONE);
        }
        try (FileSessionStore store = open()) {
            assertEquals(List.of("1 #0 0 uno", "2 #65535 1 first", "2 #2 0 second"), live(store));
            assertEquals(0, store.damagedBytes());
        }
    }

    @Test
    void anIdentifierIsUsedAgain() {
        try (FileSessionStore store = open()) {
            append(store, SessionStore.PUBLISH, 7, "old");
            store.mark(SessionStore.PUBLISH, 7, SessionStore.DONE);
            append(store, SessionStore.PUBLISH, 7, "new");
        }
        assertEquals(List.of("2 #7 0 new"), live(open()));
    }

    @Test
    void aFileCutAtAnyByteHoldsTheEntriesBeforeTheCut() throws IOException {
        List<List<String>> states = new ArrayList<>();
        List<Long> lengths = new ArrayList<>();
        Path file = folder.resolve("session");
        try (FileSessionStore store = open()) {
            for (int i = 1; i <= 4; i++) {
                append(store, SessionStore.PUBLISH, i, "message " + i);
                states.add(live(store));
                lengths.add(Files.size(file));
            }
            store.mark(SessionStore.PUBLISH, 1, SessionStore.DONE);
            states.add(live(store));
            lengths.add(Files.size(file));
        }
        byte[] all = Files.readAllBytes(file);
        for (int cut = 0; cut < all.length; cut++) {
            Files.write(file, Arrays.copyOf(all, cut));
            List<String> expected = List.of();
            for (int i = 0; i < lengths.size() && lengths.get(i) <= cut; i++) {
                expected = states.get(i);
            }
            try (FileSessionStore store = open()) {
                assertEquals(expected, live(store), "cut at byte " + cut);
                append(store, SessionStore.PUBLISH, 9, "goes on");
            }
            assertTrue(live(open()).contains("2 #9 0 goes on"));
        }
    }

    @Test
    void aFileWithAnyBitTurnedOrNoiseAtItsEndOpens() throws IOException {
        Path file = folder.resolve("session");
        try (FileSessionStore store = open()) {
            append(store, SessionStore.PUBLISH, 1, "first");
            append(store, SessionStore.PUBLISH, 2, "second");
        }
        byte[] all = Files.readAllBytes(file);
        for (int bit = 0; bit < all.length * 8; bit++) {
            byte[] damaged = all.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, damaged);
            try (FileSessionStore store = open()) {
                assertEquals(bit / 8 < 17 ? List.of() : List.of("2 #1 0 first"), live(store), "bit " + bit);
                assertTrue(store.damagedBytes() > 0);
            }
        }
        byte[] noise = new byte[100];
        new Random(1).nextBytes(noise);
        byte[] longer = Arrays.copyOf(all, all.length + noise.length);
        System.arraycopy(noise, 0, longer, all.length, noise.length);
        Files.write(file, longer);
        assertEquals(2, live(open()).size());
    }

    @Test
    void compactingKeepsWhatLives() throws IOException {
        Path file = folder.resolve("session");
        try (FileSessionStore store = new FileSessionStore(file, 200)) {
            int refused = 0;
            for (int i = 1; i <= 100; i++) {
                byte[] bytes = ("message " + i).getBytes();
                if (store.append(SessionStore.PUBLISH, i, bytes, 0, bytes.length) == Status.BUFFER_FULL) {
                    refused++;
                    assertEquals(Status.OK, store.compact());
                    append(store, SessionStore.PUBLISH, i, "message " + i);
                }
                if (i > 2 && store.mark(SessionStore.PUBLISH, i - 2, SessionStore.DONE) == Status.BUFFER_FULL) {
                    assertEquals(Status.OK, store.compact());
                    store.mark(SessionStore.PUBLISH, i - 2, SessionStore.DONE);
                }
            }
            assertTrue(refused > 10, "it was compacted " + refused + " times only");
            assertTrue(store.bytesWritten() > 3000);
            store.mark(SessionStore.PUBLISH, 100, SessionStore.RELEASED);
            assertEquals(Status.OK, store.compact());
        }
        assertEquals(List.of("2 #99 0 message 99", "2 #100 1 message 100"), live(open()));
        assertTrue(Files.size(file) < 200);
    }

    @Test
    void aCompactionCutShortLeavesTheOldState() throws IOException {
        try (FileSessionStore store = open()) {
            append(store, SessionStore.PUBLISH, 1, "first");
        }
        Files.write(folder.resolve("session.new"), new byte[]{1, 2, 3});
        assertEquals(List.of("2 #1 0 first"), live(open()));
        assertTrue(Files.notExists(folder.resolve("session.new")));
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        Path file = folder.resolve("nowhere").resolve("session");
        HostException e = assertThrows(HostException.class, () -> new FileSessionStore(file, 1000));
        assertTrue(e.getMessage().contains(file.toString()) && e.getMessage().contains("folder exists"),
                e.getMessage());
    }
}
