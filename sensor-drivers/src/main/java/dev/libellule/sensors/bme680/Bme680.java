package dev.libellule.sensors.bme680;

import dev.libellule.device.node.Quantity;
import dev.libellule.device.node.Sensor;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.Delay;
import dev.libellule.sensors.bus.I2cTarget;
import dev.libellule.sensors.chip.Chip;

/**
 * Bosch BME680 or BME688 over I2C in forced mode: one conversion a sample, with the gas sensor at 320 °C for 148 ms. The caller owns
 * the bus. One thread.
 *
 * <p>Gas resistance falls as the air gets worse. It says little by itself: it drifts for hours after the start, and differs from chip to
 * chip; what tells is its change. Bosch's index of air quality comes from a closed library and is not here.
 *
 * @see "Datasheet BST-BME680-DS001-00, revision 1.0; each register cites its section"
 */
public final class Bme680 implements Sensor {
    private static final int CHIP_ID = 0x61; // "Chip ID"
    private static final int VARIANT_BME688 = 0x01;

    private static final int REG_STATUS = 0x1D; // 5.3.5: meas_status_0; then pressure, temperature, humidity, gas to 0x2D
    private static final int REG_RES_HEAT_0 = 0x5A; // 5.3.3.2
    private static final int REG_GAS_WAIT_0 = 0x64; // 5.3.3, "Gas control registers"
    private static final int REG_CTRL_GAS_1 = 0x71; // "Gas control registers"
    private static final int REG_CTRL_HUM = 0x72; // "Humidity control register"
    private static final int REG_CTRL_MEAS = 0x74; // "Temperature and pressure control register"
    private static final int REG_ID = 0xD0;
    private static final int REG_RESET = 0xE0;
    private static final int REG_VARIANT = 0xF0; // BME688

    private static final int RESET = 0xB6;
    private static final int OSRS_H_X1 = 0x01;
    private static final int OSRS_T_X2_P_X4_FORCED = 0x4D; // osrs_t 010, osrs_p 011, mode 01
    private static final int RUN_GAS = 0x10; // heater profile 0
    private static final int RUN_GAS_BME688 = 0x20;
    private static final int GAS_WAIT_148_MILLIS = 0x65; // 37 ms times 4
    private static final int HEATER_CELSIUS = 320;
    private static final int AMBIENT_CELSIUS = 25; // until the first measurement

    private static final int STATUS_NEW_DATA = 0x80;
    private static final int GAS_VALID_AND_STABLE = 0x30;
    private static final int SKIPPED_20_BITS = 0x80000; // the value of a measurement that was not made
    private static final int SKIPPED_16_BITS = 0x8000;
    private static final int BURST = 17;

    private static final int RESET_MILLIS = 10;
    /** Bosch's driver: 7 measurements of 1.963 ms, 9 switches of 0.477 ms, the heater, and slack. */
    private static final int CONVERSION_MILLIS = 170;
    private static final int AGAIN_MILLIS = 10;
    private static final int LONGEST_MILLIS = 300;

    private static final Quantity[] QUANTITIES = {new Quantity("temperature", "°C", 2, -4000, 8500),
            new Quantity("humidity", "%", 2, 0, 10_000), new Quantity("pressure", "hPa", 2, 30_000, 110_000),
            new Quantity("gas", "Ω", 0, 100, 110_000_000)};

    /** How it describes itself. Bosch's shortest interval for the gas sensor; the heater takes 12 mA while it is on. */
    public static final Chip CHIP = Chip.onI2c("bme680", 0x76, 0x77)
            .recognisedBy(target -> target.readRegister(REG_ID) == CHIP_ID)
            .measures(3000, wiring -> new Bme680(wiring.i2c(), wiring.delay()), QUANTITIES);

    private final I2cTarget target;
    private final Delay delay;
    private final byte[] burst = new byte[BURST];
    private Bme680Compensation compensation;
    private boolean isBme688;
    private int ambientCelsius;

    /** A driver for the chip at an address, 0x76 or 0x77 by the SDO strap. Does not touch the bus yet. */
    public Bme680(I2cTarget target, Delay delay) {
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
        if (target.readRegister(REG_ID) != CHIP_ID) {
            return SensorStatus.WRONG_CHIP;
        }
        target.writeRegister(REG_RESET, RESET);
        if (!delay.millis(RESET_MILLIS)) {
            return SensorStatus.TIMEOUT;
        }
        isBme688 = target.readRegister(REG_VARIANT) == VARIANT_BME688;
        compensation = Bme680Compensation.read(target);
        ambientCelsius = AMBIENT_CELSIUS;
        return SensorStatus.OK;
    }

    private int convert() {
        target.writeRegister(REG_CTRL_HUM, OSRS_H_X1);
        target.writeRegister(REG_RES_HEAT_0, compensation.heaterRegister(HEATER_CELSIUS, ambientCelsius));
        target.writeRegister(REG_GAS_WAIT_0, GAS_WAIT_148_MILLIS);
        target.writeRegister(REG_CTRL_GAS_1, isBme688 ? RUN_GAS_BME688 : RUN_GAS);
        target.writeRegister(REG_CTRL_MEAS, OSRS_T_X2_P_X4_FORCED);
        int waitMillis = CONVERSION_MILLIS;
        for (int waited = 0; waited < LONGEST_MILLIS; waited += waitMillis) {
            if (!delay.millis(waitMillis)) {
                return SensorStatus.TIMEOUT;
            }
            target.readRegisters(REG_STATUS, burst, 0, BURST);
            if ((burst[0] & STATUS_NEW_DATA) != 0) {
                return SensorStatus.OK;
            }
            waitMillis = AGAIN_MILLIS;
        }
        return SensorStatus.TIMEOUT;
    }

    private int compensate(int[] values) {
        int adcP = (burst[2] & 0xFF) << 12 | (burst[3] & 0xFF) << 4 | (burst[4] & 0xFF) >> 4;
        int adcT = (burst[5] & 0xFF) << 12 | (burst[6] & 0xFF) << 4 | (burst[7] & 0xFF) >> 4;
        int adcH = (burst[8] & 0xFF) << 8 | burst[9] & 0xFF;
        int at = isBme688 ? 15 : 13; // gas_r_msb: 0x2C, on a BME680 0x2A
        int adcGas = (burst[at] & 0xFF) << 2 | (burst[at + 1] & 0xFF) >> 6;
        int gasRange = burst[at + 1] & 0x0F;
        if (adcT == SKIPPED_20_BITS || adcP == SKIPPED_20_BITS || adcH == SKIPPED_16_BITS) {
            return SensorStatus.POWER_ON_VALUE;
        }
        if ((burst[at + 1] & GAS_VALID_AND_STABLE) != GAS_VALID_AND_STABLE) {
            return SensorStatus.TIMEOUT; // 5.3.5.5, 5.3.5.6: the heater has not come to its temperature
        }
        values[0] = compensation.temperatureCentiCelsius(adcT);
        values[1] = compensation.humidityMilliPercent(adcH) / 10;
        values[2] = compensation.pressurePascals(adcP); // Pa are hundredths of hPa
        values[3] = isBme688
                ? Bme680Compensation.gasOhmsBme688(adcGas, gasRange)
                : compensation.gasOhms(adcGas, gasRange);
        for (int i = 0; i < values.length; i++) {
            if (values[i] < QUANTITIES[i].minimum() || values[i] > QUANTITIES[i].maximum()) {
                return SensorStatus.OUT_OF_RANGE;
            }
        }
        ambientCelsius = values[0] / 100;
        return SensorStatus.OK;
    }
}
