package dev.libellule.boards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest
    @CsvSource({"0..1023 to 0..5, 0, 2", "200..800 to 100..0, 0, 1", "-1.5..1.5 to 0..1, 2, 3",
            "0..4095 to -40.5..85, 1, 2",
            "0..0.007 to 0..1000000, 3, 1"})
    void mapInWholeNumbersAgreesWithTheExactOne(String map, int rawDecimals, int decimals) {
        assertAgree(
                new Shape(Optional.empty(), Optional.of(new BigDecimal("0.5")), Optional.of(Units.mapping("map", map)),
                        1, 1, Optional.empty(), Optional.empty()),
                rawDecimals, decimals);
    }

    @ParameterizedTest
    @CsvSource({"1.8, 32, 2, 1", "0.0048828125, 0, 0, 3", "-1, 0, 0, 0", "0.123456789012, -7.5, 2, 4", "1000, 0, 0, 3"})
    void scaleInWholeNumbersAgreesWithTheExactOne(BigDecimal scale, BigDecimal offset, int rawDecimals, int decimals) {
        assertAgree(new Shape(Optional.of(scale), Optional.of(offset), Optional.empty(), 1, 1, Optional.empty(),
                Optional.empty()), rawDecimals, decimals);
    }

    /** To the last decimal, but for a rounding either way where there are more digits than an int has. */
    private static void assertAgree(Shape shape, int rawDecimals, int decimals) {
        Shape.Line line = shape.line(rawDecimals, decimals);
        for (int raw = -2000; raw < 2000; raw += 7) {
            BigDecimal exact = shape.converted(BigDecimal.valueOf(raw, rawDecimals)).movePointRight(decimals);
            BigDecimal whole = BigDecimal.valueOf((long) raw - line.origin())
                    .multiply(BigDecimal.valueOf(line.numerator()))
                    .divide(BigDecimal.valueOf(line.denominator()), 6, RoundingMode.HALF_UP)
                    .add(BigDecimal.valueOf(line.base()));
            assertTrue(exact.subtract(whole).abs().compareTo(BigDecimal.ONE) <= 0, raw + ": " + exact + " " + whole);
        }
    }

    static SignalEntry signal(int decimals, String range, Change change) {
        return new SignalEntry("T", "maison/salon/temp", "°C", decimals, Units.range("range", range), change,
                Duration.ZERO, Duration.ofMinutes(5), 0, false);
    }
}
