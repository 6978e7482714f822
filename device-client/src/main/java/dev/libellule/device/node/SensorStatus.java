package dev.libellule.device.node;

/** What came of a sample. Zero is good, everything negative is a rejected reading, to be counted and never published. */
public final class SensorStatus {
    public static final int OK = 0;
    /** No acknowledgement on the bus, or the kernel's file is gone. */
    public static final int NOT_RESPONDING = -1;
    /** The check sum that the chip sends does not agree with its data. */
    public static final int CHECKSUM = -2;
    /** Outside what the chip can measure. */
    public static final int OUT_OF_RANGE = -3;
    /** The value that the chip shows before its first conversion, such as 85 degrees on a DS18B20. */
    public static final int POWER_ON_VALUE = -4;
    /** The chip was still converting when its datasheet says that it had to be done. */
    public static final int TIMEOUT = -5;
    /** Something else answers at this address: wrong chip identifier. */
    public static final int WRONG_CHIP = -6;

    private SensorStatus() {}

    /** A short English name for logs and messages. */
    public static String text(int status) {
        switch (status) {
            case OK:
                return "ok";
            case NOT_RESPONDING:
                return "not responding";
            case CHECKSUM:
                return "wrong check sum";
            case OUT_OF_RANGE:
                return "out of range";
            case POWER_ON_VALUE:
                return "power-on value";
            case TIMEOUT:
                return "conversion not finished in time";
            case WRONG_CHIP:
                return "wrong chip identifier";
            default:
                return "unknown status";
        }
    }
}
