package dev.libellule.sensors.sht4x;

import dev.libellule.device.node.Quantity;
import dev.libellule.device.node.Sensor;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.Delay;
import dev.libellule.sensors.bus.I2cTarget;
import dev.libellule.sensors.chip.Chip;

/**
 * Sensirion SHT40, SHT41 or SHT45 over I2C: one measurement of high precision a sample. The caller owns the bus. One thread.
 *
 * <p>The chip has no identifier of its kind. It is believed when it gives a serial number with right check sums.
 *
 * @see "Datasheet SHT4x; cited by its headings, for versions number them differently"
 */
public final class Sht4x implements Sensor {
    private static final byte[] SOFT_RESET = {(byte) 0x94}; // "Command Overview"
    private static final byte[] READ_SERIAL = {(byte) 0x89};
    private static final byte[] MEASURE = {(byte) 0xFD}; // high precision, heater off

    private static final int RESET_MILLIS = 2; // "System Timing": at most 1 ms
    private static final int SERIAL_MILLIS = 1;
    private static final int MEASURE_MILLIS = 9; // at most 8.3 ms; a read before that is not acknowledged

    private static final Quantity[] QUANTITIES = {new Quantity("temperature", "°C", 2, -4000, 12_500),
            new Quantity("humidity", "%", 2, 0, 10_000)};

    /** How it describes itself. Faster than once a second it warms itself. */
    public static final Chip CHIP = Chip.onI2c("sht4x", 0x44, 0x45, 0x46).recognisedBy(Sht4x::hasSerialNumber)
            .measures(1000, wiring -> new Sht4x(wiring.i2c(), wiring.delay()), QUANTITIES);

    private final I2cTarget target;
    private final Delay delay;
    private final byte[] answer = new byte[6];
    private boolean isOpen;

    /** A driver for the chip at an address: 0x44, 0x45 or 0x46 by its order code. Does not touch the bus yet. */
    public Sht4x(I2cTarget target, Delay delay) {
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
        target.write(SOFT_RESET, 0, 1);
        if (!delay.millis(RESET_MILLIS)) {
            return SensorStatus.TIMEOUT;
        }
        target.write(READ_SERIAL, 0, 1);
        if (!delay.millis(SERIAL_MILLIS)) {
            return SensorStatus.TIMEOUT;
        }
        target.read(answer, 0, answer.length);
        return isIntact(answer, 0) && isIntact(answer, 3) ? SensorStatus.OK : SensorStatus.WRONG_CHIP;
    }

    private int measure(int[] values) {
        target.write(MEASURE, 0, 1);
        if (!delay.millis(MEASURE_MILLIS)) {
            return SensorStatus.TIMEOUT;
        }
        target.read(answer, 0, answer.length);
        if (!isIntact(answer, 0) || !isIntact(answer, 3)) {
            return SensorStatus.CHECKSUM;
        }
        values[0] = temperatureCentiCelsius((answer[0] & 0xFF) << 8 | answer[1] & 0xFF);
        values[1] = humidityCentiPercent((answer[3] & 0xFF) << 8 | answer[4] & 0xFF);
        return values[0] < QUANTITIES[0].minimum() || values[0] > QUANTITIES[0].maximum()
                ? SensorStatus.OUT_OF_RANGE
                : SensorStatus.OK;
    }

    /** Whether a serial number with its check sums is there. */
    private static boolean hasSerialNumber(I2cTarget target) {
        byte[] serial = new byte[6];
        target.write(READ_SERIAL, 0, 1);
        Delay.REAL.millis(SERIAL_MILLIS);
        target.read(serial, 0, serial.length);
        return isIntact(serial, 0) && isIntact(serial, 3);
    }

    /** Whether the byte after a word is its check sum, "Checksum Calculation": polynomial 0x31, begins with 0xFF, not reflected. */
    static boolean isIntact(byte[] bytes, int at) {
        int crc = 0xFF;
        for (int i = at; i < at + 2; i++) {
            crc ^= bytes[i] & 0xFF;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x80) != 0 ? crc << 1 ^ 0x131 : crc << 1;
            }
        }
        return crc == (bytes[at + 2] & 0xFF);
    }

    /** "Conversion of Signal Output": -45 + 175 * raw / 65535, in hundredths, rounded. */
    static int temperatureCentiCelsius(int raw) {
        return (17_500 * raw + 32_767) / 65_535 - 4500;
    }

    /** The same: -6 + 125 * raw / 65535, in hundredths, rounded and cropped to 0 to 100 %, as the section asks for. */
    static int humidityCentiPercent(int raw) {
        int centiPercent = (12_500 * raw + 32_767) / 65_535 - 600;
        return Math.min(Math.max(centiPercent, 0), 10_000);
    }
}
