package dev.libellule.sensors.bmp180;

import dev.libellule.device.node.Quantity;
import dev.libellule.device.node.Sensor;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.Delay;
import dev.libellule.sensors.bus.I2cTarget;
import dev.libellule.sensors.chip.Chip;

/**
 * Bosch BMP180 over I2C, with the highest resolution. The caller owns the bus. One thread.
 *
 * @see "Datasheet BST-BMP180-DS000; each register below cites its section"
 */
public final class Bmp180 implements Sensor {
    private static final int CHIP_ID = 0x55; // "Global memory map"

    private static final int REG_ID = 0xD0;
    private static final int REG_CTRL_MEAS = 0xF4;
    private static final int REG_OUT_MSB = 0xF6; // to 0xF8

    private static final int READ_TEMPERATURE = 0x2E; // "Control registers values for different internal oversampling_setting"
    private static final int READ_PRESSURE = 0x34; // oversampling goes to bits 7:6
    private static final int OVERSAMPLING = 3; // ultra high resolution
    private static final int START_OF_CONVERSION = 0x20; // stays 1 while it converts
    private static final int TEMPERATURE_MILLIS = 5; // the same table: at most 4.5 ms
    private static final int PRESSURE_MILLIS = 26; // at most 25.5 ms

    private static final Quantity[] QUANTITIES = {new Quantity("temperature", "°C", 1, -400, 850),
            new Quantity("pressure", "hPa", 2, 30_000, 110_000)};

    /** How it describes itself. */
    public static final Chip CHIP = Chip.onI2c("bmp180", 0x77)
            .recognisedBy(target -> target.readRegister(REG_ID) == CHIP_ID)
            .measures(100, wiring -> new Bmp180(wiring.i2c(), wiring.delay()), QUANTITIES);

    private final I2cTarget target;
    private final Delay delay;
    private final byte[] out = new byte[3];
    private Bmp180Compensation compensation;
    private int rawTemperature;
    private int rawPressure;

    /** A driver for the chip, always at address 0x77. Does not touch the bus yet. */
    public Bmp180(I2cTarget target, Delay delay) {
        this.target = target;
        this.delay = delay;
    }

    @Override
    public int quantityCount() {
        return QUANTITIES.length;
    }

    @Override
    public Quantity quantity(int index) {
        return QUANTITIES[index];
    }

    @Override
    public int sample(int[] values) {
        int status;
        try {
            status = compensation == null ? open() : SensorStatus.OK;
            if (status == SensorStatus.OK) {
                status = measure();
            }
            if (status == SensorStatus.OK) {
                status = compensate(values);
            }
        } catch (BusException e) {
            status = SensorStatus.NOT_RESPONDING; // its owner counts and says so; the next sample asks anew
        }
        if (status != SensorStatus.OK) {
            compensation = null;
        }
        return status;
    }

    private int open() {
        if (target.readRegister(REG_ID) != CHIP_ID) {
            return SensorStatus.WRONG_CHIP;
        }
        compensation = Bmp180Compensation.read(target);
        return compensation == null ? SensorStatus.CHECKSUM : SensorStatus.OK;
    }

    private int measure() {
        int status = convert(READ_TEMPERATURE, TEMPERATURE_MILLIS, 2);
        rawTemperature = (out[0] & 0xFF) << 8 | out[1] & 0xFF;
        if (status == SensorStatus.OK) {
            status = convert(READ_PRESSURE | OVERSAMPLING << 6, PRESSURE_MILLIS, 3);
            rawPressure = ((out[0] & 0xFF) << 16 | (out[1] & 0xFF) << 8 | out[2] & 0xFF) >> 8 - OVERSAMPLING;
        }
        return status;
    }

    private int convert(int command, int waitMillis, int length) {
        target.writeRegister(REG_CTRL_MEAS, command);
        if (!delay.millis(waitMillis)) {
            return SensorStatus.TIMEOUT;
        }
        int control = target.readRegister(REG_CTRL_MEAS);
        if ((control & START_OF_CONVERSION) != 0) {
            return SensorStatus.TIMEOUT;
        }
        if (control != (command & ~START_OF_CONVERSION)) {
            return SensorStatus.POWER_ON_VALUE; // reset meanwhile: the register has forgotten what was asked for
        }
        target.readRegisters(REG_OUT_MSB, out, 0, length);
        return SensorStatus.OK;
    }

    private int compensate(int[] values) {
        values[0] = compensation.temperatureDeciCelsius(rawTemperature);
        values[1] = compensation.pressurePascals(rawPressure, OVERSAMPLING); // Pa are hundredths of hPa
        boolean inRange = values[0] >= QUANTITIES[0].minimum() && values[0] <= QUANTITIES[0].maximum()
                && values[1] >= QUANTITIES[1].minimum() && values[1] <= QUANTITIES[1].maximum();
        return inRange ? SensorStatus.OK : SensorStatus.OUT_OF_RANGE;
    }
}
