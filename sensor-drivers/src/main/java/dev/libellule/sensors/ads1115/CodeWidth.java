package dev.libellule.sensors.ads1115;

/**
 * Tells by their codes which of the two is on a board, for many are sold with the other one. The ADS1015 leaves the lowest four bits at
 * zero, "Conversion Register". Allocates nothing.
 */
final class CodeWidth {
    private static final int LOWEST_FOUR = 0x0F;
    private static final int ENOUGH = 16; // new codes without the lowest four bits: 16 bits do that once in 2^64

    private final boolean is12Bit;
    private final int[] codes;
    private int seen;
    private boolean isKnown;
    private String remark; // null: nothing new

    /** Of a board that is said to have an ADS1015, or an ADS1115. */
    CodeWidth(boolean is12Bit, int channels) {
        this.is12Bit = is12Bit;
        codes = new int[channels];
    }

    /** Looks at a code that is not at the end of the scale. */
    void see(int channel, int code) {
        if (isKnown || code == codes[channel]) {
            return; // the same input again tells nothing
        }
        codes[channel] = code;
        if ((code & LOWEST_FOUR) != 0) {
            isKnown = true;
            remark = is12Bit ? "has sixteen bits: it is an ADS1115, and 'chip: ads1115' says so" : null;
        } else if (++seen == ENOUGH) {
            isKnown = true;
            remark = is12Bit
                    ? null
                    : "has twelve bits: it is an ADS1015, as on many boards that are sold with an ADS1115; 'chip: ads1015' says so";
        }
    }

    String takeRemark() {
        String taken = remark;
        remark = null;
        return taken;
    }
}
