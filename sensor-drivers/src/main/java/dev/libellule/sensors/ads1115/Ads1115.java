package dev.libellule.sensors.ads1115;

import dev.libellule.device.node.Quantity;
import dev.libellule.device.node.Sensor;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.Delay;
import dev.libellule.sensors.bus.I2cTarget;
import dev.libellule.sensors.chip.Chip;
import dev.libellule.sensors.chip.Remarks;
import dev.libellule.sensors.chip.Setting;

/**
 * Texas Instruments ADS1115 (16 bits) or ADS1015 (12 bits) over I2C: AIN0 to AIN3 against ground, one single-shot conversion each,
 * powered down in between. The caller owns the bus. One thread.
 *
 * <p>The chips have no identifier. Each conversion is started by a write of the whole configuration; the chip is believed if it
 * then reads back what was written, so another chip, a stuck bus and a reset between two transfers are all noticed. Which of the two
 * it is shows in its codes, and is remarked where it is not the one that it is said to be; its readings are right all the same.
 *
 * <p>An input beyond the full scale is given as {@link #BEYOND}, which is outside of every range, so that it is rejected and the
 * others are not.
 *
 * @see "Datasheets SBAS444 and SBAS473; cited by their headings, for revisions number them differently"
 */
public final class Ads1115 implements Sensor, Remarks {
    static final int REG_CONVERSION = 0x00; // "Conversion Register"
    static final int REG_CONFIG = 0x01; // "Config Register"

    static final int OS = 0x8000; // written, starts a conversion; read, none is going on
    static final int MUX_AIN0_GND = 0x4000; // 100; AIN1 to AIN3 are 101 to 111
    static final int MUX_STEP = 0x1000;
    static final int PGA_SHIFT = 9;
    static final int MODE_SINGLE_SHOT = 0x0100;
    static final int DATA_RATE_DEFAULT = 0x0080; // 100: 128 samples a second, 1600 of an ADS1015
    static final int COMPARATOR_OFF = 0x0003;

    /** Value of an input that is beyond the full scale, with its sign. */
    public static final int BEYOND = 9_999_999;

    /** Full scale of the default gain in millivolts: no input may be above the supply. */
    public static final int FULL_SCALE_4096_MILLIVOLTS = 4096;

    private static final int[] FULL_SCALES_MILLIVOLTS = {6144, 4096, 2048, 1024, 512, 256}; // PGA 000 to 101
    private static final int CHANNELS = 4;
    private static final int LARGEST_MILLIVOLTS = 6144;
    private static final Quantity[] QUANTITIES = {quantity("a0"), quantity("a1"), quantity("a2"), quantity("a3")};
    private static final int POLL_MILLIS = 2;
    /** Ten times the longest conversion at 128 samples a second: 7.8 ms + 10 %, "Electrical Characteristics". */
    private static final int LONGEST_MILLIS = 86;
    private static final Setting FULL_SCALE = new Setting("full-scale-millivolts", FULL_SCALE_4096_MILLIVOLTS, 256,
            LARGEST_MILLIVOLTS);

    /** How the one with sixteen bits describes itself. */
    public static final Chip ADS1115 = Chip.onI2c("ads1115", 0x48, 0x49, 0x4A, 0x4B).settings(FULL_SCALE).measures(200,
            wiring -> ads1115(wiring.i2c(), fullScaleFor(wiring.setting(FULL_SCALE.name())), wiring.delay()),
            QUANTITIES);
    /** How the one with twelve bits describes itself. */
    public static final Chip ADS1015 = Chip.onI2c("ads1015", 0x48, 0x49, 0x4A, 0x4B).settings(FULL_SCALE).measures(200,
            wiring -> ads1015(wiring.i2c(), fullScaleFor(wiring.setting(FULL_SCALE.name())), wiring.delay()),
            QUANTITIES);

    private final I2cTarget target;
    private final Delay delay;
    private final boolean is12Bit;
    private final int fullScaleMillivolts;
    private final int configuration;
    private final byte[] word = new byte[2];
    private final CodeWidth width;

    private static Quantity quantity(String name) {
        return new Quantity(name, "V", 6, -LARGEST_MILLIVOLTS * 1000, LARGEST_MILLIVOLTS * 1000);
    }

    private Ads1115(I2cTarget target, boolean is12Bit, int fullScaleMillivolts, Delay delay) {
        this.target = target;
        this.delay = delay;
        this.is12Bit = is12Bit;
        this.width = new CodeWidth(is12Bit, CHANNELS);
        this.fullScaleMillivolts = fullScaleMillivolts;
        this.configuration = pga(fullScaleMillivolts) << PGA_SHIFT | MODE_SINGLE_SHOT | DATA_RATE_DEFAULT
                | COMPARATOR_OFF;
    }

    /**
     * A driver for an ADS1115 at an address, 0x48 to 0x4B by the ADDR strap, "I2C Address Selection". Does not touch the bus yet.
     *
     * @param fullScaleMillivolts 6144, 4096, 2048, 1024, 512 or 256
     */
    public static Ads1115 ads1115(I2cTarget target, int fullScaleMillivolts, Delay delay) {
        return new Ads1115(target, false, fullScaleMillivolts, delay);
    }

    /** A driver for an ADS1015, with twelve bits; the rest as {@link #ads1115}. */
    public static Ads1115 ads1015(I2cTarget target, int fullScaleMillivolts, Delay delay) {
        return new Ads1115(target, true, fullScaleMillivolts, delay);
    }

    /** The smallest full scale that a voltage fits into. */
    static int fullScaleFor(int millivolts) {
        int fullScale = FULL_SCALES_MILLIVOLTS[0];
        for (int candidate : FULL_SCALES_MILLIVOLTS) {
            fullScale = candidate >= millivolts ? candidate : fullScale;
        }
        return fullScale;
    }

    private static int pga(int fullScaleMillivolts) {
        for (int i = 0; i < FULL_SCALES_MILLIVOLTS.length; i++) {
            if (FULL_SCALES_MILLIVOLTS[i] == fullScaleMillivolts) {
                return i;
            }
        }
        throw new IllegalArgumentException("full scale " + fullScaleMillivolts
                + " mV: an ADS1115 has 6144, 4096, 2048, 1024, 512 and 256");
    }

    @Override
    public int quantityCount() {
        return CHANNELS;
    }

    @Override
    public Quantity quantity(int index) {
        return QUANTITIES[index];
    }

    @Override
    public int sample(int[] values) {
        try {
            for (int channel = 0; channel < CHANNELS; channel++) {
                int status = convert(configuration | MUX_AIN0_GND + channel * MUX_STEP);
                if (status != SensorStatus.OK) {
                    return status;
                }
                int code = (short) read(REG_CONVERSION);
                boolean isClipped = code == -0x8000 || code >= (is12Bit ? 0x7FF0 : 0x7FFF); // "Data Format"
                if (!isClipped) {
                    width.see(channel, code);
                }
                values[channel] = isClipped ? Integer.signum(code) * BEYOND : microvolts(code, fullScaleMillivolts);
            }
            return SensorStatus.OK;
        } catch (BusException e) {
            return SensorStatus.NOT_RESPONDING; // its owner counts and says so; the next sample asks anew
        }
    }

    @Override
    public String takeRemark() {
        return width.takeRemark();
    }

    private int convert(int wanted) {
        word[0] = (byte) ((OS | wanted) >> 8);
        word[1] = (byte) wanted;
        target.writeRegisters(REG_CONFIG, word, 0, 2);
        for (int waited = 0; waited < LONGEST_MILLIS; waited += POLL_MILLIS) {
            if (!delay.millis(POLL_MILLIS)) {
                return SensorStatus.TIMEOUT;
            }
            int seen = read(REG_CONFIG);
            if ((seen & ~OS) != wanted) {
                return SensorStatus.WRONG_CHIP; // another chip, or this one was reset: 8583h
            }
            if ((seen & OS) != 0) {
                return SensorStatus.OK;
            }
        }
        return SensorStatus.TIMEOUT;
    }

    private int read(int register) {
        target.readRegisters(register, word, 0, 2);
        return (word[0] & 0xFF) << 8 | word[1] & 0xFF;
    }

    /**
     * Volts of a code, in millionths: code x full scale / 2^15, "Data Format"; rounded.
     *
     * @param code -32768 to 32767; of an ADS1015 with its four low zeroes
     */
    static int microvolts(int code, int fullScaleMillivolts) {
        return (int) Math.floorDiv(code * (fullScaleMillivolts * 1000L) + 0x4000, 0x8000L);
    }
}
