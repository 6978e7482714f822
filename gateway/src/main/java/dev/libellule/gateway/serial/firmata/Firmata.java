package dev.libellule.gateway.serial.firmata;

/**
 * Messages to a Firmata board. Values travel in groups of seven bits, the low ones first; only the first byte of a message has its top
 * bit set.
 *
 * @see "Firmata protocol 2.5, github.com/firmata/protocol: protocol.md"
 */
public final class Firmata {
    /** A pin that is read, with nothing pulling at it. */
    public static final int MODE_INPUT = 0;
    /** A pin that is driven. */
    public static final int MODE_OUTPUT = 1;
    /** A pin whose voltage is read. */
    public static final int MODE_ANALOG = 2;
    /** A pin that is driven in pulses, 0 to 255. */
    public static final int MODE_PWM = 3;
    /** A servo, 0 to 180 degrees. */
    public static final int MODE_SERVO = 4;

    static final int ANALOG = 0xE0;
    static final int DIGITAL = 0x90;
    static final int REPORT_ANALOG = 0xC0;
    static final int REPORT_DIGITAL = 0xD0;
    static final int SET_PIN_MODE = 0xF4;
    static final int SET_PIN_VALUE = 0xF5;
    static final int VERSION = 0xF9;
    static final int START_SYSEX = 0xF0;
    static final int END_SYSEX = 0xF7;
    static final int ANALOG_MAPPING_QUERY = 0x69;
    static final int ANALOG_MAPPING = 0x6A;
    static final int CAPABILITY_QUERY = 0x6B;
    static final int CAPABILITIES = 0x6C;
    static final int PIN_STATE_QUERY = 0x6D;
    static final int PIN_STATE = 0x6E;
    static final int EXTENDED_ANALOG = 0x6F;
    static final int STRING = 0x71;
    static final int FIRMWARE = 0x79;
    static final int SAMPLING_INTERVAL = 0x7A;
    private static final int LAST_SHORT_PIN = 15;

    private Firmata() {}

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    /** Asks which version of the protocol the board speaks: the shortest question there is. */
    public static byte[] askVersion() {
        return bytes(VERSION);
    }

    /** Asks for the name of the sketch. */
    public static byte[] askFirmware() {
        return bytes(START_SYSEX, FIRMWARE, END_SYSEX);
    }

    /** Asks what each pin can do. */
    public static byte[] askCapabilities() {
        return bytes(START_SYSEX, CAPABILITY_QUERY, END_SYSEX);
    }

    /** Asks which pin each analog channel is. */
    public static byte[] askAnalogMapping() {
        return bytes(START_SYSEX, ANALOG_MAPPING_QUERY, END_SYSEX);
    }

    /** Asks what a pin was set to. */
    public static byte[] askPinState(int pin) {
        return bytes(START_SYSEX, PIN_STATE_QUERY, pin, END_SYSEX);
    }

    /** Sets what a pin is for. */
    public static byte[] setMode(int pin, int mode) {
        return bytes(SET_PIN_MODE, pin, mode);
    }

    /** Drives a pin. */
    public static byte[] setDigital(int pin, boolean on) {
        return bytes(SET_PIN_VALUE, pin, on ? 1 : 0);
    }

    /** Sets the pulses of a pin, or the angle of a servo; 0 to 16383. */
    public static byte[] setAnalog(int pin, int value) {
        return pin <= LAST_SHORT_PIN
                ? bytes(ANALOG | pin, value & 0x7F, value >> 7 & 0x7F)
                : bytes(START_SYSEX, EXTENDED_ANALOG, pin, value & 0x7F, value >> 7 & 0x7F, END_SYSEX);
    }

    /** Has an analog channel reported. */
    public static byte[] reportAnalog(int channel) {
        return bytes(REPORT_ANALOG | channel, 1);
    }

    /** Has the eight pins of a port reported. */
    public static byte[] reportDigital(int port) {
        return bytes(REPORT_DIGITAL | port, 1);
    }

    /** How often analog channels are reported. */
    public static byte[] samplingInterval(int millis) {
        return bytes(START_SYSEX, SAMPLING_INTERVAL, millis & 0x7F, millis >> 7 & 0x7F, END_SYSEX);
    }
}
