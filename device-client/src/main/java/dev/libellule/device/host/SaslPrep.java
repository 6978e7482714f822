package dev.libellule.device.host;

import java.text.Normalizer;

/**
 * Prepares user names and passwords for comparison, RFC 4013: so that the same letters typed on two keyboards are the same bytes.
 *
 * <p>Normalizes by the JDK's tables, which are newer than the Unicode 3.2 of the RFC: code points that it did not know are kept.
 */
final class SaslPrep {
    private SaslPrep() {}

    /**
     * Prepares one.
     *
     * @throws HostException if it contains what it may not; the message does not repeat it
     */
    static String prepare(String what, String text) {
        StringBuilder mapped = new StringBuilder(); // 2.1
        for (int i = 0; i < text.length();) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c != ' ' && Character.getType(c) == Character.SPACE_SEPARATOR || c == 0x200B) {
                mapped.append(' '); // C.1.2 of RFC 3454
            } else if (!isMappedToNothing(c)) {
                mapped.appendCodePoint(c);
            }
        }
        String prepared = Normalizer.normalize(mapped, Normalizer.Form.NFKC); // 2.2
        boolean rightToLeft = false;
        boolean leftToRight = false;
        for (int i = 0; i < prepared.length();) {
            int c = prepared.codePointAt(i);
            i += Character.charCount(c);
            if (isProhibited(c)) {
                throw new HostException(String.format("the %s may not contain the character U+%04X, RFC 4013", what, c),
                        null);
            }
            rightToLeft |= isRightToLeft(c);
            leftToRight |= Character.getDirectionality(c) == Character.DIRECTIONALITY_LEFT_TO_RIGHT;
        }
        if (rightToLeft && (leftToRight || !isRightToLeft(prepared.codePointAt(0))
                || !isRightToLeft(prepared.codePointBefore(prepared.length())))) { // 2.4
            throw new HostException("the " + what + " mixes letters written from left and from right, RFC 4013, 2.4",
                    null);
        }
        return prepared;
    }

    private static boolean isMappedToNothing(int c) { // B.1 of RFC 3454
        return c == 0x00AD || c == 0x034F || c == 0x1806 || c >= 0x180B && c <= 0x180D || c >= 0x200C && c <= 0x200D
                || c == 0x2060 || c >= 0xFE00 && c <= 0xFE0F || c == 0xFEFF;
    }

    private static boolean isProhibited(int c) { // 2.3: C.1.2 and C.2.1 to C.9 of RFC 3454
        switch (Character.getType(c)) {
            case Character.CONTROL:
            case Character.PRIVATE_USE:
            case Character.SURROGATE:
            case Character.LINE_SEPARATOR:
            case Character.PARAGRAPH_SEPARATOR:
                return true;
            case Character.SPACE_SEPARATOR:
                return c != ' ';
            default:
                return (c & 0xFFFE) == 0xFFFE || c >= 0xFDD0 && c <= 0xFDEF // C.4
                        || c == 0x06DD || c == 0x070F || c == 0x180E || c >= 0x2061 && c <= 0x2063 // C.2.2
                        || c >= 0x206A && c <= 0x206F || c >= 0xFFF9 && c <= 0xFFFD || c >= 0x1D173 && c <= 0x1D17A
                        || c >= 0x2FF0 && c <= 0x2FFB || c == 0x0340 || c == 0x0341 // C.7, C.8
                        || c == 0x200E || c == 0x200F || c >= 0x202A && c <= 0x202E
                        || c >= 0xE0001 && c <= 0xE007F; // C.9
        }
    }

    private static boolean isRightToLeft(int c) {
        byte direction = Character.getDirectionality(c);
        return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
    }
}
