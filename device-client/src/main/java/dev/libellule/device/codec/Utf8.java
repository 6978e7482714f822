package dev.libellule.device.codec;

/** UTF-8 as MQTT allows it, 1.5.4: well formed, without U+0000 and without surrogates. */
public final class Utf8 {
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
}
