package dev.libellule.gateway.serial.firmata;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads what a Firmata board says, byte by byte. A byte with its top bit set begins a message, so half ones and noise are over with the
 * next; they are counted. Not thread-safe.
 */
public final class FirmataParser {
    private static final int LONGEST_SYSEX = 1_024;

    private final Listener listener;
    private final byte[] message = new byte[LONGEST_SYSEX];
    private int length; // 0: between messages
    private boolean isSysex;
    private int damaged;

    /** Gets what the board says. */
    public interface Listener {
        /** Version of the protocol, such as 2 and 5. */
        void version(int major, int minor);

        /** Name of the sketch, such as {@code StandardFirmata.ino}. */
        void firmware(String name, int major, int minor);

        /** An analog channel, 0 to 1023 on an Uno. */
        void analog(int channel, int value);

        /** Eight pins, from {@code port * 8} on, the first one in the lowest bit. */
        void digital(int port, int levels);

        /** What each pin can do: pin to mode to bits. */
        void capabilities(Map<Integer, Map<Integer, Integer>> modes);

        /** Which pin each channel is, by its place. */
        void analogMapping(List<Integer> pinsOfChannels);

        /** What a pin was set to. */
        void pinState(int pin, int mode, int state);

        /** A text of the sketch. */
        void text(String text);
    }

    public FirmataParser(Listener listener) {
        this.listener = listener;
    }

    /** Forgets what has come: the port was opened again. */
    public void restart() {
        length = 0;
        isSysex = false;
    }

    /** Messages that were cut or none, since the start. */
    public int damaged() {
        return damaged;
    }

    /** Takes the next bytes. Throws nothing, whatever they are. */
    public void accept(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            accept(bytes[i] & 0xFF);
        }
    }

    private void accept(int b) {
        if (b == Firmata.END_SYSEX && isSysex) {
            sysex();
            restart();
        } else if (b >= 0x80) {
            damaged += length > 0 ? 1 : 0; // the one before was cut
            isSysex = b == Firmata.START_SYSEX;
            message[0] = (byte) b;
            length = lengthOf(b) == 0 && !isSysex ? 0 : 1;
            damaged += length == 0 ? 1 : 0;
        } else if (length == 0 || length == message.length) {
            damaged += length == 0 ? 0 : 1;
            length = 0; // noise between messages, or a sysex without end
            isSysex = false;
        } else {
            message[length++] = (byte) b;
            if (!isSysex && length == lengthOf(message[0] & 0xFF)) {
                complete();
                length = 0;
            }
        }
    }

    /** Bytes of a message that is no sysex; 0 for what a board never says. */
    private static int lengthOf(int first) {
        int kind = first & 0xF0;
        return kind == Firmata.ANALOG || kind == Firmata.DIGITAL || first == Firmata.VERSION ? 3 : 0;
    }

    private void complete() {
        int first = message[0] & 0xFF;
        int value = message[1] | message[2] << 7;
        switch (first & 0xF0) {
            case Firmata.ANALOG -> listener.analog(first & 0x0F, value);
            case Firmata.DIGITAL -> listener.digital(first & 0x0F, value);
            default -> listener.version(message[1], message[2]);
        }
    }

    private void sysex() {
        if (length < 2) {
            return;
        }
        switch (message[1]) {
            case Firmata.FIRMWARE -> {
                if (length >= 4) {
                    listener.firmware(text(4), message[2], message[3]);
                }
            }
            case Firmata.CAPABILITIES -> listener.capabilities(capabilities());
            case Firmata.ANALOG_MAPPING -> listener.analogMapping(analogMapping());
            case Firmata.STRING -> listener.text(text(2));
            case Firmata.PIN_STATE -> {
                if (length >= 5) {
                    int state = 0;
                    for (int i = Math.min(length, 7) - 1; i >= 4; i--) {
                        state = state << 7 | message[i];
                    }
                    listener.pinState(message[2], message[3], state);
                }
            }
            default -> {
                // of another feature: I2C, steppers
            }
        }
    }

    /** Letters in two groups of seven bits each. */
    private String text(int from) {
        byte[] text = new byte[(length - from) / 2];
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) (message[from + 2 * i] | message[from + 2 * i + 1] << 7);
        }
        return new String(text, StandardCharsets.UTF_8);
    }

    private Map<Integer, Map<Integer, Integer>> capabilities() {
        Map<Integer, Map<Integer, Integer>> pins = new TreeMap<>();
        Map<Integer, Integer> modes = new TreeMap<>();
        for (int i = 2; i < length; i++) {
            if (message[i] == 0x7F) {
                pins.put(pins.size(), modes);
                modes = new TreeMap<>();
            } else if (i + 1 < length) {
                modes.put((int) message[i], (int) message[++i]);
            }
        }
        return pins;
    }

    private List<Integer> analogMapping() {
        Map<Integer, Integer> channels = new TreeMap<>();
        for (int i = 2; i < length; i++) {
            if (message[i] != 0x7F) {
                channels.put((int) message[i], i - 2);
            }
        }
        return new ArrayList<>(channels.values());
    }
}
