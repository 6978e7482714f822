package dev.libellule.sensors.hd44780;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RomA00Test {
    @ParameterizedTest // table 4
    @CsvSource({"A, 0x41", "°, 0xDF", "µ, 0xE4", "μ, 0xE4", "ä, 0xE1", "ö, 0xEF", "ü, 0xF5", "ñ, 0xEE", "¥, 0x5C",
            "→, 0x7E", "←, 0x7F", "Ω, 0xF4", "π, 0xF7", "∞, 0xF3", "÷, 0xFD", "ｱ, 0xB1", "ﾟ, 0xDF", "█, 0xFF"})
    void charactersOfTheRom(String character, String code) {
        assertEquals(Integer.decode(code), RomA00.code(character.codePointAt(0)));
    }

    @ParameterizedTest
    @CsvSource({"é, e", "È, E", "ç, c", "À, A", "ï, i", "ô, o", "ÿ, y", "œ, o", "’, ''''", "“, \"", "€, E", "–, -",
            "~, -",
            "\\, /", "😀, ?", "漢, ?", "ø, o"})
    void othersAreShownAsTheNearest(String character, char alike) {
        assertEquals(alike, RomA00.code(character.codePointAt(0)));
    }

    @Test
    void whatIsShownIsTheCharacterThatWasMeant() {
        for (int codePoint : new int[]{'A', 0xB0, 0xE4, 0xF6, 0xFC, 0x2192, 0xFF71}) {
            assertEquals(codePoint, RomA00.codePoint(RomA00.code(codePoint)));
        }
    }

    @Test
    void everyCodeIsAByte() {
        for (int codePoint = 0; codePoint <= 0xFFFF; codePoint++) {
            int code = RomA00.code(codePoint);
            assertTrue(code >= 0x20 && code <= 0xFF, Integer.toHexString(codePoint));
        }
    }
}
