package dev.libellule.gateway.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.libellule.gateway.store.StoredDay;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WrittenDaysTest {
    private static final long DAY_MILLIS = 86_400_000;

    @Test
    void bytesAreCountedByDayAndForgottenAfterThirty() {
        WrittenDays written = new WrittenDays(List.of(new StoredDay(10, 5)));
        written.count(100, 10 * DAY_MILLIS + 1);
        written.count(150, 11 * DAY_MILLIS - 1);
        written.count(170, 11 * DAY_MILLIS);
        assertEquals(Map.of("1970-01-11", 155L, "1970-01-12", 20L), written.byDate());
        assertEquals(new StoredDay(11, 20), written.today());
        written.count(170, 40 * DAY_MILLIS);
        assertEquals(Map.of("1970-01-12", 20L, "1970-02-10", 0L), written.byDate());
    }

    @Test
    void aCardLastsForItsEnduranceOverTheMeanOfTheDaysThatAreOver() {
        WrittenDays written = new WrittenDays(List.of());
        assertEquals(-1, written.lifeDays(1_000));
        written.count(50, 10 * DAY_MILLIS);
        assertEquals(20, written.lifeDays(1_000), "the first day, as far as it has come");
        written.count(50, 15 * DAY_MILLIS); // off for four days
        assertEquals(100, written.lifeDays(1_000), "10 a day");
        assertEquals(3_200_000_000_000L, WrittenDays.endurance(32_000_000_000L));
        assertEquals(Long.MAX_VALUE, WrittenDays.endurance(Long.MAX_VALUE));
    }
}
