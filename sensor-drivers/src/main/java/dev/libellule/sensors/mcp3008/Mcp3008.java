package dev.libellule.sensors.mcp3008;

import dev.libellule.device.node.Quantity;
import dev.libellule.device.node.Sensor;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.SpiTarget;
import dev.libellule.sensors.chip.Chip;
import dev.libellule.sensors.chip.Setting;

/**
 * Microchip MCP3008 over SPI, mode 0, up to 1.35 MHz at 2.7 V: CH0 to CH7 against ground. The caller owns the bus. One thread.
 *
 * <p>SPI has no acknowledgement and this chip no identifier. But after the ten bits, highest first, it sends the same bits once
 * more, lowest first, figure 5-2 of 5.0, and a zero before them: both are compared, so a bus without a chip and a disturbed line
 * are noticed.
 *
 * <pre>
 *   out  00000001 1CCC0000 00000000 00000000 00000000     start bit, single-ended, channel
 *   in   ........ .....0BB BBBBBBBB bbbbbbbb b0000000     null bit, B9 to B0, B1 to B9
 * </pre>
 */
public final class Mcp3008 implements Sensor {
    static final int START = 0x01; // 5.0
    static final int SINGLE_ENDED = 0x80; // table 5-2
    static final int CHANNEL_SHIFT = 4;
    static final int FULL_SCALE = 1024; // equation 4-2: code = 1024 x Vin / Vref

    private static final int CHANNELS = 8;
    private static final int LENGTH = 5;
    private static final int FASTEST_HERTZ = 1_000_000;
    private static final Setting REFERENCE = new Setting("reference-millivolts", 3300, 250, 5500);
    private static final Quantity[] QUANTITIES = new Quantity[CHANNELS];

    static {
        for (int i = 0; i < CHANNELS; i++) {
            QUANTITIES[i] = new Quantity("a" + i, "V", 4, 0, REFERENCE.maximum() * 10);
        }
    }

    /** How it describes itself. */
    public static final Chip CHIP = Chip.onSpi("mcp3008").settings(REFERENCE).measures(100,
            wiring -> new Mcp3008(wiring.spi(FASTEST_HERTZ, 0), wiring.setting(REFERENCE.name())), QUANTITIES);

    private final SpiTarget target;
    private final int referenceMillivolts;
    private final byte[] out = new byte[LENGTH];
    private final byte[] in = new byte[LENGTH];

    /**
     * A driver for one chip. Does not touch the bus yet.
     *
     * @param referenceMillivolts at VREF: 3300 if it is tied to the Pi's 3.3 V
     */
    public Mcp3008(SpiTarget target, int referenceMillivolts) {
        this.target = target;
        this.referenceMillivolts = referenceMillivolts;
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
                out[0] = START;
                out[1] = (byte) (SINGLE_ENDED | channel << CHANNEL_SHIFT);
                target.transfer(out, in, LENGTH);
                int code = (in[1] & 0x03) << 8 | in[2] & 0xFF;
                if ((in[1] & 0x04) != 0) {
                    return SensorStatus.NOT_RESPONDING; // the null bit: nothing pulls the line low
                }
                if (!isMirrored(code)) {
                    return SensorStatus.CHECKSUM;
                }
                values[channel] = decimillivolts(code, referenceMillivolts);
            }
            return SensorStatus.OK;
        } catch (BusException e) {
            return SensorStatus.NOT_RESPONDING; // its owner counts and says so; the next sample asks anew
        }
    }

    /** Whether B1 to B9 come again after B0, lowest first. */
    private boolean isMirrored(int code) {
        int again = (in[3] & 0xFF) << 1 | (in[4] & 0x80) >> 7; // B1 is the highest of nine bits
        return Integer.reverse(again) >>> 23 == code >> 1;
    }

    /** Tenths of a millivolt, rounded. */
    static int decimillivolts(int code, int referenceMillivolts) {
        return (code * referenceMillivolts * 10 + FULL_SCALE / 2) / FULL_SCALE;
    }
}
