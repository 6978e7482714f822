package dev.libellule.sensors.htu21d;

import dev.libellule.device.node.Quantity;
import dev.libellule.device.node.Sensor;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.Delay;
import dev.libellule.sensors.bus.I2cTarget;
import dev.libellule.sensors.chip.Chip;

/**
 * TE HTU21D or Silicon Labs Si7020, Si7021 over I2C, which share address, commands and formulas. The caller owns the bus. One thread.
 *
 * <p>The kinds differ in their identifiers, and copies have others again; so the chip is believed by its user register after a reset and
 * by the check sum of its serial number. Measurements are made in "no hold" mode: the bus stays free, and the chip does not acknowledge a
 * read before it is done.
 *
 * @see "Datasheets HTU21D(F), HPC199_3, and Si7021-A20, revision 1.1"
 */
public final class Htu21d implements Sensor {
    private static final byte[] SOFT_RESET = {(byte) 0xFE}; // HTU21D, page 12
    private static final byte[] READ_ID = {(byte) 0xFC, (byte) 0xC9}; // Si7021, "Electronic Serial Number": second access
    private static final int REG_USER = 0xE7; // HTU21D, page 12: read user register
    private static final byte[] MEASURE_TEMPERATURE = {(byte) 0xF3}; // HTU21D, page 11: no hold
    private static final byte[] MEASURE_HUMIDITY = {(byte) 0xF5};

    private static final int USER_FIXED = 0x83; // resolution, which reset has set to 0, and bit 1, which is 1 on all of the family
    private static final int USER_AFTER_RESET = 0x02;
    private static final int RESULT_IS_HUMIDITY = 0x02; // bit 1 of the last data byte: which of the two was measured
    private static final int RESET_MILLIS = 15; // HTU21D: less than 15 ms; Si7021, table 2: at most 15 ms
    private static final int TEMPERATURE_MILLIS = 51; // HTU21D, 14 bits: at most 50 ms
    private static final int HUMIDITY_MILLIS = 24; // HTU21D, 12 bits: 16 ms; Si7021: 12 + 10.8 ms, it measures both

    private static final Quantity[] QUANTITIES = {new Quantity("temperature", "°C", 2, -4000, 12_500),
            new Quantity("humidity", "%", 2, 0, 10_000)};

    /** How it describes itself. */
    public static final Chip CHIP = Chip.onI2c("htu21d", 0x40).recognisedBy(Htu21d::hasUserRegister)
            .measures(1000, wiring -> new Htu21d(wiring.i2c(), wiring.delay()), QUANTITIES);

    private final I2cTarget target;
    private final Delay delay;
    private final byte[] answer = new byte[3];
    private boolean isOpen;

    /** A driver for the chip, always at address 0x40. Does not touch the bus yet. */
    public Htu21d(I2cTarget target, Delay delay) {
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
            status = isOpen ? SensorStatus.OK : open();
            if (status == SensorStatus.OK) {
                status = measure(MEASURE_TEMPERATURE, TEMPERATURE_MILLIS, 0);
                values[0] = temperatureCentiCelsius(raw());
            }
            if (status == SensorStatus.OK) {
                status = measure(MEASURE_HUMIDITY, HUMIDITY_MILLIS, RESULT_IS_HUMIDITY);
                values[1] = humidityCentiPercent(raw());
            }
            if (status == SensorStatus.OK
                    && (values[0] < QUANTITIES[0].minimum() || values[0] > QUANTITIES[0].maximum())) {
                status = SensorStatus.OUT_OF_RANGE;
            }
        } catch (BusException e) {
            status = SensorStatus.NOT_RESPONDING; // its owner counts and says so; the next sample asks anew
        }
        isOpen = status == SensorStatus.OK;
        return status;
    }

    private int open() {
        target.write(SOFT_RESET, 0, 1); // also to the default resolution: 12 and 14 bits
        if (!delay.millis(RESET_MILLIS)) {
            return SensorStatus.TIMEOUT;
        }
        if ((target.readRegister(REG_USER) & USER_FIXED) != USER_AFTER_RESET) {
            return SensorStatus.WRONG_CHIP; // before anything is sent that might set an output of another chip
        }
        target.write(READ_ID, 0, READ_ID.length);
        target.read(answer, 0, 3);
        boolean hasSerial = isIntact(answer, 0) && (answer[0] | answer[1]) != 0; // the check sum of zeroes is zero
        return hasSerial ? SensorStatus.OK : SensorStatus.WRONG_CHIP;
    }

    private int measure(byte[] command, int waitMillis, int kind) {
        target.write(command, 0, 1);
        if (!delay.millis(waitMillis)) {
            return SensorStatus.TIMEOUT;
        }
        target.read(answer, 0, 3);
        if (!isIntact(answer, 0) || (answer[1] & RESULT_IS_HUMIDITY) != kind) {
            return SensorStatus.CHECKSUM;
        }
        return SensorStatus.OK;
    }

    private int raw() {
        return (answer[0] & 0xFF) << 8 | answer[1] & 0xFC; // the two status bits count as 0
    }

    /** Whether the user register reads as after a start: 0x02 on an HTU21D, 0x3A on a Si7021. */
    private static boolean hasUserRegister(I2cTarget target) {
        int user = target.readRegister(REG_USER);
        return user == 0x02 || user == 0x3A;
    }

    /** Whether the byte after a word is its check sum, HTU21D, page 14: polynomial 0x31, begins with 0. */
    static boolean isIntact(byte[] bytes, int at) {
        int crc = 0;
        for (int i = at; i < at + 2; i++) {
            crc ^= bytes[i] & 0xFF;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x80) != 0 ? crc << 1 ^ 0x131 : crc << 1;
            }
        }
        return crc == (bytes[at + 2] & 0xFF);
    }

    /** HTU21D, page 15: -46.85 + 175.72 * raw / 65536, in hundredths, rounded. */
    static int temperatureCentiCelsius(int raw) {
        return (17_572 * raw + 32_768 >> 16) - 4685;
    }

    /** HTU21D, page 15: -6 + 125 * raw / 65536, in hundredths, rounded; a little beyond 0 and 100 is 0 and 100, Si7021, 5.1.1. */
    static int humidityCentiPercent(int raw) {
        int centiPercent = (12_500 * raw + 32_768 >> 16) - 600;
        return Math.min(Math.max(centiPercent, 0), 10_000);
    }
}
