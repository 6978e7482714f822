package dev.libellule.device.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.client.Allocation;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterTest {
    @Test
    void medianDropsASpikeAndBeginsWithWhatThereIs() {
        Filter filter = new Filter(3, 1);
        assertEquals(220, filter.apply(220));
        assertEquals(222, filter.apply(223), "of two the middle, 221.5, rounded away from zero");
        assertEquals(223, filter.apply(850));
        assertEquals(224, filter.apply(224));
        assertEquals(224, filter.apply(-1270));
    }

    @Test
    void meanIsOfTheLatestReadings() {
        Filter filter = new Filter(1, 4);
        assertEquals(10, filter.apply(10));
        assertEquals(15, filter.apply(20));
        filter.apply(30);
        assertEquals(25, filter.apply(40));
        assertEquals(35, filter.apply(50));
    }

    @Test
    void sumsAndExtremesDoNotOverflow() {
        Filter filter = new Filter(2, 60);
        for (int i = 0; i < 100; i++) {
            assertEquals(Integer.MIN_VALUE, filter.apply(Integer.MIN_VALUE));
        }
        Filter stepped = new Filter(1, 1).roundTo(1_000_000);
        assertEquals(2_147_000_000, stepped.apply(Integer.MAX_VALUE));
    }

    @ParameterizedTest
    @CsvSource({"-5, 0", "0, 0", "997, 1000", "1040, 1000", "12, 10", "15, 20", "14, 10"})
    void clampsThenRoundsToTheStep(int reading, int expected) {
        assertEquals(expected, new Filter(1, 1).clamp(0, 1000).roundTo(10).apply(reading));
    }

    @Test
    void roundingIsHalfAwayFromZero() {
        assertEquals(-20, new Filter(1, 1).roundTo(10).apply(-15));
        assertEquals(-10, new Filter(1, 1).roundTo(10).apply(-14));
    }

    @Test
    void windowsAgreeWithASortedCopyForManyReadings() {
        SplittableRandom random = new SplittableRandom(7);
        Filter filter = new Filter(5, 1);
        int[] last = new int[5];
        for (int i = 0; i < 2000; i++) {
            int reading = random.nextInt();
            last[i % 5] = reading;
            int filtered = filter.apply(reading);
            if (i >= 4) {
                int[] sorted = last.clone();
                Arrays.sort(sorted);
                assertEquals(sorted[2], filtered);
            }
        }
    }

    @Test
    void conversionIsExactWhateverTheNumbers() {
        SplittableRandom random = new SplittableRandom(8);
        for (int i = 0; i < 20_000; i++) {
            int raw = random.nextInt();
            int origin = random.nextInt();
            int numerator = random.nextInt();
            int denominator = random.nextInt(1, Integer.MAX_VALUE);
            int base = random.nextInt();
            BigDecimal exact = BigDecimal.valueOf(raw).subtract(BigDecimal.valueOf(origin))
                    .multiply(BigDecimal.valueOf(numerator))
                    .divide(BigDecimal.valueOf(denominator), 0, RoundingMode.HALF_UP).add(BigDecimal.valueOf(base));
            boolean fits = exact.abs().compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) <= 0;
            long converted = new Conversion(origin, numerator, denominator, base).apply(raw);
            assertEquals(fits ? exact.longValueExact() : Conversion.OUTSIDE, converted, () -> exact.toString());
        }
    }

    @Test
    void signalConvertsThenRejectsThenFilters() {
        Signal signal = new Signal("cuve", 1).convert(new Conversion(200, 1000, 600, 0)).range(-50, 1050)
                .filter(new Filter(3, 1).clamp(0, 1000));
        signal.offerRaw(500, 0, 0);
        assertEquals(500, signal.value()); // 50.0 %
        signal.offerRaw(190, 0, 1);
        assertEquals(242, signal.value(), "median of 50.0 and -1.7, before the clamp");
        signal.offerRaw(1023, 0, 2);
        assertEquals(1, signal.rejected(), "137.2 is no reading of the tank");
        signal.offerRaw(190, 0, 3);
        assertEquals(0, signal.value());
        assertFalse(new Signal("x", 0).convert(new Conversion(0, Integer.MAX_VALUE, 1, 0)).offerRaw(2, 0, 0));
    }

    @Test
    void allocatesNothing() {
        Signal signal = new Signal("x", 1).convert(new Conversion(0, 3, 2, 5)).filter(new Filter(7, 9).roundTo(5));
        int[] now = {0};
        assertEquals(0, Allocation.bytesOf(() -> {
            now[0]++;
            signal.offerRaw(now[0], 0, now[0]);
            signal.published(now[0]);
        }));
        assertTrue(signal.value() > 0);
    }
}
