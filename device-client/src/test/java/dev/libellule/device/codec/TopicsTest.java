package dev.libellule.device.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicsTest {
    @ParameterizedTest
    @CsvSource({"maison/+/temp, maison/salon/temp, true", "maison/+/temp, maison/garage/temp, true",
            "maison/+/temp, maison/couloir/temp, true", "maison/+/temp, maison/salon/hum, false",
            "maison/+/temp, jardin/temp, false", "maison/#, maison/salon/temp, true",
            "maison/#, maison/salon/hygro, true",
            "maison/#, maison/rdc/salon/hum, true", "maison/#, maison, true", "maison/#, annexe/couloir/hum, false",
            "maison/#, jardin/temp, false", "#, $SYS/broker/version, false",
            "+/broker/version, $SYS/broker/version, false",
            "$SYS/#, $SYS/broker/version, true", "#, /, true", "+/+, /finance, true", "/+, /finance, true",
            "+, /finance, false",
            "maison/+/température, maison/1er étage/température, true",
            "maison/1er étage/#, maison/1er étage/température, true",
            "gendarmerie/drone1/#, gendarmerie/drone1/altitude, true",
            "gendarmerie/+/altitude, gendarmerie/drone2/altitude, true",
            "/test/#, /test, true", "/test/#, test, false", "a/, a/, true", "a/, a, false", "a, a/, false",
            "a/+, a/, true", "a/+, a, false",
            "a/+/#, a/b, true", "a/b, a/, false", "a/b, a/bc, false", "a/bc, a/b, false", "+/b, a/b/c, false",
            "a//b, a//b, true",
            "a/+/b, a//b, true", "sport/tennis/player1/#, sport/tennis/player1/ranking/x, true", "a, b, false"})
    void matches(String filter, String name, boolean expected) { // 4.7, and the reference texts' own tables
        byte[] f = filter.getBytes(StandardCharsets.UTF_8);
        byte[] n = name.getBytes(StandardCharsets.UTF_8);
        assertEquals(expected, Topics.matches(f, 0, f.length, n, 0, n.length));
    }

    @ParameterizedTest
    @CsvSource({"sport/#, 0", "'#', 0", "sport/tennis#, -10", "sport/#/ranking, -10", "+, 0", "+/tennis/#, 0",
            "sport+, -10",
            "sport/+/player1, 0", "'', -10", "/, 0", "+x, -10", "a/+/+/#, 0", "##, -10", "++, -10"})
    void checksFilters(String filter, int expected) { // 4.7.1.2 and 4.7.1.3
        byte[] f = filter.getBytes(StandardCharsets.UTF_8);
        assertEquals(expected, Topics.checkFilter(f, 0, f.length));
    }

    @ParameterizedTest
    @CsvSource({"maison/salon/temp, 0", "'', -9", "a/+, -9", "a#, -9", "/, 0"})
    void checksNames(String name, int expected) {
        byte[] n = name.getBytes(StandardCharsets.UTF_8);
        assertEquals(expected, Topics.checkName(n, 0, n.length));
    }
}
