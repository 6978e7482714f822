package dev.libellule.sensors.aht20;

import dev.libellule.device.node.Quantity;
import dev.libellule.device.node.Sensor;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.Delay;
import dev.libellule.sensors.bus.I2cTarget;
import dev.libellule.sensors.chip.Chip;

/**
 * Aosong AHT20 or AHT21, and their forerunner AHT10, over I2C. The caller owns the bus. One thread.
 *
 * <p>There is no identifier. The chip is believed when its status byte says, if need be after initialization, that it is calibrated and
 * idle; AHT20 and AHT21 also send a check sum with each measurement.
 *
 * @see "AHT20 product manuals, A1; AHT10 technical manual, V1.0"
 */
public final class Aht20 implements Sensor {
    private static final byte[] INITIALIZE = {(byte) 0xBE, 0x08, 0x00}; // AHT20, "Sensor Reading Process"
    private static final byte[] INITIALIZE_AHT10 = {(byte) 0xE1, 0x08, 0x00}; // AHT10
    private static final byte[] TRIGGER = {(byte) 0xAC, 0x33, 0x00};
    private static final byte[] SOFT_RESET = {(byte) 0xBA}; // "Soft Reset"

    private static final int STATUS_BUSY = 0x80; // "Send Command", table of the status bits
    private static final int STATUS_CALIBRATED = 0x08;
    private static final int RESET_MILLIS = 20;
    private static final int INITIALIZE_MILLIS = 10;
    private static final int MEASURE_MILLIS = 80;
    private static final int AGAIN_MILLIS = 20;
    private static final int LONGEST_MILLIS = 200;

    private static final Quantity[] QUANTITIES = {new Quantity("temperature", "°C", 2, -4000, 8500),
            new Quantity("humidity", "%", 2, 0, 10_000)};

    /** How an AHT20 or AHT21 describes itself. Faster than each two seconds it warms itself. */
    public static final Chip CHIP = Chip.onI2c("aht20", 0x38)
            .measures(2000, wiring -> new Aht20(wiring.i2c(), wiring.delay()), QUANTITIES);
    /** How an AHT10 describes itself. */
    public static final Chip AHT10 = Chip.onI2c("aht10", 0x38, 0x39)
            .measures(2000, wiring -> aht10(wiring.i2c(), wiring.delay()), QUANTITIES);

    private final I2cTarget target;
    private final Delay delay;
    private final byte[] initialize;
    private final byte[] answer;
    private boolean isOpen;

    private Aht20(I2cTarget target, Delay delay, byte[] initialize, int answerLength) {
        this.target = target;
        this.delay = delay;
        this.initialize = initialize;
        this.answer = new byte[answerLength];
    }

    /** A driver for an AHT20 or AHT21, always at address 0x38. Does not touch the bus yet. */
    public Aht20(I2cTarget target, Delay delay) {
        this(target, delay, INITIALIZE, 7);
    }

    /** A driver for an AHT10, at 0x38, or 0x39 with its strap. It has another initialization, and no check sum. */
    public static Aht20 aht10(I2cTarget target, Delay delay) {
        return new Aht20(target, delay, INITIALIZE_AHT10, 6);
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
        target.write(SOFT_RESET, 0, 1);
        if (!delay.millis(RESET_MILLIS)) {
            return SensorStatus.TIMEOUT;
        }
        if (isCalibrated()) {
            return SensorStatus.OK; // "Sensor Reading Process", 1: only one that is not has to be initialized; not all obey while they are
        }
        target.write(initialize, 0, initialize.length);
        if (!delay.millis(INITIALIZE_MILLIS)) {
            return SensorStatus.TIMEOUT;
        }
        return isCalibrated() ? SensorStatus.OK : SensorStatus.WRONG_CHIP;
    }

    private boolean isCalibrated() {
        target.read(answer, 0, 1);
        return (answer[0] & (STATUS_BUSY | STATUS_CALIBRATED)) == STATUS_CALIBRATED;
    }

    private int measure(int[] values) {
        target.write(TRIGGER, 0, TRIGGER.length);
        int waitMillis = MEASURE_MILLIS;
        for (int waited = 0; waited < LONGEST_MILLIS; waited += waitMillis) {
            if (!delay.millis(waitMillis)) {
                return SensorStatus.TIMEOUT;
            }
            target.read(answer, 0, answer.length);
            if ((answer[0] & STATUS_BUSY) == 0) {
                return convert(values);
            }
            waitMillis = AGAIN_MILLIS;
        }
        return SensorStatus.TIMEOUT;
    }

    private int convert(int[] values) {
        if (answer.length == 7 && crc8(answer, 6) != (answer[6] & 0xFF)) {
            return SensorStatus.CHECKSUM;
        }
        int rawHumidity = (answer[1] & 0xFF) << 12 | (answer[2] & 0xFF) << 4 | (answer[3] & 0xFF) >> 4;
        int rawTemperature = (answer[3] & 0x0F) << 16 | (answer[4] & 0xFF) << 8 | answer[5] & 0xFF;
        if ((answer[0] & STATUS_CALIBRATED) == 0 || rawHumidity == 0 && rawTemperature == 0) {
            return SensorStatus.POWER_ON_VALUE; // reset since it was opened: nothing measured, nothing calibrated
        }
        values[0] = temperatureCentiCelsius(rawTemperature);
        values[1] = humidityCentiPercent(rawHumidity);
        return values[0] < QUANTITIES[0].minimum() || values[0] > QUANTITIES[0].maximum()
                ? SensorStatus.OUT_OF_RANGE
                : SensorStatus.OK;
    }

    /** "Sensor Reading Process": polynomial 0x31, begins with 0xFF, over status and data. */
    static int crc8(byte[] bytes, int length) {
        int crc = 0xFF;
        for (int i = 0; i < length; i++) {
            crc ^= bytes[i] & 0xFF;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x80) != 0 ? crc << 1 ^ 0x131 : crc << 1;
            }
        }
        return crc;
    }

    /** "Temperature": raw / 2^20 * 200 - 50, in hundredths, rounded. */
    static int temperatureCentiCelsius(int raw) {
        return (int) (20_000L * raw + (1 << 19) >> 20) - 5000;
    }

    /** "Relative humidity": raw / 2^20 * 100, in hundredths, rounded. */
    static int humidityCentiPercent(int raw) {
        return (int) (10_000L * raw + (1 << 19) >> 20);
    }
}
