package dev.libellule.sensors.hcsr04;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.Allocations;
import dev.libellule.sensors.bus.Delay;
import dev.libellule.sensors.bus.DigitalOutputLine;
import dev.libellule.sensors.bus.FakeEdges;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Hcsr04Test {
    private static final Delay NO_DELAY = _ -> true;

    private final FakeEdges echo = new FakeEdges();
    private final int[] values = new int[1];
    private final long[] echoMicros = new long[9];
    private int triggered;
    private boolean high;

    /** Answers the end of each trigger with the next echo; 0 is none, -1 one that never ends. */
    private final DigitalOutputLine trigger = new DigitalOutputLine() {
        @Override
        public void set(boolean toHigh) {
            if (high && !toHigh) {
                long micros = echoMicros[triggered++ % echoMicros.length];
                long start = triggered * 100_000_000L;
                if (micros != 0) {
                    echo.add(true, start);
                }
                if (micros > 0) {
                    echo.add(false, start + micros * 1000);
                }
            }
            high = toHigh;
        }

        @Override
        public boolean isHigh() {
            return high;
        }
    };

    private Hcsr04 ranger(int bursts, int centiCelsius, long... micros) {
        System.arraycopy(micros, 0, echoMicros, 0, micros.length);
        return new Hcsr04(trigger, echo, bursts, () -> centiCelsius, NO_DELAY);
    }

    @ParameterizedTest // the user guide: high level time x 340 m/s / 2, which is right at 14.36 °C; us / 58 = cm
    @CsvSource({"5882353, 1436, 1000", "1000000, 1436, 170", "5800000, 2000, 996", "5800000, -1000, 943",
            "5800000, 4000, 1031", "0, 2000, 0"})
    void distanceOfAnEcho(long nanos, int centiCelsius, int millimetres) {
        assertEquals(millimetres, Hcsr04.millimetres(nanos, centiCelsius));
    }

    @Test
    void aSampleIsTheMedianOfItsBursts() {
        assertEquals(SensorStatus.OK, ranger(3, 2000, 5800, 1200, 5900).sample(values));
        assertEquals(996, values[0]);
    }

    @Test
    void fewBadBurstsAreOutvoted() {
        Hcsr04 ranger = ranger(3, 2000, 5800, 38_000, 5800);
        assertEquals(SensorStatus.OK, ranger.sample(values));
        assertEquals(996, values[0]);
    }

    @ParameterizedTest
    @CsvSource({"0, -1", "-1, -5", "38000, -3", "100, -3"})
    void faultsAreSaid(long micros, int status) { // nobody answers, the echo does not end, too far, too near
        assertEquals(status, ranger(1, 2000, micros).sample(values));
    }

    @Test
    void anEchoLineThatIsHighIsStuck() {
        echo.setHigh(true);
        assertEquals(SensorStatus.TIMEOUT, ranger(3, 2000, 5800, 5800, 5800).sample(values));
    }

    @Test
    void anOldEdgeIsForgotten() {
        Hcsr04 ranger = ranger(1, 2000, 5800);
        echo.add(false, 5);
        assertEquals(SensorStatus.OK, ranger.sample(values));
        assertEquals(996, values[0]);
    }

    @Test
    void burstsAreOneToNine() {
        assertThrows(IllegalArgumentException.class, () -> ranger(0, 2000));
        assertThrows(IllegalArgumentException.class, () -> ranger(10, 2000));
    }

    @Test
    void allocatesNothing() {
        Hcsr04 ranger = ranger(3, 2000, 5800, 5800, 5800, 5800, 5800, 5800, 5800, 5800, 5800);
        assertEquals(0, Allocations.of(() -> ranger.sample(values)));
    }
}
