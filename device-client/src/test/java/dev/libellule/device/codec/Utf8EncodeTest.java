package dev.libellule.device.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8EncodeTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "maison/1er étage/température", "20 °C €", "\uD83E\uDD9F/ok", "a\uD800b", "\uDC00",
            "\uD800"})
    void encodesLikeTheJdk(String text) {
        assertArrayEquals(text.getBytes(StandardCharsets.UTF_8), Utf8.bytes(text));
    }
}
