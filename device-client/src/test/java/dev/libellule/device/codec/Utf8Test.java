package dev.libellule.device.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class Utf8Test {
    @Test
    void agreesWithTheJdkOnEveryCodePoint() {
        for (int codePoint = 1; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
                byte[] bytes = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
                assertTrue(Utf8.isWellFormed(bytes, 0, bytes.length), () -> "code point");
                assertFalse(Utf8.isWellFormed(bytes, 0, bytes.length - 1) && bytes.length > 1);
            }
        }
    }

    static Stream<byte[]> refuses() {
        return Stream.of(Bytes.of(0x00), Bytes.of(0x61, 0x00), Bytes.of(0x80), Bytes.of(0xC0, 0xAF), Bytes.of(0xC3),
                Bytes.of(0xE0, 0x80, 0x80), Bytes.of(0xED, 0xA0, 0x80), Bytes.of(0xED, 0xBF, 0xBF),
                Bytes.of(0xF0, 0x80, 0x80, 0x80),
                Bytes.of(0xF4, 0x90, 0x80, 0x80), Bytes.of(0xF5, 0x80, 0x80, 0x80), Bytes.of(0xFF),
                Bytes.of(0xE2, 0x82, 0x41));
    }

    @ParameterizedTest
    @MethodSource
    void refuses(byte[] bytes) { // [MQTT-1.5.4-1] and [MQTT-1.5.4-2]
        assertEquals(false, Utf8.isWellFormed(bytes, 0, bytes.length));
    }
}
