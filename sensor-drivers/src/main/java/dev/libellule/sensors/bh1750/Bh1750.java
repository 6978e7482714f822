package dev.libellule.sensors.bh1750;

import dev.libellule.device.node.Quantity;
import dev.libellule.device.node.Sensor;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.Delay;
import dev.libellule.sensors.bus.I2cTarget;
import dev.libellule.sensors.chip.Chip;

/**
 * ROHM BH1750FVI over I2C: one conversion a sample in H-resolution mode, powered down in between. The caller owns the bus. One
 * thread.
 *
 * <p>The chip has opcodes and no registers, and no identifier: it is believed to be there if its data register can be cleared.
 * Light that is too bright is measured again with the shortest measurement time, so that the sun is within the range. A zero is
 * believed when a second conversion gives it too, because a chip that was reset meanwhile says zero as well.
 *
 * @see "Technical note BH1750FVI, 2009.04, revision B; what is below is cited by its heading"
 */
public final class Bh1750 implements Sensor {
    static final int POWER_ON = 0x01; // "Instruction Set Architecture"
    static final int RESET = 0x07; // clears the data register, not accepted in power down
    static final int ONE_TIME_H_RESOLUTION = 0x20; // powers down after the conversion
    static final int CHANGE_MEASUREMENT_TIME_HIGH = 0x40; // 01000_MT[7,6,5]
    static final int CHANGE_MEASUREMENT_TIME_LOW = 0x60; // 011_MT[4,3,2,1,0]

    static final int MEASUREMENT_TIME = 69; // "Measurement result adjustment function": the default of MTreg
    static final int SHORTEST_MEASUREMENT_TIME = 31;
    static final int SATURATED = 0xFFFF;

    private static final int LONGEST_MILLIS = 180; // "Electrical Characteristics", H-resolution mode, at the default measurement time
    private static final Quantity LIGHT = new Quantity("light", "lx", 1, 0,
            deciLux(SATURATED - 1, SHORTEST_MEASUREMENT_TIME));

    /** How it describes itself. */
    public static final Chip CHIP = Chip.onI2c("bh1750", 0x23, 0x5C)
            .measures(1000, wiring -> new Bh1750(wiring.i2c(), wiring.delay()), LIGHT);

    private final I2cTarget target;
    private final Delay delay;
    private final byte[] data = new byte[2];
    private boolean isFound;
    private int measurementTime;
    private int raw;

    /** A driver for the chip at an address: 0x23, or 0x5C with ADDR high, "Slave Address". Does not touch the bus yet. */
    public Bh1750(I2cTarget target, Delay delay) {
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
        try {
            int status = isFound ? SensorStatus.OK : open();
            if (status == SensorStatus.OK) {
                status = measure();
            }
            isFound = status == SensorStatus.OK || status == SensorStatus.OUT_OF_RANGE;
            if (status == SensorStatus.OK) {
                values[0] = deciLux(raw, measurementTime);
            }
            return status;
        } catch (BusException e) {
            isFound = false;
            return SensorStatus.NOT_RESPONDING; // its owner counts and says so; the next sample asks anew
        }
    }

    private int open() {
        command(POWER_ON);
        command(RESET);
        if (readData() != 0) {
            return SensorStatus.WRONG_CHIP;
        }
        measurementTime = 0; // unknown, so it is set
        return SensorStatus.OK;
    }

    private int measure() {
        if (!convert(MEASUREMENT_TIME) || raw == 0 && !convert(MEASUREMENT_TIME)
                || raw == SATURATED && !convert(SHORTEST_MEASUREMENT_TIME)) {
            return SensorStatus.TIMEOUT;
        }
        return raw == SATURATED ? SensorStatus.OUT_OF_RANGE : SensorStatus.OK;
    }

    /** Makes one conversion into {@link #raw}; false when the thread is to end. */
    private boolean convert(int time) {
        if (measurementTime != time) {
            command(CHANGE_MEASUREMENT_TIME_HIGH | time >> 5);
            command(CHANGE_MEASUREMENT_TIME_LOW | time & 0x1F);
            measurementTime = time;
        }
        command(ONE_TIME_H_RESOLUTION);
        if (!delay.millis(LONGEST_MILLIS)) {
            return false;
        }
        raw = readData();
        return true;
    }

    private void command(int opcode) {
        data[0] = (byte) opcode;
        target.write(data, 0, 1);
    }

    private int readData() {
        target.read(data, 0, 2);
        return (data[0] & 0xFF) << 8 | data[1] & 0xFF;
    }

    /**
     * Tenths of a lux: raw / 1.2 x 69 / MTreg, which is raw x 575 / MTreg in tenths. Rounded.
     *
     * @param raw 0 to 65535
     * @param measurementTime MTreg, 31 to 254
     */
    static int deciLux(int raw, int measurementTime) {
        return (raw * 575 + measurementTime / 2) / measurementTime;
    }
}
