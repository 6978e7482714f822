package dev.libellule.sensors.hcsr04;

import dev.libellule.device.node.Quantity;
import dev.libellule.device.node.Sensor;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.Delay;
import dev.libellule.sensors.bus.DigitalOutputLine;
import dev.libellule.sensors.bus.EdgeLine;
import dev.libellule.sensors.chip.Chip;
import dev.libellule.sensors.chip.Setting;
import java.util.function.IntSupplier;

/**
 * HC-SR04: sends a burst of ultrasound and holds its echo line high until the sound has come back. The kernel notes both edges with
 * their time, so a busy program measures as well as an idle one. The caller owns the lines. One thread.
 *
 * <pre>
 *   trigger  ──┐▔▔▔▔┌──────────────────────────   10 us or more
 *   echo     ─────────────┐▔▔▔▔▔▔▔▔▔▔▔▔┌───────   there and back: 5.8 ms for a metre
 * </pre>
 *
 * <p>A sample is the median of several bursts, for one echo in some comes from the side. The velocity of sound goes with the
 * temperature, 0.18 % a degree, which the owner may give.
 *
 * @see "HC-SR04 User Guide, Elecfreaks: timing diagram and electric parameters"
 */
public final class Hcsr04 implements Sensor {
    /** Degrees that are assumed where nobody measures. */
    public static final int USUAL_CENTI_CELSIUS = 2000;

    static final int NEAREST_MILLIMETRES = 20; // electric parameters: 2 cm to 4 m
    static final int FARTHEST_MILLIMETRES = 4000;

    private static final int MOST_BURSTS = 9;
    private static final int BETWEEN_BURSTS_MILLIS = 60; // "over 60 ms measurement cycle", or the old echo is heard
    private static final long ANSWER_NANOS = 50_000_000;
    private static final long LONGEST_ECHO_NANOS = 250_000_000; // without an echo it gives up after 38 ms, some clones after 200
    private static final Quantity DISTANCE = new Quantity("distance", "mm", 0, NEAREST_MILLIMETRES,
            FARTHEST_MILLIMETRES);
    private static final Setting BURSTS = new Setting("bursts", 3, 1, MOST_BURSTS);
    private static final Setting TEMPERATURE = new Setting("air-celsius", USUAL_CENTI_CELSIUS / 100, -40, 60);

    /** How it describes itself. */
    public static final Chip CHIP = Chip.onPins("hcsr04", "trigger", "echo").settings(BURSTS, TEMPERATURE)
            .measures(1000, wiring -> {
                int centiCelsius = wiring.setting(TEMPERATURE.name()) * 100;
                return new Hcsr04(wiring.output("trigger"), wiring.edges("echo"), wiring.setting(BURSTS.name()),
                        () -> centiCelsius, wiring.delay());
            }, DISTANCE);

    private final DigitalOutputLine trigger;
    private final EdgeLine echo;
    private final int bursts;
    private final IntSupplier centiCelsius;
    private final Delay delay;
    private final int[] sorted = new int[MOST_BURSTS];
    private int count;

    /**
     * A driver for one module.
     *
     * @param echo through a divider, for the module's 5 V destroy the Pi's input; without debouncing
     * @param bursts 1 to {@value #MOST_BURSTS}; the median of 3 suits
     * @param centiCelsius temperature of the air, asked at each sample
     */
    public Hcsr04(DigitalOutputLine trigger, EdgeLine echo, int bursts, IntSupplier centiCelsius) {
        this(trigger, echo, bursts, centiCelsius, Delay.REAL);
    }

    /** The same, with another way to wait. */
    public Hcsr04(DigitalOutputLine trigger, EdgeLine echo, int bursts, IntSupplier centiCelsius, Delay delay) {
        if (bursts < 1 || bursts > MOST_BURSTS) {
            throw new IllegalArgumentException("bursts = " + bursts + ": allowed are 1 to " + MOST_BURSTS);
        }
        this.trigger = trigger;
        this.echo = echo;
        this.bursts = bursts;
        this.centiCelsius = centiCelsius;
        this.delay = delay;
    }

    @Override
    public int quantityCount() {
        return 1;
    }

    @Override
    public Quantity quantity(int index) {
        return DISTANCE;
    }

    @Override
    public int sample(int[] values) {
        try {
            count = 0;
            int worst = SensorStatus.OK;
            for (int i = 0; i < bursts; i++) {
                if (i > 0 && !delay.millis(BETWEEN_BURSTS_MILLIS)) {
                    return SensorStatus.TIMEOUT;
                }
                int status = burst();
                if (status == SensorStatus.NOT_RESPONDING) {
                    return status;
                }
                worst = status == SensorStatus.OK ? worst : status;
            }
            if (2 * count <= bursts) {
                return worst; // most bursts gave no distance
            }
            values[0] = sorted[count / 2];
            return SensorStatus.OK;
        } catch (BusException e) {
            return SensorStatus.NOT_RESPONDING; // its owner counts and says so; the next sample asks anew
        }
    }

    private int burst() {
        echo.forgetEdges();
        if (echo.isHigh()) {
            return SensorStatus.TIMEOUT; // still busy with the last burst, or the line is stuck
        }
        trigger.set(true);
        boolean goesOn = delay.millis(1);
        trigger.set(false);
        if (!goesOn) {
            return SensorStatus.TIMEOUT;
        }
        if (!echo.awaitEdge(ANSWER_NANOS) || !echo.isRising()) {
            return SensorStatus.NOT_RESPONDING;
        }
        long sentNanos = echo.edgeNanos();
        if (!echo.awaitEdge(LONGEST_ECHO_NANOS) || echo.isRising()) {
            return SensorStatus.TIMEOUT;
        }
        int millimetres = millimetres(echo.edgeNanos() - sentNanos, centiCelsius.getAsInt());
        if (millimetres < NEAREST_MILLIMETRES || millimetres > FARTHEST_MILLIMETRES) {
            return SensorStatus.OUT_OF_RANGE;
        }
        insert(millimetres);
        return SensorStatus.OK;
    }

    private void insert(int millimetres) {
        int at = count++;
        while (at > 0 && sorted[at - 1] > millimetres) {
            sorted[at] = sorted[at - 1];
            at--;
        }
        sorted[at] = millimetres;
    }

    /**
     * Distance of an echo: half the way that sound makes in the time, rounded. Its velocity is 331.3 m/s at 0 °C and 0.606 m/s more
     * for each degree; the user guide has 340 m/s, which is right at 14.4 °C.
     */
    static int millimetres(long nanos, int centiCelsius) {
        long millimetresPerSecond = 331_300 + 606L * centiCelsius / 100;
        return (int) ((nanos * millimetresPerSecond + 1_000_000_000L) / 2_000_000_000L);
    }
}
