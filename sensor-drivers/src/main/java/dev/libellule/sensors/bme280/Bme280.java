package dev.libellule.sensors.bme280;

import dev.libellule.device.node.Quantity;
import dev.libellule.device.node.Sensor;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.Delay;
import dev.libellule.sensors.bus.I2cTarget;
import dev.libellule.sensors.chip.Chip;

/**
 * Bosch BME280 over I2C in forced mode: one conversion a sample, asleep in between. The caller owns the bus. One thread.
 *
 * <p>The chip is looked for at the first sample and again after each failure, so that one that is plugged in later is found.
 *
 * @see "Datasheet BST-BME280-DS002, revision 1.6; each register below cites its section"
 */
public final class Bme280 implements Sensor {
    /** What {@link #REG_ID} reads. */
    public static final int CHIP_ID = 0x60;

    static final int REG_ID = 0xD0; // 5.4.1
    static final int REG_CTRL_HUM = 0xF2; // 5.4.3; takes effect with the next write to ctrl_meas
    static final int REG_STATUS = 0xF3; // 5.4.4
    static final int REG_CTRL_MEAS = 0xF4; // 5.4.5
    static final int REG_PRESS_MSB = 0xF7; // 5.4.7; one burst to 0xFE keeps a sample coherent, 4.1

    static final int OSRS_H_X1 = 0x01;
    static final int OSRS_T_X1_P_X1_FORCED = 0x25; // osrs_t 001, osrs_p 001, mode 01
    static final int STATUS_MEASURING = 0x08;
    static final int STATUS_IM_UPDATE = 0x01; // it copies its trimming parameters, after power-on and before a conversion

    private static final int BURST = 8;
    private static final int SKIPPED_20_BITS = 0x80000; // 5.4.5: the value of a measurement that was not made
    private static final int SKIPPED_16_BITS = 0x8000; // 5.4.3
    /** Longest conversion with oversampling 1 of all three, 9.1: 1.25 + 2.3 + 2.3 + 0.575 + 2.3 + 0.575 ms, and slack. */
    private static final int CONVERSION_MILLIS = 10;
    private static final int LONGEST_MILLIS = 100;

    private static final Quantity[] QUANTITIES = {new Quantity("temperature", "°C", 2, -4000, 8500),
            new Quantity("humidity", "%", 2, 0, 10_000), new Quantity("pressure", "hPa", 2, 30_000, 110_000)};

    /** How it describes itself. */
    public static final Chip CHIP = Chip.onI2c("bme280", 0x76, 0x77)
            .recognisedBy(target -> target.readRegister(REG_ID) == CHIP_ID)
            .measures(100, wiring -> new Bme280(wiring.i2c(), wiring.delay()), QUANTITIES);

    private final I2cTarget target;
    private final Delay delay;
    private final byte[] burst = new byte[BURST];
    private Bme280Compensation compensation;

    /** A driver for the chip at an address, 0x76 or 0x77 by the SDO strap. Does not touch the bus yet. */
    public Bme280(I2cTarget target) {
        this(target, Delay.REAL);
    }

    /** The same, with another way to wait for a conversion. */
    public Bme280(I2cTarget target, Delay delay) {
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
        try {
            int status = compensation == null ? open() : SensorStatus.OK;
            if (status == SensorStatus.OK) {
                status = convert();
            }
            return status == SensorStatus.OK ? compensate(values) : lost(status);
        } catch (BusException e) {
            return lost(SensorStatus.NOT_RESPONDING); // its owner counts and says so; the next sample asks anew
        }
    }

    private int lost(int status) {
        compensation = null;
        return status;
    }

    private int open() {
        if (target.readRegister(REG_ID) != CHIP_ID) {
            return SensorStatus.WRONG_CHIP;
        }
        if ((target.readRegister(REG_STATUS) & STATUS_IM_UPDATE) != 0) {
            return SensorStatus.TIMEOUT; // plugged in just now: they are not there yet
        }
        compensation = Bme280Compensation.read(target);
        return SensorStatus.OK;
    }

    private int convert() {
        target.writeRegister(REG_CTRL_HUM, OSRS_H_X1);
        target.writeRegister(REG_CTRL_MEAS, OSRS_T_X1_P_X1_FORCED);
        for (int waited = 0; waited < LONGEST_MILLIS; waited += CONVERSION_MILLIS) {
            if (!delay.millis(CONVERSION_MILLIS)) {
                return SensorStatus.TIMEOUT;
            }
            if ((target.readRegister(REG_STATUS) & STATUS_MEASURING) == 0) {
                target.readRegisters(REG_PRESS_MSB, burst, 0, BURST);
                return SensorStatus.OK;
            }
        }
        return SensorStatus.TIMEOUT;
    }

    private int compensate(int[] values) {
        int adcP = (burst[0] & 0xFF) << 12 | (burst[1] & 0xFF) << 4 | (burst[2] & 0xFF) >> 4;
        int adcT = (burst[3] & 0xFF) << 12 | (burst[4] & 0xFF) << 4 | (burst[5] & 0xFF) >> 4;
        int adcH = (burst[6] & 0xFF) << 8 | burst[7] & 0xFF;
        if (adcT == SKIPPED_20_BITS || adcP == SKIPPED_20_BITS || adcH == SKIPPED_16_BITS) {
            return SensorStatus.POWER_ON_VALUE; // the chip was reset between the two transfers
        }
        values[0] = compensation.temperatureCentiCelsius(adcT);
        values[1] = compensation.humidityMilliPercent(adcH) / 10;
        values[2] = compensation.pressurePascals(adcP); // Pa are hundredths of hPa
        for (int i = 0; i < values.length; i++) {
            if (values[i] < QUANTITIES[i].minimum() || values[i] > QUANTITIES[i].maximum()) {
                return SensorStatus.OUT_OF_RANGE;
            }
        }
        return SensorStatus.OK;
    }
}
