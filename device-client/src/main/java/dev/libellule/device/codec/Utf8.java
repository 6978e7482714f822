package dev.libellule.device.codec;

/** UTF-8 as MQTT allows it, 1.5.4: well formed, without U+0000 and without surrogates. */
public final class Utf8 {
    private static final int REPLACEMENT = '?';

    private Utf8() {}

    /** Tells whether the bytes are a UTF-8 Encoded String, [MQTT-1.5.4-1] and [MQTT-1.5.4-2]. */
    public static boolean isWellFormed(byte[] bytes, int from, int length) {
        int i = from;
        int to = from + length;
        while (i < to) {
            int b = bytes[i];
            if (b > 0) {
                i++;
                continue;
            }
            int size = sequenceLength(bytes, i, to);
            if (size == 0) {
                return false;
            }
            i += size;
        }
        return true;
    }

    /** Length of the sequence of two to four bytes at {@code i}, or 0 when it is none; table 3-7 of the Unicode standard. */
    private static int sequenceLength(byte[] bytes, int i, int to) {
        int lead = bytes[i] & 0xFF;
        if (lead < 0xC2 || lead > 0xF4) {
            return 0; // U+0000, a continuation byte, an overlong form, or beyond U+10FFFF
        }
        int size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (to - i < size) {
            return 0;
        }
        int second = bytes[i + 1] & 0xFF;
        int lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80; // overlong forms
        int highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF; // surrogates; beyond U+10FFFF
        if (second < lowest || second > highest) {
            return 0;
        }
        for (int k = 2; k < size; k++) {
            if ((bytes[i + k] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return size;
    }

    /**
     * Encodes a text; CLDC's own encoder promises ISO-8859-1 only. Allocates the result: for configuration only.
     *
     * @param text an unpaired surrogate becomes a question mark, because MQTT forbids its encoding, 1.5.4
     */
    public static byte[] bytes(String text) {
        byte[] out = new byte[encodedLength(text)];
        int at = 0;
        for (int i = 0; i < text.length(); i++) {
            int c = codePoint(text, i);
            if (c < 0x80) {
                out[at++] = (byte) c;
            } else if (c < 0x800) {
                out[at++] = (byte) (0xC0 | c >> 6);
                out[at++] = (byte) (0x80 | c & 0x3F);
            } else if (c < 0x10000) {
                out[at++] = (byte) (0xE0 | c >> 12);
                out[at++] = (byte) (0x80 | c >> 6 & 0x3F);
                out[at++] = (byte) (0x80 | c & 0x3F);
            } else {
                out[at++] = (byte) (0xF0 | c >> 18);
                out[at++] = (byte) (0x80 | c >> 12 & 0x3F);
                out[at++] = (byte) (0x80 | c >> 6 & 0x3F);
                out[at++] = (byte) (0x80 | c & 0x3F);
                i++; // the low surrogate
            }
        }
        return out;
    }

    private static int encodedLength(String text) {
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            int c = codePoint(text, i);
            length += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            if (c >= 0x10000) {
                i++;
            }
        }
        return length;
    }

    private static int codePoint(String text, int i) {
        int high = text.charAt(i);
        if (high < 0xD800 || high > 0xDFFF) {
            return high;
        }
        int low = i + 1 < text.length() ? text.charAt(i + 1) : 0;
        if (high > 0xDBFF || low < 0xDC00 || low > 0xDFFF) {
            return REPLACEMENT;
        }
        return 0x10000 + (high - 0xD800 << 10) + (low - 0xDC00);
    }
}
