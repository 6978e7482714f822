package dev.libellule.boards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SignalEntryTest {
    @Test
    void scalesToTheLastDecimalAndRoundsHalfUp() {
        SignalEntry signal = signal(1, "-40..85", Change.ANY);
        assertEquals(225, signal.scale(new BigDecimal("22.5")));
        assertEquals(226, signal.scale(new BigDecimal("22.55")));
        assertEquals(-226, signal.scale(new BigDecimal("-22.55")));
        assertThrows(ArithmeticException.class, () -> signal.scale(new BigDecimal("300000000")));
    }

    @Test
    void endsOfTheRangeStayInsideIt() {
        SignalEntry signal = signal(0, "-0.5..84.9", Change.ANY);
        assertEquals(0, signal.scaledMinimum());
        assertEquals(84, signal.scaledMaximum());
    }

    @Test
    void changeIsAnAmountOrAShare() {
        SignalEntry amount = signal(2, "0..1", Units.change("change", "0.2"));
        assertEquals(20, amount.scaledChange());
        assertEquals(0, amount.changeHundredthsOfPercent());
        SignalEntry share = signal(2, "0..1", Units.change("change", "2.5 %"));
        assertEquals(0, share.scaledChange());
        assertEquals(250, share.changeHundredthsOfPercent());
    }

    @Test
    void recordsRefuseToBeHalfRight() {
        assertEquals("decimals: 10 is out of range; allowed: 0 to 9",
                assertThrows(BoardException.class, () -> signal(10, "0..1", Change.ANY)).getMessage());
        assertEquals("range: '0..3000000000' is too large with 0 decimals; at most 2147483647",
                assertThrows(BoardException.class, () -> signal(0, "0..3000000000", Change.ANY)).getMessage());
    }

    static SignalEntry signal(int decimals, String range, Change change) {
        return new SignalEntry("T", "maison/salon/temp", "°C", decimals, Units.range("range", range), change,
                Duration.ZERO, Duration.ofMinutes(5), 0, false);
    }
}
