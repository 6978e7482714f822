package dev.libellule.gateway.app;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * How wide a piece of {@code -F} is shown: flags, width and precision between the % and the letter, counted in bytes as C's
 * {@code printf} does.
 *
 * @param isLeft whether blanks come behind
 * @param isZero whether the place before is filled with zeros
 * @param width at least so many bytes; 0 for as many as there are
 * @param precision at most so many bytes of a text, or decimals of a number; -1 if not given
 */
record FormatField(boolean isLeft, boolean isZero, int width, int precision) {
    /** Nothing given. */
    static final FormatField PLAIN = new FormatField(false, false, 0, -1);

    /** A text of the message, cut and filled with blanks. */
    void text(byte[] bytes, int offset, int length, OutputStream out) throws IOException {
        int shown = precision >= 0 ? Math.min(length, precision) : length;
        fill(isLeft ? 0 : width - shown, ' ', out);
        out.write(bytes, offset, shown);
        fill(isLeft ? width - shown : 0, ' ', out);
    }

    /** A number, filled with blanks or zeros. */
    void number(String digits, OutputStream out) throws IOException {
        boolean isNegative = digits.startsWith("-");
        if (isZero && !isLeft && isNegative) { // the sign comes before the zeros
            out.write('-');
            fill(width - digits.length(), '0', out);
            out.write(digits.substring(1).getBytes(StandardCharsets.US_ASCII));
            return;
        }
        fill(isLeft ? 0 : width - digits.length(), isZero ? '0' : ' ', out);
        out.write(digits.getBytes(StandardCharsets.US_ASCII));
        fill(isLeft ? width - digits.length() : 0, ' ', out);
    }

    /** The place of a number that is not there. */
    void absentNumber(OutputStream out) throws IOException {
        fill(width, isZero ? '0' : ' ', out);
    }

    /** The payload: the width is the most that is shown, too. */
    void payload(byte[] bytes, int offset, int length, OutputStream out) throws IOException {
        int shown = width > 0 ? Math.min(length, width) : length;
        fill(isLeft ? 0 : width - shown, isZero ? '0' : ' ', out);
        out.write(bytes, offset, shown);
        fill(isLeft ? width - shown : 0, ' ', out);
    }

    /** The payload as hexadecimal digits: as above, in whole bytes; Mosquitto 2.0 leaves out half of a payload that would fit. */
    void hex(byte[] bytes, int offset, int length, String digits, OutputStream out) throws IOException {
        int shown = width > 0 ? Math.min(length, width / 2) : length;
        fill(isLeft ? 0 : width - 2 * shown, isZero ? '0' : ' ', out);
        for (int i = offset; i < offset + shown; i++) {
            out.write(digits.charAt(bytes[i] >> 4 & 15));
            out.write(digits.charAt(bytes[i] & 15));
        }
        fill(isLeft ? width - 2 * shown : 0, ' ', out);
    }

    private static void fill(int count, char with, OutputStream out) throws IOException {
        for (int i = 0; i < count; i++) {
            out.write(with);
        }
    }
}
