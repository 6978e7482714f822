package dev.libellule.sensors.sht3x;

import dev.libellule.device.node.Quantity;
import dev.libellule.device.node.Sensor;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.Delay;
import dev.libellule.sensors.bus.I2cTarget;
import dev.libellule.sensors.chip.Chip;

/**
 * Sensirion SHT30, SHT31 or SHT35 over I2C: single shots of high repeatability, asleep in between. The caller owns the bus. One thread.
 *
 * <p>The chip has no identifier. It is believed when, after a soft reset, its status register says so with a right check sum.
 *
 * @see "Datasheet SHT3x-DIS, version 5 of May 2018; 4.12 and 4.13, and what else is cited by its heading"
 */
public final class Sht3x implements Sensor {
    private static final byte[] BREAK = {0x30, (byte) 0x93}; // "Break Command": ends periodic measurements of another program
    private static final byte[] SOFT_RESET = {0x30, (byte) 0xA2}; // "Soft Reset"
    private static final byte[] READ_STATUS = {(byte) 0xF3, 0x2D}; // "Status Register"
    private static final byte[] CLEAR_STATUS = {0x30, 0x41};
    private static final byte[] MEASURE = {0x24, 0x00}; // "Single Shot Data Acquisition": high repeatability, no clock stretching

    private static final int STATUS_RESET_DETECTED = 0x10;
    private static final int STATUS_RESERVED = 0x500C; // read 0
    private static final int BREAK_MILLIS = 1;
    private static final int RESET_MILLIS = 2; // "Timing specification": at most 1.5 ms
    private static final int MEASURE_MILLIS = 16; // "Timing specification": at most 15.5 ms; a read before that is not acknowledged

    private static final Quantity[] QUANTITIES = {new Quantity("temperature", "°C", 2, -4000, 12_500),
            new Quantity("humidity", "%", 2, 0, 10_000)};

    /** How it describes itself. Faster than twice a second it warms itself. */
    public static final Chip CHIP = Chip.onI2c("sht3x", 0x44, 0x45).recognisedBy(Sht3x::hasStatus)
            .measures(500, wiring -> new Sht3x(wiring.i2c(), wiring.delay()), QUANTITIES);

    private final I2cTarget target;
    private final Delay delay;
    private final byte[] answer = new byte[6];
    private boolean isOpen;

    /** A driver for the chip at an address: 0x44, or 0x45 with ADDR at VDD, "I2C Address". Does not touch the bus yet. */
    public Sht3x(I2cTarget target, Delay delay) {
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
                status = measure(values);
            }
        } catch (BusException e) {
            status = SensorStatus.NOT_RESPONDING; // its owner counts and says so; the next sample asks anew
        }
        isOpen = status == SensorStatus.OK;
        return status;
    }

    private int open() {
        target.write(BREAK, 0, BREAK.length);
        if (!delay.millis(BREAK_MILLIS)) {
            return SensorStatus.TIMEOUT;
        }
        target.write(SOFT_RESET, 0, SOFT_RESET.length);
        if (!delay.millis(RESET_MILLIS)) {
            return SensorStatus.TIMEOUT;
        }
        target.write(READ_STATUS, 0, READ_STATUS.length);
        target.read(answer, 0, 3);
        int status = word(answer, 0);
        if (!isIntact(answer, 0) || (status & STATUS_RESET_DETECTED) == 0 || (status & STATUS_RESERVED) != 0) {
            return SensorStatus.WRONG_CHIP;
        }
        target.write(CLEAR_STATUS, 0, CLEAR_STATUS.length);
        return SensorStatus.OK;
    }

    private int measure(int[] values) {
        target.write(MEASURE, 0, MEASURE.length);
        if (!delay.millis(MEASURE_MILLIS)) {
            return SensorStatus.TIMEOUT;
        }
        target.read(answer, 0, answer.length);
        if (!isIntact(answer, 0) || !isIntact(answer, 3)) {
            return SensorStatus.CHECKSUM;
        }
        values[0] = temperatureCentiCelsius(word(answer, 0));
        values[1] = humidityCentiPercent(word(answer, 3));
        return values[0] < QUANTITIES[0].minimum() || values[0] > QUANTITIES[0].maximum()
                ? SensorStatus.OUT_OF_RANGE
                : SensorStatus.OK;
    }

    /** Whether a status register with its check sum and its zeroes is there. */
    private static boolean hasStatus(I2cTarget target) {
        byte[] status = new byte[3];
        target.write(READ_STATUS, 0, READ_STATUS.length);
        target.read(status, 0, status.length);
        return isIntact(status, 0) && (word(status, 0) & STATUS_RESERVED) == 0;
    }

    private static int word(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
    }

    /** Whether the byte after a word is its check sum, 4.12: polynomial 0x31, begins with 0xFF, not reflected. */
    static boolean isIntact(byte[] bytes, int at) {
        int crc = 0xFF;
        for (int i = 0; i < 2; i++) {
            crc ^= bytes[at + i] & 0xFF;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x80) != 0 ? crc << 1 ^ 0x131 : crc << 1;
            }
        }
        return crc == (bytes[at + 2] & 0xFF);
    }

    /** 4.13: -45 + 175 * raw / 65535, in hundredths, rounded. */
    static int temperatureCentiCelsius(int raw) {
        return (17_500 * raw + 32_767) / 65_535 - 4500;
    }

    /** 4.13: 100 * raw / 65535, in hundredths, rounded. */
    static int humidityCentiPercent(int raw) {
        return (10_000 * raw + 32_767) / 65_535;
    }
}
