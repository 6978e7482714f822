package dev.libellule.sensors.tsl2561;

import dev.libellule.device.node.Quantity;
import dev.libellule.device.node.Sensor;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.Delay;
import dev.libellule.sensors.bus.I2cTarget;
import dev.libellule.sensors.chip.Chip;

/**
 * TAOS TSL2561 over I2C: powered for one integration of 402 ms a sample. The caller owns the bus. One thread.
 *
 * <p>Dim light is measured with a gain of 16, and light that saturates that with a gain of 1, then with 13.7 ms. The part number is
 * checked at the first sample and after each failure; after each integration the power register tells whether the chip was reset
 * meanwhile.
 *
 * @see "Datasheet TAOS059N; each register below cites its heading"
 */
public final class Tsl2561 implements Sensor {
    static final int COMMAND = 0x80; // "Command Register": must be written as 1
    static final int WORD = 0x20; // two bytes, the low one first
    static final int REG_CONTROL = COMMAND; // "Control Register (0h)"
    static final int REG_TIMING = COMMAND | 0x01; // "Timing Register (1h)"
    static final int REG_ID = COMMAND | 0x0A; // "ID Register (Ah)"
    static final int REG_DATA0LOW = COMMAND | WORD | 0x0C; // "ADC Channel Data Registers"; the low byte freezes the high one
    static final int REG_DATA1LOW = COMMAND | WORD | 0x0E;

    static final int POWER_UP = 0x03; // reads back as 3, a check that the datasheet recommends
    static final int GAIN_16 = 0x10;
    static final int PARTNO_CS = 0x1; // the high half of the identifier
    static final int PARTNO_T = 0x5;

    /** Counts of a channel that is saturated, "Operating Characteristics": full scale of each integration time. */
    static final int FULL_SCALE_13_7_MILLIS = 5047;
    static final int FULL_SCALE_402_MILLIS = 65_535;

    private static final int SHORT_MILLIS = 20; // 13.7 ms nominal, and slack for a slow oscillator, 690 of 735 kHz
    private static final int LONG_MILLIS = 450; // 402 ms
    private static final Quantity LIGHT = new Quantity("light", "lx", 0, 0, 40_000); // "Features": 0.1 to 40,000

    // Recognised by its address only: a PCF8574A at 0x39 would take the number of the register as its outputs
    /** How it describes itself. */
    public static final Chip CHIP = Chip.onI2c("tsl2561", 0x39, 0x29, 0x49)
            .measures(1500, wiring -> new Tsl2561(wiring.i2c(), wiring.delay()), LIGHT);

    private final I2cTarget target;
    private final Delay delay;
    private final byte[] word = new byte[2];
    private boolean isFound;
    private boolean isCs;
    private int channel0;
    private int channel1;

    /** A driver for the chip at an address: 0x39, by the ADDR SEL strap 0x29 or 0x49. Does not touch the bus yet. */
    public Tsl2561(I2cTarget target, Delay delay) {
        this.target = target;
        this.delay = delay;
    }

    @Override
    public int quantityCount() {
        return 1;
    }

    @Override
    public Quantity quantity(int index) {
        return LIGHT;
    }

    @Override
    public int sample(int[] values) {
        int status;
        try {
            status = isFound ? SensorStatus.OK : open();
            if (status == SensorStatus.OK) {
                status = measure(values);
                target.writeRegister(REG_CONTROL, 0);
            }
        } catch (BusException e) {
            status = SensorStatus.NOT_RESPONDING; // its owner counts and says so; the next sample asks anew
        }
        isFound = status == SensorStatus.OK || status == SensorStatus.OUT_OF_RANGE;
        return status;
    }

    private int open() {
        int partNumber = target.readRegister(REG_ID) >> 4;
        isCs = partNumber == PARTNO_CS;
        return isCs || partNumber == PARTNO_T ? SensorStatus.OK : SensorStatus.WRONG_CHIP;
    }

    private int measure(int[] values) {
        int integration = Tsl2561Lux.INTEG_402_MILLIS;
        boolean is16Times = true;
        int status = integrate(integration | GAIN_16, LONG_MILLIS);
        if (status == SensorStatus.OK && isSaturated(FULL_SCALE_402_MILLIS)) {
            is16Times = false;
            status = integrate(integration, LONG_MILLIS);
        }
        if (status == SensorStatus.OK && isSaturated(FULL_SCALE_402_MILLIS)) {
            integration = Tsl2561Lux.INTEG_13_7_MILLIS;
            status = integrate(integration, SHORT_MILLIS);
        }
        if (status != SensorStatus.OK) {
            return status;
        }
        if (integration == Tsl2561Lux.INTEG_13_7_MILLIS && isSaturated(FULL_SCALE_13_7_MILLIS)) {
            return SensorStatus.OUT_OF_RANGE;
        }
        values[0] = Tsl2561Lux.lux(channel0, channel1, integration, is16Times, isCs);
        return values[0] > LIGHT.maximum() ? SensorStatus.OUT_OF_RANGE : SensorStatus.OK;
    }

    private boolean isSaturated(int fullScale) {
        return channel0 >= fullScale || channel1 >= fullScale;
    }

    private int integrate(int timing, int millis) {
        target.writeRegister(REG_CONTROL, 0); // an integration begins with power-up
        target.writeRegister(REG_TIMING, timing);
        target.writeRegister(REG_CONTROL, POWER_UP);
        if (!delay.millis(millis)) {
            return SensorStatus.TIMEOUT;
        }
        channel0 = readWord(REG_DATA0LOW);
        channel1 = readWord(REG_DATA1LOW);
        boolean wasReset = (target.readRegister(REG_CONTROL) & POWER_UP) != POWER_UP
                || target.readRegister(REG_TIMING) != timing;
        return wasReset ? SensorStatus.POWER_ON_VALUE : SensorStatus.OK; // zeroes
    }

    private int readWord(int register) {
        target.readRegisters(register, word, 0, 2);
        return (word[1] & 0xFF) << 8 | word[0] & 0xFF;
    }
}
