package dev.libellule.sensors.tmp102;

import dev.libellule.device.node.Quantity;
import dev.libellule.device.node.Sensor;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.Delay;
import dev.libellule.sensors.bus.I2cTarget;
import dev.libellule.sensors.chip.Chip;

/**
 * TI TMP102 or TMP112 over I2C: one conversion a sample, shut down in between. The caller owns the bus. One thread.
 *
 * <p>It has no identifier. It is believed when its configuration reads back as written, with the two resolution bits that are always 1.
 * A reset shows in the same register: the temperature would read 0 °C until the first conversion, "Temperature Register".
 *
 * @see "Datasheet SBOS397, revision H; each register cites its section, by its title where revisions number it differently"
 */
public final class Tmp102 implements Sensor {
    private static final int REG_TEMPERATURE = 0; // 7.5.2
    private static final int REG_CONFIGURATION = 1; // 7.5.3

    private static final int ONE_SHOT = 0x8000; // "One-Shot and Conversion Ready": starts a conversion, reads 1 when it is done
    private static final int SHUTDOWN_EXTENDED = 0x6190; // resolution 11 (read-only), SD, rate as after a reset, EM: 13 bits
    private static final int IGNORED = 0x8020; // one-shot, and the alert bit, which follows the temperature
    private static final int DATA_IS_EXTENDED = 0x01; // 7.5.2: lowest bit of the temperature register
    private static final int CONVERSION_MILLIS = 36; // 6.5: at most 35 ms
    private static final int LONGEST_MILLIS = 150;

    private static final Quantity TEMPERATURE = new Quantity("temperature", "°C", 3, -55_000, 150_000);

    /** How it describes itself. */
    public static final Chip CHIP = Chip.onI2c("tmp102", 0x48, 0x49, 0x4A, 0x4B).recognisedBy(Tmp102::looksRight)
            .measures(100, wiring -> new Tmp102(wiring.i2c(), wiring.delay()), TEMPERATURE);

    private final I2cTarget target;
    private final Delay delay;
    private final byte[] word = new byte[2];
    private boolean isOpen;

    /** A driver for the chip at an address: 0x48 to 0x4B by ADD0, "Serial Bus Address". Does not touch the bus yet. */
    public Tmp102(I2cTarget target, Delay delay) {
        this.target = target;
        this.delay = delay;
    }

    @Override
    public int quantityCount() {
        return 1;
    }

    @Override
    public Quantity quantity(int index) {
        return TEMPERATURE;
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
        configure(SHUTDOWN_EXTENDED);
        if (!delay.millis(CONVERSION_MILLIS)) { // a conversion that runs is finished first, "Shutdown Mode"
            return SensorStatus.TIMEOUT;
        }
        return (read(REG_CONFIGURATION) & ~IGNORED) == SHUTDOWN_EXTENDED ? SensorStatus.OK : SensorStatus.WRONG_CHIP;
    }

    private int measure(int[] values) {
        configure(SHUTDOWN_EXTENDED | ONE_SHOT);
        for (int waited = 0; waited < LONGEST_MILLIS; waited += CONVERSION_MILLIS) {
            if (!delay.millis(CONVERSION_MILLIS)) {
                return SensorStatus.TIMEOUT;
            }
            int configuration = read(REG_CONFIGURATION);
            if ((configuration & ~IGNORED) != SHUTDOWN_EXTENDED) {
                return SensorStatus.POWER_ON_VALUE;
            }
            if ((configuration & ONE_SHOT) != 0) {
                return convert(values, (short) read(REG_TEMPERATURE));
            }
        }
        return SensorStatus.TIMEOUT;
    }

    private int convert(int[] values, int raw) {
        if ((raw & 0x07) != DATA_IS_EXTENDED) {
            return SensorStatus.CHECKSUM; // two bits that are 0, and one that says 13 bits
        }
        values[0] = temperatureMilliCelsius(raw);
        return values[0] < TEMPERATURE.minimum() || values[0] > TEMPERATURE.maximum()
                ? SensorStatus.OUT_OF_RANGE
                : SensorStatus.OK;
    }

    /** Whether the resolution reads as 11 and the bits that do not exist as zeroes. */
    private static boolean looksRight(I2cTarget target) {
        byte[] configuration = new byte[2];
        target.readRegisters(REG_CONFIGURATION, configuration, 0, 2);
        return (configuration[0] & 0x60) == 0x60 && (configuration[1] & 0x0F) == 0 && configuration[0] != -1;
    }

    private int read(int register) {
        target.readRegisters(register, word, 0, 2);
        return (word[0] & 0xFF) << 8 | word[1] & 0xFF;
    }

    private void configure(int value) {
        word[0] = (byte) (value >> 8);
        word[1] = (byte) value;
        target.writeRegisters(REG_CONFIGURATION, word, 0, 2);
    }

    /** "Digital Temperature Output", extended mode: the high 13 bits are sixteenths of a degree in two's complement; thousandths. */
    static int temperatureMilliCelsius(int raw) {
        return (raw >> 3) * 125 + 1 >> 1;
    }
}
