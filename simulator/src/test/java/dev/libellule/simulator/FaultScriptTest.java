package dev.libellule.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.simulator.Fault.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultScriptTest {
    private static final Instant START = Instant.parse("2026-03-28T00:00:00Z");

    @Test
    void scriptsAreReadInTheOrderOfTheirTimes() {
        FaultScript script = FaultScript.parse("a.yaml", """
                faults:
                  - {at: 2026-03-29T01:30:00Z, fault: clock-jump, by: -1 h}
                  - {at: 1 h, fault: bad-crc, board: pi, signal: temperature, for: 10 min}
                  - {at: 30 min, fault: broker-kill, for: 30 s}
                """, START);
        assertEquals(List.of("broker-kill for 30 s at 0 d 00:30",
                "bad-crc of pi temperature for 10 min at 0 d 01:00", "clock-jump by -1 h at 1 d 01:30"),
                script.faults().stream().map(Fault::toString).toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{at: 1, fault: stuck, board: a} | a.yaml: faults[0].at: '1' has no unit; did you mean '1 s'? Units: ms, s, min, h, d",
            "{at: 1 s, fault: unplugg, board: a} | a.yaml: faults[0].fault: unknown value 'unplugg'; did you mean 'unplug'? "
                    + "Allowed: unplug, brown-out, bad-crc, stuck, clock-jump, link-loss, broker-kill, full-disk, slow-upstream, "
                    + "upstream-loss",
            "{at: 1 s, fault: stuck} | a.yaml: faults[0].board: is missing; a stuck happens to one board",
            "{at: 1 s, fault: full-disk, board: a} | a.yaml: faults[0].board: a full-disk happens to all boards; leave the key out",
            "{at: 1 s, fault: clock-jump} | a.yaml: faults[0].by: goes with clock-jump, and with nothing else; such as -1 h",
            "{at: 2026-13-01, fault: full-disk} | a.yaml: faults[0].at: '2026-13-01' is no time in UTC; write it as "
                    + "2026-03-29T01:30:00Z",
            "{at: 1 s, fault: full-disk, dauer: 1 s} | a.yaml: faults[0].dauer: unknown key. Allowed: at, fault, for, board, "
                    + "signal, by"})
    void wrongOnesAreRefusedWithPlaceAndCure(String entry, String message) {
        assertEquals(message, assertThrows(IllegalArgumentException.class,
                () -> FaultScript.parse("a.yaml", "faults: [" + entry + "]\n", START)).getMessage());
    }

    @Test
    void whatIsNoScriptIsRefused() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> FaultScript.parse("a.yaml", "fault: []\n", START))
                .getMessage().startsWith("a.yaml: must be one list 'faults'"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> FaultScript.parse("a.yaml", "faults: [\n", START))
                .getMessage().startsWith("a.yaml:"));
    }

    @Test
    void anOrdinaryWeekHasEverythingAndIsTheSameForASeed() {
        List<FaultScript.Suffering> boards = List
                .of(new FaultScript.Suffering("uno", "", List.of(Kind.UNPLUG, Kind.STUCK)));
        FaultScript week = FaultScript.ordinary(1, Duration.ofDays(7), boards);
        assertEquals(week, FaultScript.ordinary(1, Duration.ofDays(7), boards));
        assertEquals(7, week.faults().size());
        assertTrue(week.faults().stream().allMatch(fault -> fault.at().plus(fault.lasts()).toDays() < 7));
    }

    @Test
    void aBatteryDrainsSlowlyAtFirst() {
        Battery battery = new Battery(2400, 0.02, 20);
        assertEquals(100, battery.percent());
        int last = 100;
        for (int hour = 0; hour < 24 * 400 && !battery.isEmpty(); hour++) {
            battery.advance(3_600_000);
            for (int i = 0; i < 60; i++) {
                battery.send();
            }
            assertTrue(battery.percent() <= last);
            last = battery.percent();
        }
        assertTrue(battery.isEmpty(), "after " + last);
        assertEquals(0, battery.percent());
    }
}
