package dev.libellule.sensors.scd4x;

import dev.libellule.device.node.Quantity;
import dev.libellule.device.node.Sensor;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.Delay;
import dev.libellule.sensors.bus.I2cTarget;
import dev.libellule.sensors.chip.Chip;

/**
 * Sensirion SCD40, SCD41 or SCD43 over I2C: periodic measurement, a value each 5 seconds. The caller owns the bus. One thread.
 *
 * <p>The chip measures by itself once it is started; a sample waits for the next value, 5 seconds at most, so that each is given once.
 * Automatic self-calibration stays as it is set in the chip: on, from the factory.
 *
 * @see "Datasheet SCD4x, version 1.3; each command cites its section"
 */
public final class Scd4x implements Sensor {
    private static final byte[] START_PERIODIC_MEASUREMENT = {0x21, (byte) 0xB1}; // 3.5.1
    private static final byte[] READ_MEASUREMENT = {(byte) 0xEC, 0x05}; // 3.5.2
    private static final byte[] STOP_PERIODIC_MEASUREMENT = {0x3F, (byte) 0x86}; // 3.5.3
    private static final byte[] GET_DATA_READY_STATUS = {(byte) 0xE4, (byte) 0xB8}; // 3.8.2
    private static final byte[] GET_SERIAL_NUMBER = {0x36, (byte) 0x82}; // 3.9.2: only while idle

    private static final int NOT_READY = 0x07FF; // 3.8.2: these bits are 0 until there is a value
    private static final int STOP_MILLIS = 500; // 3.5.3: no other command before
    private static final int COMMAND_MILLIS = 1; // table 9: execution time
    private static final int POLL_MILLIS = 100;
    private static final int LONGEST_MILLIS = 6000; // a value each 5 s, and slack

    private static final Quantity[] QUANTITIES = {new Quantity("co2", "ppm", 0, 1, 40_000), // output range
            new Quantity("temperature", "°C", 2, -1000, 6000), new Quantity("humidity", "%", 2, 0, 10_000)};

    /** How it describes itself. */
    public static final Chip CHIP = Chip.onI2c("scd4x", 0x62).recognisedBy(Scd4x::hasDataReadyStatus)
            .measures(5000, wiring -> new Scd4x(wiring.i2c(), wiring.delay()), QUANTITIES);

    private final I2cTarget target;
    private final Delay delay;
    private final byte[] answer = new byte[9];
    private boolean isOpen;

    /** A driver for the chip, always at address 0x62. Does not touch the bus yet. */
    public Scd4x(I2cTarget target, Delay delay) {
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
                status = await();
            }
            if (status == SensorStatus.OK) {
                status = fetch(values);
            }
        } catch (BusException e) {
            status = SensorStatus.NOT_RESPONDING; // its owner counts and says so; the next sample asks anew
        }
        isOpen = status == SensorStatus.OK;
        return status;
    }

    /** It may be measuring already, started by a former run: stopped, it tells who it is, and is started again. */
    private int open() {
        target.write(STOP_PERIODIC_MEASUREMENT, 0, 2);
        if (!delay.millis(STOP_MILLIS)) {
            return SensorStatus.TIMEOUT;
        }
        if (!ask(GET_SERIAL_NUMBER, 9)) {
            return SensorStatus.TIMEOUT;
        }
        if (!isIntact(answer, 0) || !isIntact(answer, 3) || !isIntact(answer, 6)) {
            return SensorStatus.WRONG_CHIP;
        }
        target.write(START_PERIODIC_MEASUREMENT, 0, 2);
        return SensorStatus.OK;
    }

    private int await() {
        for (int waited = 0; waited < LONGEST_MILLIS; waited += POLL_MILLIS) {
            if (!ask(GET_DATA_READY_STATUS, 3)) {
                return SensorStatus.TIMEOUT;
            }
            if (!isIntact(answer, 0)) {
                return SensorStatus.CHECKSUM;
            }
            if ((word(answer, 0) & NOT_READY) != 0) {
                return SensorStatus.OK;
            }
            if (!delay.millis(POLL_MILLIS)) {
                return SensorStatus.TIMEOUT;
            }
        }
        return SensorStatus.TIMEOUT; // reset since it was started: it idles
    }

    private int fetch(int[] values) {
        if (!ask(READ_MEASUREMENT, 9)) {
            return SensorStatus.TIMEOUT;
        }
        if (!isIntact(answer, 0) || !isIntact(answer, 3) || !isIntact(answer, 6)) {
            return SensorStatus.CHECKSUM;
        }
        values[0] = word(answer, 0);
        values[1] = temperatureCentiCelsius(word(answer, 3));
        values[2] = humidityCentiPercent(word(answer, 6));
        for (int i = 0; i < values.length; i++) {
            if (values[i] < QUANTITIES[i].minimum() || values[i] > QUANTITIES[i].maximum()) {
                return SensorStatus.OUT_OF_RANGE; // also 0 ppm, which no air has
            }
        }
        return SensorStatus.OK;
    }

    /** Sends a command and reads its answer; false when the thread is to end. */
    private boolean ask(byte[] command, int length) {
        target.write(command, 0, 2);
        if (!delay.millis(COMMAND_MILLIS)) {
            return false;
        }
        target.read(answer, 0, length);
        return true;
    }

    /** Whether it answers, with a check sum, to the one question that is allowed idle and measuring. */
    private static boolean hasDataReadyStatus(I2cTarget target) {
        byte[] status = new byte[3];
        target.write(GET_DATA_READY_STATUS, 0, 2);
        Delay.REAL.millis(COMMAND_MILLIS);
        target.read(status, 0, status.length);
        return isIntact(status, 0);
    }

    private static int word(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
    }

    /** Whether the byte after a word is its check sum, 3.11: polynomial 0x31, begins with 0xFF, not reflected. */
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

    /** 3.5.2: -45 + 175 * raw / 65535, in hundredths, rounded. */
    static int temperatureCentiCelsius(int raw) {
        return (17_500 * raw + 32_767) / 65_535 - 4500;
    }

    /** 3.5.2: 100 * raw / 65535, in hundredths, rounded. */
    static int humidityCentiPercent(int raw) {
        return (10_000 * raw + 32_767) / 65_535;
    }
}
