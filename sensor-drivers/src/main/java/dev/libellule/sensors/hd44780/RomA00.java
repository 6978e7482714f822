package dev.libellule.sensors.hd44780;

/**
 * Characters of the ROM A00, table 4, page 17: ASCII without backslash and tilde, half-width katakana, and some Greek and Latin
 * ones. What is not in it is shown as the nearest that is: a letter without its accent, a plain quotation mark; or as {@code ?}.
 * Pure.
 */
final class RomA00 {
    private static final int UNKNOWN = '?';
    private static final int FIRST_KATAKANA = 0xFF61; // the half-width ones, in the order of the ROM
    private static final int LAST_KATAKANA = 0xFF9F;
    private static final int ROM_KATAKANA = 0xA1;

    /** Code points from 0xA0 to 0xFF; a dot where the ROM has nothing like it. */
    private static final String LATIN_1 = " !c?Y?|S\"Ca<?-R-??23'?P.,1o>????" // 0xA0
            + "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYPB" // 0xC0
            + "aaaaaaaceeeeiiiidnooooo?ouuuuypy"; // 0xE0
    /** Those of them that the ROM has, and their codes: pairs. */
    private static final int[] EXACT = {0xA2, 0xEC, 0xA3, 0xED, 0xA5, 0x5C, 0xB0, 0xDF, 0xB5, 0xE4, 0xB7, 0xA5, 0xDF,
            0xE2, 0xE4, 0xE1, 0xF1, 0xEE, 0xF6, 0xEF, 0xF7, 0xFD, 0xFC, 0xF5, //
            0x2192, 0x7E, 0x2190, 0x7F, 0x3B1, 0xE0, 0x3B2, 0xE2, 0x3B5, 0xE3, 0x3BC, 0xE4, 0x3C3, 0xE5, 0x3C1, 0xE6,
            0x221A, 0xE8, 0x3B8, 0xF2, 0x221E, 0xF3, 0x3A9, 0xF4, 0x2126, 0xF4, 0x3A3, 0xF6, 0x2211, 0xF6, 0x3C0, 0xF7,
            0x5343, 0xFA, 0x4E07, 0xFB, 0x5186, 0xFC, 0x2588, 0xFF, 0xC4, 0xE1, 0xD6, 0xEF, 0xDC, 0xF5};
    /** Others, and what they look like: pairs. */
    private static final int[] ALIKE = {'\\', '/', '~', '-', 0x152, 'O', 0x153, 'o', 0x160, 'S', 0x161, 's', 0x178, 'Y',
            0x17D, 'Z', 0x17E, 'z', 0x2010, '-', 0x2011, '-', 0x2012, '-', 0x2013, '-', 0x2014, '-', 0x2212, '-',
            0x2018, '\'', 0x2019, '\'', 0x201C, '"', 0x201D, '"', 0x2022, 0xA5, 0x2026, '.', 0x202F, ' ', 0x20AC, 'E',
            0x2103, 0xDF, 0x2264, '<', 0x2265, '>'};

    private RomA00() {}

    /** The code that shows a character. */
    static int code(int codePoint) {
        if (codePoint >= ' ' && codePoint <= '}' && codePoint != '\\') {
            return codePoint;
        }
        int exact = find(EXACT, codePoint);
        if (exact >= 0) {
            return exact;
        }
        if (codePoint >= FIRST_KATAKANA && codePoint <= LAST_KATAKANA) {
            return codePoint - FIRST_KATAKANA + ROM_KATAKANA;
        }
        if (codePoint >= 0xA0 && codePoint <= 0xFF) {
            return LATIN_1.charAt(codePoint - 0xA0);
        }
        int alike = find(ALIKE, codePoint);
        return alike >= 0 ? alike : codePoint == '\t' ? ' ' : UNKNOWN;
    }

    private static int find(int[] pairs, int codePoint) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i] == codePoint) {
                return pairs[i + 1];
            }
        }
        return -1;
    }

    /** The character that a code shows; the inverse of {@link #code} where there is one. */
    static int codePoint(int code) {
        if (code >= ROM_KATAKANA && code <= ROM_KATAKANA + LAST_KATAKANA - FIRST_KATAKANA && code != 0xA5
                && code != 0xDF) {
            return code - ROM_KATAKANA + FIRST_KATAKANA;
        }
        for (int i = 0; i < EXACT.length; i += 2) {
            if (EXACT[i + 1] == code) {
                return EXACT[i];
            }
        }
        return code;
    }
}
