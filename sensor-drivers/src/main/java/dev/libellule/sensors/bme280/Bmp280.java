package dev.libellule.sensors.bme280;

import dev.libellule.device.node.Quantity;
import dev.libellule.device.node.Sensor;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.Delay;
import dev.libellule.sensors.bus.I2cTarget;
import dev.libellule.sensors.chip.Chip;

/**
 * Bosch BMP280 over I2C in forced mode: a {@link Bme280} without humidity. The caller owns the bus. One thread.
 *
 * @see "Datasheet BST-BMP280-DS001, revision 1.23; each register below cites its section"
 */
public final class Bmp280 implements Sensor {
    /** What the chip id register reads: samples 0x56 and 0x57, mass production 0x58. */
    private static final int FIRST_CHIP_ID = 0x56;
    private static final int LAST_CHIP_ID = 0x58;

    private static final int REG_ID = 0xD0; // 4.3.1
    private static final int REG_STATUS = 0xF3; // 4.3.3
    private static final int REG_CTRL_MEAS = 0xF4; // 4.3.4
    private static final int REG_PRESS_MSB = 0xF7; // "press"; one burst to 0xFC keeps a sample coherent, 3.10

    private static final int OSRS_T_X1_P_X4_FORCED = 0x2D; // osrs_t 001, osrs_p 011, mode 01
    private static final int STATUS_IM_UPDATE = 0x01; // it copies its parameters, after power-on and before a conversion
    private static final int STATUS_BUSY = 0x08 | STATUS_IM_UPDATE; // or measures
    private static final int BURST = 6;
    private static final int SKIPPED = 0x80000; // 4.3.4: the value of a measurement that was not made
    private static final int CONVERSION_MILLIS = 14; // 3.8.1: standard resolution, at most 13.3 ms
    private static final int LONGEST_MILLIS = 100;

    private static final Quantity[] QUANTITIES = {new Quantity("temperature", "°C", 2, -4000, 8500),
            new Quantity("pressure", "hPa", 2, 30_000, 110_000)};

    /** How it describes itself. */
    public static final Chip CHIP = Chip.onI2c("bmp280", 0x76, 0x77).recognisedBy(Bmp280::hasChipId)
            .measures(100, wiring -> new Bmp280(wiring.i2c(), wiring.delay()), QUANTITIES);

    private final I2cTarget target;
    private final Delay delay;
    private final byte[] burst = new byte[BURST];
    private Bme280Compensation compensation;

    /** A driver for the chip at an address, 0x76 or 0x77 by the SDO strap. Does not touch the bus yet. */
    public Bmp280(I2cTarget target, Delay delay) {
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
                status = convert();
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
        if (!hasChipId(target)) {
            return SensorStatus.WRONG_CHIP;
        }
        if ((target.readRegister(REG_STATUS) & STATUS_IM_UPDATE) != 0) {
            return SensorStatus.TIMEOUT; // plugged in just now: they are not there yet
        }
        compensation = Bme280Compensation.readWithoutHumidity(target);
        return SensorStatus.OK;
    }

    private static boolean hasChipId(I2cTarget target) {
        int id = target.readRegister(REG_ID);
        return id >= FIRST_CHIP_ID && id <= LAST_CHIP_ID;
    }

    private int convert() {
        target.writeRegister(REG_CTRL_MEAS, OSRS_T_X1_P_X4_FORCED);
        for (int waited = 0; waited < LONGEST_MILLIS; waited += CONVERSION_MILLIS) {
            if (!delay.millis(CONVERSION_MILLIS)) {
                return SensorStatus.TIMEOUT;
            }
            if ((target.readRegister(REG_STATUS) & STATUS_BUSY) == 0) {
                target.readRegisters(REG_PRESS_MSB, burst, 0, BURST);
                return SensorStatus.OK;
            }
        }
        return SensorStatus.TIMEOUT;
    }

    private int compensate(int[] values) {
        int adcP = (burst[0] & 0xFF) << 12 | (burst[1] & 0xFF) << 4 | (burst[2] & 0xFF) >> 4;
        int adcT = (burst[3] & 0xFF) << 12 | (burst[4] & 0xFF) << 4 | (burst[5] & 0xFF) >> 4;
        if (adcT == SKIPPED || adcP == SKIPPED) {
            return SensorStatus.POWER_ON_VALUE; // the chip was reset between the two transfers
        }
        values[0] = compensation.temperatureCentiCelsius(adcT);
        values[1] = compensation.pressurePascals(adcP); // Pa are hundredths of hPa
        boolean inRange = values[0] >= QUANTITIES[0].minimum() && values[0] <= QUANTITIES[0].maximum()
                && values[1] >= QUANTITIES[1].minimum() && values[1] <= QUANTITIES[1].maximum();
        return inRange ? SensorStatus.OK : SensorStatus.OUT_OF_RANGE;
    }
}
