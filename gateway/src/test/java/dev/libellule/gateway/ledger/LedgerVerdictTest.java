package dev.libellule.gateway.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LedgerVerdictTest {
    private static final String PUBLISHER = """
            ledger 1 aaaa
            N
            T 0 2 0 plant/tank
            S 0 1 1 1000
            A 0 1 1001
            C 0 1
            S 0 2 2 1000
            A 0 2 1001
            S 0 3 3 1000
            """;

    @TempDir
    Path folder;

    private LedgerVerdict verdict(String... books) throws IOException {
        Path[] files = new Path[books.length];
        for (int i = 0; i < books.length; i++) {
            files[i] = Files.writeString(folder.resolve("book" + i), books[i]);
        }
        return new LedgerVerdict(List.of(files), 500, false);
    }

    static Stream<Arguments> arrivals() { // what, lost, twice, reordered, late, good, lines of the subscriber
        return Stream.of(
                Arguments.of("all", 0, 0, 0, 0, true, "R aaaa.0 1 2 1 1000 1100\nR aaaa.0 2 2 2 1000 1100\n"),
                Arguments.of("what was not acknowledged may come", 0, 0, 0, 0, true,
                        "R aaaa.0 1 2 1 1000 1100\nR aaaa.0 2 2 2 1000 1100\nR aaaa.0 3 2 3 1000 1100\n"),
                Arguments.of("the second is lost", 1, 0, 0, 0, false, "R aaaa.0 1 2 1 1000 1100\n"),
                Arguments.of("none came", 2, 0, 0, 0, false, ""),
                Arguments.of("one twice", 0, 1, 0, 0, false,
                        "R aaaa.0 1 2 1 1000 1100\nR aaaa.0 2 2 2 1000 1100\nR aaaa.0 2 2 3 1000 1100\n"),
                Arguments.of("one twice with QoS 1", 0, 1, 0, 0, true,
                        "R aaaa.0 1 1 1 1000 1100\nR aaaa.0 2 1 2 1000 1100\nR aaaa.0 2 1 3 1000 1100\n"),
                Arguments.of("the other way round", 0, 0, 1, 0, false,
                        "R aaaa.0 2 2 1 1000 1100\nR aaaa.0 1 2 2 1000 1100\n"),
                Arguments.of("one late", 0, 0, 0, 1, false,
                        "R aaaa.0 1 2 1 1000 1501\nR aaaa.0 2 2 2 1000 1500\n"),
                Arguments.of("a last line that a crash has cut", 1, 0, 0, 0, false,
                        "R aaaa.0 1 2 1 1000 1100\nR aaaa"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("arrivals")
    void counts(String what, int lost, int twice, int reordered, int late, boolean good, String arrived)
            throws IOException {
        Path subscriber = Files.writeString(folder.resolve("sub"), "ledger 1 bbbb\nN\nF 2 plant/#\n" + arrived);
        LedgerBook.open(subscriber, false).close(); // as when it goes on after the crash
        LedgerVerdict verdict = verdict(PUBLISHER, Files.readString(subscriber));
        LedgerVerdict.Line line = verdict.lines().getFirst();
        assertEquals(List.of(2L, (long) lost, (long) twice, (long) reordered, (long) late),
                List.of(line.acknowledged(), line.lost(), line.twice(), line.reordered(), line.late()));
        assertEquals(good, verdict.isGood());
    }

    @Test
    void whatNobodySubscribedToIsLost() throws IOException {
        LedgerVerdict verdict = verdict(PUBLISHER, "ledger 1 bbbb\nF 2 other/#\n");
        assertEquals(2, verdict.lines().getFirst().lost());
        assertFalse(verdict.isGood());
    }

    @Test
    void aStreamMayArriveUnderAnotherName() throws IOException { // through a relay with a prefix
        assertTrue(
                verdict(PUBLISHER, "ledger 1 bbbb\nF 2 site37/#\nR aaaa.0 1 2 1 1000 1100\nR aaaa.0 2 2 2 1000 1100\n")
                        .isGood());
    }

    @Test
    void ofRetainedMessagesTheLastCounts() throws IOException {
        assertTrue(verdict(PUBLISHER, "ledger 1 bbbb\nG 2 plant/#\nR aaaa.0 2 2 1 1000 1100\n").isGood());
        assertEquals(1, verdict(PUBLISHER, "ledger 1 bbbb\nG 2 plant/#\nR aaaa.0 1 2 1 1000 1100\n").lines().getFirst()
                .lost());
    }

    @Test
    void aForgottenSessionIsSeen() throws IOException {
        LedgerVerdict verdict = verdict(PUBLISHER,
                "ledger 1 bbbb\nN\nF 2 plant/#\nR aaaa.0 1 2 1 1000 1100\nN\nR aaaa.0 2 2 2 1000 1100\n");
        assertEquals(1, verdict.sessionsLost());
        assertFalse(verdict.isGood());
    }

    @Test
    void anotherFileIsNoLedger() {
        assertThrows(LedgerException.class, () -> verdict("hello\n"));
    }

    @Test
    void aChangedByteIsSeen() {
        byte[] payload = new LedgerPayload("aaaa.0", 17, 1234).encode(80);
        assertEquals(80, payload.length);
        assertEquals(new LedgerPayload("aaaa.0", 17, 1234), LedgerPayload.decode(payload));
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= 1;
            assertNull(LedgerPayload.decode(payload), "byte " + i);
            payload[i] ^= 1;
        }
    }
}
