package dev.libellule.sensors.lm75;

import dev.libellule.device.node.Quantity;
import dev.libellule.device.node.Sensor;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.Delay;
import dev.libellule.sensors.bus.I2cTarget;
import dev.libellule.sensors.chip.Chip;

/**
 * LM75, LM75A or LM75B over I2C, which converts all the time. The caller owns the bus. One thread.
 *
 * <p>It has no identifier. It is believed when its hysteresis and shutdown limits, which this driver sets, read back as written. The latter
 * is read with each sample: on a dead line, and after a reset, it differs.
 *
 * @see "NXP LM75B, revision 6.1; each register cites its section"
 */
public final class Lm75 implements Sensor {
    private static final int REG_TEMP = 0; // 7.4.3
    private static final int REG_CONF = 1; // 7.4.2
    private static final int REG_THYST = 2; // 7.4.4
    private static final int REG_TOS = 3;

    private static final int CONF_NORMAL = 0x00; // not shut down, comparator, one fault
    /** 74.5 and 80.5 °C in the nine bits that all have: near the defaults, 75 and 80, so that a reset shows. */
    private static final int THYST = 0x4A80;
    private static final int TOS = 0x5080;
    private static final int NINE_BITS = 0xFF80; // the others are undefined on some
    private static final int FIRST_CONVERSION_MILLIS = 300; // NXP: 10 ms; TI: at most 300 ms

    private static final Quantity TEMPERATURE = new Quantity("temperature", "°C", 3, -55_000, 125_000);

    /** How it describes itself. */
    public static final Chip CHIP = Chip.onI2c("lm75", 0x48, 0x49, 0x4A, 0x4B, 0x4C, 0x4D, 0x4E, 0x4F)
            .recognisedBy(Lm75::looksRight)
            .measures(300, wiring -> new Lm75(wiring.i2c(), wiring.delay()), TEMPERATURE);

    private final I2cTarget target;
    private final Delay delay;
    private final byte[] word = new byte[2];
    private boolean isOpen;

    /** A driver for the chip at an address: 0x48 to 0x4F by A0 to A2, 7.3. Does not touch the bus yet. */
    public Lm75(I2cTarget target, Delay delay) {
        this.target = target;
        this.delay = delay;
    }

    @Override
    public int quantityCount() {
        return 1;
    }

    @Override
    public Quantity quantity(int index) {
        return TEMPERATURE;
    }

    @Override
    public int sample(int[] values) {
        int status;
        try {
            status = isOpen ? SensorStatus.OK : open();
            if (status == SensorStatus.OK) {
                status = measure(values);
            }
        } catch (BusException e) {
            status = SensorStatus.NOT_RESPONDING; // its owner counts and says so; the next sample asks anew
        }
        isOpen = status == SensorStatus.OK;
        return status;
    }

    private int open() {
        target.writeRegister(REG_CONF, CONF_NORMAL);
        write(REG_THYST, THYST);
        write(REG_TOS, TOS);
        if (target.readRegister(REG_CONF) != CONF_NORMAL || !isSet(REG_THYST, THYST) || !isSet(REG_TOS, TOS)) {
            return SensorStatus.WRONG_CHIP;
        }
        return delay.millis(FIRST_CONVERSION_MILLIS) ? SensorStatus.OK : SensorStatus.TIMEOUT;
    }

    private int measure(int[] values) {
        int raw = (short) read(REG_TEMP);
        if (target.readRegister(REG_CONF) != CONF_NORMAL || !isSet(REG_TOS, TOS)) {
            return SensorStatus.POWER_ON_VALUE;
        }
        values[0] = temperatureMilliCelsius(raw);
        return values[0] < TEMPERATURE.minimum() || values[0] > TEMPERATURE.maximum()
                ? SensorStatus.OUT_OF_RANGE
                : SensorStatus.OK;
    }

    /** Whether the bits that do not exist are zeroes, and the limits are in order. */
    private static boolean looksRight(I2cTarget target) {
        byte[] limits = new byte[4];
        target.readRegisters(REG_THYST, limits, 0, 2);
        target.readRegisters(REG_TOS, limits, 2, 2);
        boolean hasNineBits = (limits[1] & 0x7F) == 0 && (limits[3] & 0x7F) == 0;
        return hasNineBits && limits[0] < limits[2] && (target.readRegister(REG_CONF) & 0xE0) == 0;
    }

    private boolean isSet(int register, int value) {
        return (read(register) & NINE_BITS) == value;
    }

    private int read(int register) {
        target.readRegisters(register, word, 0, 2);
        return (word[0] & 0xFF) << 8 | word[1] & 0xFF;
    }

    private void write(int register, int value) {
        word[0] = (byte) (value >> 8);
        word[1] = (byte) value;
        target.writeRegisters(register, word, 0, 2);
    }

    /** 7.4.3, table 10: the high 11 bits (9 on the first LM75) are eighths of a degree in two's complement. */
    static int temperatureMilliCelsius(int raw) {
        return (raw >> 5) * 125;
    }
}
