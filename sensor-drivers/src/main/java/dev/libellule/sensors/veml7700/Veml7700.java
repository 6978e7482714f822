package dev.libellule.sensors.veml7700;

import dev.libellule.device.node.Quantity;
import dev.libellule.device.node.Sensor;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.Delay;
import dev.libellule.sensors.bus.I2cTarget;
import dev.libellule.sensors.chip.Chip;

/**
 * Vishay VEML7700 over I2C: woken for one to three integrations a sample. The caller owns the bus. One thread.
 *
 * <p>As the application note has it, a sample begins with the lowest gain; few counts are measured again with the highest one, and
 * then with the longest time, many with the shortest time. The identifier is checked at the first sample and after each failure;
 * the configuration is read back after each integration, for a chip that was reset meanwhile is shut down.
 *
 * @see "Datasheet 84286, revision 1.7 or later; each register below by its name there; application note 84323"
 */
public final class Veml7700 implements Sensor {
    static final int REG_ALS_CONF = 0x00; // "Configuration Register #0"; all registers have sixteen bits, the low byte first
    static final int REG_ALS = 0x04;
    static final int REG_WHITE = 0x05;
    static final int REG_ID = 0x07;
    static final int DEVICE_ID = 0x81; // the low byte; the high one tells the address

    static final int GAIN_SHIFT = 11; // "Configuration Register #0", and so on
    static final int GAIN_2 = 1;
    static final int GAIN_EIGHTH = 2;
    static final int INTEGRATION_SHIFT = 6;
    static final int INTEGRATION_25_MILLIS = 0b1100;
    static final int INTEGRATION_100_MILLIS = 0b0000;
    static final int INTEGRATION_800_MILLIS = 0b0011;
    static final int SHUT_DOWN = 0x0001;

    static final int FEW = 100; // application note, flow chart
    static final int MANY = 10_000;
    static final int SATURATED = 0xFFFF;

    private static final int WAKE_UP_MILLIS = 3; // 2.5 ms or more
    private static final Quantity LIGHT = new Quantity("light", "lx", 3, 0, 140_000_000); // the first page

    /** How it describes itself. */
    public static final Chip CHIP = Chip.onI2c("veml7700", 0x10)
            .recognisedBy(target -> target.readRegister(REG_ID) == DEVICE_ID)
            .measures(1500, wiring -> new Veml7700(wiring.i2c(), wiring.delay()), LIGHT);

    private final I2cTarget target;
    private final Delay delay;
    private final byte[] word = new byte[2];
    private boolean isFound;
    private int counts;

    /** A driver for the chip at its only address, 0x10. Does not touch the bus yet. */
    public Veml7700(I2cTarget target, Delay delay) {
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
                write(SHUT_DOWN);
            }
        } catch (BusException e) {
            status = SensorStatus.NOT_RESPONDING; // its owner counts and says so; the next sample asks anew
        }
        isFound = status == SensorStatus.OK || status == SensorStatus.OUT_OF_RANGE;
        return status;
    }

    private int open() {
        return (read(REG_ID) & 0xFF) == DEVICE_ID ? SensorStatus.OK : SensorStatus.WRONG_CHIP;
    }

    private int measure(int[] values) {
        int gain = GAIN_EIGHTH;
        int millis = 100;
        int status = integrate(gain, INTEGRATION_100_MILLIS, millis);
        if (status == SensorStatus.OK && counts > MANY) {
            millis = 25;
            status = integrate(gain, INTEGRATION_25_MILLIS, millis);
        } else if (status == SensorStatus.OK && counts <= FEW) {
            gain = GAIN_2;
            status = integrate(gain, INTEGRATION_100_MILLIS, millis);
            if (status == SensorStatus.OK && counts <= FEW) {
                millis = 800;
                status = integrate(gain, INTEGRATION_800_MILLIS, millis);
            }
        }
        if (status != SensorStatus.OK) {
            return status;
        }
        values[0] = Veml7700Lux.milliLux(counts, gain, millis);
        return counts == SATURATED || values[0] > LIGHT.maximum() ? SensorStatus.OUT_OF_RANGE : SensorStatus.OK;
    }

    private int integrate(int gain, int integration, int millis) {
        int configuration = gain << GAIN_SHIFT | integration << INTEGRATION_SHIFT;
        write(configuration | SHUT_DOWN); // application note: gain and time are changed while shut down
        write(configuration);
        if (!delay.millis(WAKE_UP_MILLIS + millis + millis / 10)) { // the clock of the chip may be slow by 10 %
            return SensorStatus.TIMEOUT;
        }
        counts = read(REG_ALS);
        return read(REG_ALS_CONF) == configuration ? SensorStatus.OK : SensorStatus.POWER_ON_VALUE;
    }

    private int read(int register) {
        target.readRegisters(register, word, 0, 2);
        return (word[1] & 0xFF) << 8 | word[0] & 0xFF;
    }

    private void write(int configuration) {
        word[0] = (byte) configuration;
        word[1] = (byte) (configuration >> 8);
        target.writeRegisters(REG_ALS_CONF, word, 0, 2);
    }
}
