package dev.libellule.boards;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    private static final List<String> WORDS = List.of("chip", "bus", "address", "every", "signals");

    @ParameterizedTest
    @CsvSource({"adress, address", "adresse, address", "signal, signals", "ebery, every", "evrey, every", "BUS, bus",
            "sub, ''", "temperature, ''", "x, ''", "addr, address",
            "interval, every", "sig, signals", "si, ''"})
    void findsTheWordThatIsMeantOrNone(String seen, String meant) {
        assertEquals(meant, Nearest.word(seen, WORDS).orElse(""));
    }

    @ParameterizedTest
    @CsvSource({"'', abc, 3", "abc, abc, 0", "abc, acb, 1", "abc, abd, 1", "abc, ab, 1", "kitten, sitting, 3"})
    void countsTheSlips(String a, String b, int distance) {
        assertEquals(distance, Nearest.distance(a, b));
        assertEquals(distance, Nearest.distance(b, a));
    }
}
