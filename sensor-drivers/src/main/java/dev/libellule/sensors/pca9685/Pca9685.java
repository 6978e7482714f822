package dev.libellule.sensors.pca9685;

import dev.libellule.device.node.Actuator;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.Delay;
import dev.libellule.sensors.bus.I2cTarget;
import dev.libellule.sensors.bus.PwmLine;
import dev.libellule.sensors.chip.Chip;
import dev.libellule.sensors.chip.OutputKind;
import dev.libellule.sensors.chip.Setting;
import dev.libellule.sensors.chip.Settings;
import dev.libellule.sensors.pwmled.PwmLed;
import dev.libellule.sensors.rgbled.RgbLed;
import dev.libellule.sensors.servo.Servo;

/**
 * NXP PCA9685: sixteen lines with pulses of twelve bits, for servos and LEDs, which do not know that they are on an expander. The
 * caller owns the bus. One thread for all its lines; nothing allocates after a line is opened.
 *
 * <p>All lines share one period, which is given here; a line that asks for another one is refused. The chip has no identifier: it
 * is believed if its prescaler, which can only be written while it sleeps, reads back. After a reset the chip sleeps and its
 * outputs are off; each use of a line looks for that, and brings all lines to what they were.
 *
 * @see "Datasheet PCA9685, revision 4; 7.3.5 for the period"
 */
public final class Pca9685 {
    static final int REG_MODE1 = 0x00; // "Mode register 1"
    static final int REG_MODE2 = 0x01; // "Mode register 2"
    static final int REG_LED0_ON_L = 0x06; // "LED output and PWM control"; four registers a line: on low, on high, off low, off high
    static final int REG_PRE_SCALE = 0xFE; // 7.3.5

    static final int MODE1_AUTO_INCREMENT = 0x20;
    static final int MODE1_SLEEP = 0x10;
    static final int MODE2_TOTEM_POLE = 0x04;
    static final int FULL = 0x10; // bit 4 of the high byte: always on, or always off

    private static final int LINES = 16;
    private static final int STEPS = 4096;
    private static final int OSCILLATOR_HERTZ = 25_000_000; // 7.3.5
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final int OSCILLATOR_STARTS_MILLIS = 1; // "Mode register 1": 500 us until it is stable

    private static final Setting HERTZ = new Setting("hertz", 50, 24, 1526);
    private static final Setting SHORTEST = new Setting("shortest-micros", 1000, 400, 1400);
    private static final Setting LONGEST = new Setting("longest-micros", 2000, 1600, 2600);
    private static final Setting ACTIVE_LOW = new Setting("active-low", 0, 0, 1);
    private static final int REG_SUBADR1 = 0x02; // after a reset 0xE2
    private static final int REG_ALLCALLADR = 0x05; // after a reset 0xE0
    private static final int FASTEST_SERVO_HERTZ = 60;

    /** How it describes itself. A lamp with colours takes three lines: red, green, blue. */
    public static final Chip CHIP = Chip.onI2c("pca9685", 0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47)
            .recognisedBy(target -> target.readRegister(REG_SUBADR1) == 0xE2
                    && target.readRegister(REG_ALLCALLADR) == 0xE0)
            .settings(HERTZ, ACTIVE_LOW, SHORTEST, LONGEST)
            .acts(LINES, wiring -> {
                Pca9685 chip = new Pca9685(wiring.i2c(), wiring.setting(HERTZ.name()), wiring.delay());
                return chip::output;
            }, OutputKind.DIMMER, OutputKind.SERVO, OutputKind.RGB);

    private final I2cTarget target;
    private final Delay delay;
    private final int prescale;
    private final long periodNanos;
    private final byte[] lines = new byte[4 * LINES];
    private final byte[] four = new byte[4];
    private int claimed;
    private boolean isReady;

    /**
     * A chip at an address, 0x40 to 0x7F by A0 to A5 but for the reserved ones. Does not touch the bus yet.
     *
     * @param hertz of all its lines, 24 to 1526; 50 for servos
     */
    public Pca9685(I2cTarget target, int hertz, Delay delay) {
        this.target = target;
        this.delay = delay;
        this.prescale = prescale(hertz);
        this.periodNanos = SECOND_NANOS / hertz;
        for (int line = 0; line < LINES; line++) {
            lines[4 * line + 3] = FULL; // off
        }
    }

    /** The value of the prescaler: {@code round(25 MHz / (4096 x hertz)) - 1}, 7.3.5. */
    static int prescale(int hertz) {
        int divisor = STEPS * hertz;
        int value = (OSCILLATOR_HERTZ + divisor / 2) / divisor - 1;
        if (hertz < 24 || value < 3) {
            throw new IllegalArgumentException("PCA9685 at " + hertz + " Hz: allowed are 24 to 1526 Hz");
        }
        return value;
    }

    /** The period that all its lines have: the one that was asked for. */
    public long periodNanos() {
        return periodNanos;
    }

    /**
     * A line with pulses, low until it is set.
     *
     * @param line 0 to 15, LED0 to LED15
     * @throws BusException if the line is in use
     */
    public PwmLine line(int line) {
        if (line < 0 || line >= LINES) {
            throw new BusException(where() + " has no line " + line + "; it has 0 to 15", null);
        }
        if ((claimed & 1 << line) != 0) {
            throw new BusException(where() + ": line " + line + " is used twice; give each its own", null);
        }
        claimed |= 1 << line;
        return new Line(this, line);
    }

    private Actuator output(int channel, OutputKind kind, Settings settings) {
        boolean activeLow = settings.setting(ACTIVE_LOW.name()) != 0;
        if (kind == OutputKind.DIMMER) {
            return new PwmLed(line(channel), activeLow, periodNanos);
        }
        if (kind == OutputKind.RGB) {
            return new RgbLed(line(channel), line(channel + 1), line(channel + 2), activeLow, periodNanos);
        }
        if (periodNanos < SECOND_NANOS / FASTEST_SERVO_HERTZ) {
            throw new BusException("%s: a servo wants 50 pulses a second, its lines have %d; give 'hertz: 50'"
                    .formatted(where(), SECOND_NANOS / periodNanos), null);
        }
        return new Servo(line(channel), kind.maximum(), settings.setting(SHORTEST.name()),
                settings.setting(LONGEST.name()), periodNanos);
    }

    private String where() {
        return "PCA9685 on I2C bus %d address 0x%02X".formatted(target.bus(), target.address());
    }

    /** Proves that the chip is there, and brings all lines to what they are to be. */
    private void prepare() {
        if (isReady && (target.readRegister(REG_MODE1) & MODE1_SLEEP) == 0) {
            return;
        }
        isReady = false;
        target.writeRegister(REG_MODE1, MODE1_AUTO_INCREMENT | MODE1_SLEEP);
        target.writeRegister(REG_PRE_SCALE, prescale);
        int seen = target.readRegister(REG_PRE_SCALE);
        if (seen != prescale) {
            throw new BusException(("%s: its prescaler reads 0x%02X, not the 0x%02X just written; another chip is "
                    + "there, or the bus is stuck").formatted(where(), seen, prescale), null);
        }
        target.writeRegister(REG_MODE2, MODE2_TOTEM_POLE);
        target.writeRegisters(REG_LED0_ON_L, lines, 0, lines.length);
        target.writeRegister(REG_MODE1, MODE1_AUTO_INCREMENT);
        delay.millis(OSCILLATOR_STARTS_MILLIS); // interrupted: nothing more will be set
        isReady = true;
    }

    private void set(int line, long wantedPeriodNanos, long dutyNanos) {
        if (wantedPeriodNanos != periodNanos) {
            throw new BusException("%s: all its lines have a period of %d ns; line %d cannot have %d ns"
                    .formatted(where(), periodNanos, line, wantedPeriodNanos), null);
        }
        int steps = steps(dutyNanos, periodNanos);
        int at = 4 * line;
        lines[at] = 0;
        lines[at + 1] = (byte) (steps == STEPS ? FULL : 0);
        lines[at + 2] = (byte) (steps == STEPS ? 0 : steps);
        lines[at + 3] = (byte) (steps == 0 ? FULL : steps == STEPS ? 0 : steps >> 8);
        try {
            prepare();
            target.writeRegisters(REG_LED0_ON_L + at, lines, at, 4);
        } catch (BusException e) {
            isReady = false;
            throw e;
        }
    }

    /** Steps of 4096 that a line is high; rounded. */
    static int steps(long dutyNanos, long periodNanos) {
        return (int) ((dutyNanos * STEPS + periodNanos / 2) / periodNanos);
    }

    private long dutyNanos(int line) {
        try {
            prepare();
            target.readRegisters(REG_LED0_ON_L + 4 * line, four, 0, 4);
        } catch (BusException e) {
            isReady = false;
            throw e;
        }
        if ((four[3] & FULL) != 0) {
            return 0; // always off has precedence
        }
        int steps = (four[1] & FULL) != 0 ? STEPS : (four[3] & 0x0F) << 8 | four[2] & 0xFF;
        return (steps * periodNanos + STEPS / 2) / STEPS;
    }

    private record Line(Pca9685 chip, int line) implements PwmLine {
        @Override
        public void set(long periodNanos, long dutyNanos) {
            chip.set(line, periodNanos, dutyNanos);
        }

        @Override
        public long periodNanos() {
            return chip.periodNanos;
        }

        @Override
        public long dutyNanos() {
            return chip.dutyNanos(line);
        }
    }
}
