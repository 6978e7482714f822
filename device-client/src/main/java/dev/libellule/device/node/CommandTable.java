package dev.libellule.device.node;

import dev.libellule.device.codec.Utf8;

/** What the payload of a command means: words to values, and numbers within a range. Allocates nothing after configuration. */
public final class CommandTable {
    /** No value: the payload means nothing here. */
    public static final int UNKNOWN = Integer.MIN_VALUE;
    /** No value: an empty payload asks for the state. */
    public static final int ASK = Integer.MIN_VALUE + 1;

    private static final int TOGGLE = Integer.MIN_VALUE + 2;

    /** White, as {@code 0xRRGGBB}. */
    private static final int WHITE = 0xFFFFFF;
    /** {@code 255,255,255}. */
    static final int LONGEST_COLOUR = 11;

    private final int minimum;
    private final int maximum;
    private boolean isColour;
    private byte[][] words = new byte[0][];
    private int[] values = new int[0];

    private CommandTable(int minimum, int maximum) {
        this.minimum = minimum;
        this.maximum = maximum;
    }

    /** A switch: {@code 1 0 ON OFF on off true false TOGGLE toggle}. */
    public static CommandTable onOff() {
        return dimmer(0, 1);
    }

    /** Something with levels: the words of {@link #onOff} for its ends, and each whole number between them. */
    public static CommandTable dimmer(int minimum, int maximum) {
        CommandTable table = new CommandTable(minimum, maximum);
        table.word("ON", maximum).word("on", maximum).word("true", maximum);
        table.word("OFF", minimum).word("off", minimum).word("false", minimum);
        return table.word("TOGGLE", TOGGLE).word("toggle", TOGGLE);
    }

    /**
     * A lamp with colours, {@code 0xRRGGBB}: written {@code #FF8000} or {@code 255,128,0}, as a number, or with the words of
     * {@link #onOff} for white and black. States are published as {@code 255,128,0}.
     */
    public static CommandTable colour() {
        CommandTable table = dimmer(0, WHITE);
        table.isColour = true;
        return table;
    }

    boolean isColour() {
        return isColour;
    }

    /** Adds a word of the board's own; it is found before those that are there already. */
    public CommandTable word(String word, int value) {
        byte[][] moreWords = new byte[words.length + 1][];
        int[] moreValues = new int[words.length + 1];
        System.arraycopy(words, 0, moreWords, 1, words.length);
        System.arraycopy(values, 0, moreValues, 1, words.length);
        moreWords[0] = Utf8.bytes(word);
        moreValues[0] = value;
        words = moreWords;
        values = moreValues;
        return this;
    }

    /**
     * Finds the value that a payload asks for; blanks and line ends around it do not count.
     *
     * @param current the measured state, from which TOGGLE goes to the other end
     * @return a value from the table or the range, {@link #ASK} or {@link #UNKNOWN}
     */
    public int value(byte[] payload, int offset, int length, int current) {
        int start = offset;
        int end = offset + length;
        while (start < end && isBlank(payload[start])) {
            start++;
        }
        while (start < end && isBlank(payload[end - 1])) {
            end--;
        }
        if (start == end) {
            return ASK;
        }
        for (int i = 0; i < words.length; i++) {
            if (equal(words[i], payload, start, end - start)) {
                return values[i] != TOGGLE ? values[i] : current == minimum ? maximum : minimum;
            }
        }
        if (isColour && payload[start] == '#') {
            return hexadecimal(payload, start + 1, end);
        }
        if (isColour && indexOfComma(payload, start, end) < end) {
            return threeNumbers(payload, start, end);
        }
        long number = DecimalText.parse(payload, start, end - start, 0);
        return number < minimum || number > maximum || !isWhole(payload, start, end) ? UNKNOWN : (int) number;
    }

    private static int hexadecimal(byte[] payload, int start, int end) {
        if (end - start != 6) {
            return UNKNOWN;
        }
        int colour = 0;
        for (int i = start; i < end; i++) {
            int digit = Character.digit((char) (payload[i] & 0xFF), 16);
            if (digit < 0) {
                return UNKNOWN;
            }
            colour = colour << 4 | digit;
        }
        return colour;
    }

    private static int threeNumbers(byte[] payload, int start, int end) {
        int colour = 0;
        int from = start;
        for (int i = 0; i < 3; i++) {
            int to = i < 2 ? indexOfComma(payload, from, end) : end;
            long level = to == from ? -1 : DecimalText.parse(payload, from, to - from, 0);
            if (level < 0 || level > 255 || i < 2 && to == end || !isWhole(payload, from, to)) {
                return UNKNOWN;
            }
            colour = colour << 8 | (int) level;
            from = to + 1;
        }
        return colour;
    }

    private static int indexOfComma(byte[] payload, int start, int end) {
        int at = start;
        while (at < end && payload[at] != ',') {
            at++;
        }
        return at;
    }

    /** Writes {@code 255,128,0}; needs the room of {@link #LONGEST_COLOUR}. */
    static int writeColour(int colour, byte[] out) {
        int length = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            length += DecimalText.write(colour >> shift & 0xFF, 0, out, length);
            if (shift > 0) {
                out[length++] = ',';
            }
        }
        return length;
    }

    static boolean equal(byte[] expected, byte[] buffer, int offset, int length) {
        if (expected.length != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (expected[i] != buffer[offset + i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isWhole(byte[] payload, int start, int end) {
        for (int i = start; i < end; i++) {
            if (payload[i] == '.') {
                return false;
            }
        }
        return true;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }
}
