package dev.libellule.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusTableTest {
    private final Map<String, String> values = new TreeMap<>(Map.of("$SYS/broker/version", "libellule version 1.0",
            "$SYS/broker/uptime", "7500 seconds", "$SYS/broker/clients/connected", "4"));
    private final Instant now = Instant.parse("2026-01-02T00:00:00Z");

    private void bridge(String name, String... levels) {
        for (int i = 0; i < levels.length; i += 2) {
            values.put("$SYS/broker/connection/" + name + "/" + levels[i], levels[i + 1]);
        }
    }

    @Test
    void showsABridgeThatIsAway() {
        bridge("amont", "state", "0", "status", "waiting", "since", "2026-01-01T22:58:57Z", "address", "up:1883",
                "error", "up:1883 refuses the connection", "sent", "12", "received", "3", "waiting/messages", "20000",
                "waiting/bytes", "2000000", "waiting/oldest", "2026-01-01T23:59:00Z", "holds", "532800",
                "dropped/no-room", "2", "dropped/too-large", "1");
        StatusTable table = new StatusTable(values, now);
        assertEquals("""
                Broker: libellule version 1.0, up 2 h 5 min, 4 clients connected
                Bridge  State            Since      Sent  Received  Waiting           Oldest     Holds    Dropped
                amont   waiting up:1883  1 h 1 min  12    3         20000 (1953 KiB)  1 min 0 s  6 d 4 h  3
                """
                + "  up:1883 refuses the connection\n  dropped: 2, no room\n  dropped: 1, too large\n", table.text());
        assertFalse(table.isAllWell());
    }

    @Test
    void knowsTheBridgesOfMosquitto() {
        bridge("theirs", "state", "1");
        StatusTable table = new StatusTable(values, now);
        assertTrue(table.text().contains("theirs  online"), table.text());
        assertTrue(table.isAllWell());
    }

    @Test
    void aLazyBridgeMayRest() {
        bridge("lazy", "state", "0", "status", "resting");
        assertTrue(new StatusTable(values, now).isAllWell());
    }

    @Test
    void aStoreThatIsNotWrittenIsNotWell() {
        values.put("$SYS/broker/store/failure", "");
        assertTrue(new StatusTable(values, now).isAllWell());
        values.put("$SYS/broker/store/failure", "the disk is full; make room");
        StatusTable table = new StatusTable(values, now);
        assertTrue(table.text().contains("\nStore: NOTHING IS WRITTEN: the disk is full; make room\n"), table.text());
        assertFalse(table.isAllWell());
    }

    @ParameterizedTest
    @CsvSource({"40000,more than 100 years", "3650,10 years", "300,300 DAYS"})
    void saysHowLongACardLasts(String days, String words) {
        values.put("$SYS/broker/store/bytes/written/today", "123");
        values.put("$SYS/broker/store/card/days", days);
        String text = new StatusTable(values, now).text();
        assertTrue(text.contains("\nDisk: 123 B written today, a new card lasts " + words + "\n"), text);
    }

    @Test
    void saysThatThereIsNone() {
        assertTrue(new StatusTable(values, now).text().endsWith("Bridges: none\n"));
    }

    @ParameterizedTest
    @CsvSource({"0,0 s", "59,59 s", "60,1 min 0 s", "3599,59 min 59 s", "3600,1 h 0 min", "86399,23 h 59 min",
            "532800,6 d 4 h"})
    void saysASpanInItsTwoLargestUnits(long seconds, String text) {
        assertEquals(text, StatusTable.span(seconds));
    }
}
