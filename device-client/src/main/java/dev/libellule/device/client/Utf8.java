package dev.libellule.device.client;

/** Turns configuration text into the UTF-8 bytes that go on the wire: CLDC promises ISO-8859-1 only. */
public final class Utf8 {
    private static final int REPLACEMENT = '?';

    private Utf8() {}

    /**
     * Encodes a text. Allocates the result: for configuration only.
     *
     * @param text an unpaired surrogate becomes a question mark, because MQTT forbids its encoding, 1.5.4
     */
    public static byte[] bytes(String text) {
        byte[] out = new byte[length(text)];
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

    private static int length(String text) {
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
