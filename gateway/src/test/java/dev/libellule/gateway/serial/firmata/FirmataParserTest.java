package dev.libellule.gateway.serial.firmata;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FirmataParserTest {
    private final List<String> said = new ArrayList<>();
    private final FirmataParser parser = new FirmataParser(new Noted());

    private final class Noted implements FirmataParser.Listener {
        @Override
        public void version(int major, int minor) {
            said.add("version %d.%d".formatted(major, minor));
        }

        @Override
        public void firmware(String name, int major, int minor) {
            said.add("firmware %s %d.%d".formatted(name, major, minor));
        }

        @Override
        public void analog(int channel, int value) {
            said.add("A%d=%d".formatted(channel, value));
        }

        @Override
        public void digital(int port, int levels) {
            said.add("port %d=%02X".formatted(port, levels));
        }

        @Override
        public void capabilities(Map<Integer, Map<Integer, Integer>> modes) {
            said.add("capabilities " + modes);
        }

        @Override
        public void analogMapping(List<Integer> pinsOfChannels) {
            said.add("analog " + pinsOfChannels);
        }

        @Override
        public void pinState(int pin, int mode, int state) {
            said.add("pin %d mode %d state %d".formatted(pin, mode, state));
        }

        @Override
        public void text(String text) {
            said.add("text " + text);
        }
    }

    private static byte[] hex(String bytes) {
        return HexFormat.ofDelimiter(" ").parseHex(bytes);
    }

    static Stream<Arguments> messages() {
        return Stream.of(arguments("E0 7F 07", List.of("A0=1023")), arguments("90 04 00", List.of("port 0=04")),
                arguments("91 00 01", List.of("port 1=80")), arguments("F9 02 05", List.of("version 2.5")),
                arguments("F0 79 02 05 53 00 74 00 64 00 F7", List.of("firmware Std 2.5")),
                arguments("F0 6C 7F 00 01 01 01 7F 02 0A F7", List.of("capabilities {0={}, 1={0=1, 1=1}}")),
                arguments("F0 6A 7F 7F 00 01 F7", List.of("analog [2, 3]")),
                arguments("F0 6E 0D 01 01 F7", List.of("pin 13 mode 1 state 1")),
                arguments("F0 6E 09 03 7F 01 F7", List.of("pin 9 mode 3 state 255")),
                arguments("F0 71 4F 00 4B 00 F7", List.of("text OK")),
                // half messages and noise are over with the next byte that begins one
                arguments("E0 7F E1 01 00", List.of("A1=1")), arguments("41 42 E0 01 00", List.of("A0=1")),
                arguments("F0 79 02 E0 01 00", List.of("A0=1")), arguments("F7 F7 E0 01 00", List.of("A0=1")),
                arguments("F0 F7 F0 79 F7 F0 6E F7 F0 01 F7", List.of()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("messages")
    void reads(String bytes, List<String> expected) {
        parser.accept(hex(bytes), hex(bytes).length);
        assertEquals(expected, said);
    }

    @Test
    void throwsOnNothing() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = new byte[random.nextInt(60)];
            random.nextBytes(noise);
            if (noise.length > 2 && random.nextBoolean()) {
                noise[0] = (byte) 0xF0;
                noise[1] = (byte) (0x69 + random.nextInt(18));
                noise[noise.length - 1] = (byte) 0xF7;
            }
            parser.accept(noise, noise.length);
        }
        said.clear();
        parser.accept(hex("F9 02 05"), 3);
        assertEquals(List.of("version 2.5"), said);
        parser.accept(hex("F0"), 1);
        parser.accept(new byte[5_000], 5_000); // a sysex without end
        parser.accept(hex("F9 02 06"), 3);
        assertEquals("version 2.6", said.getLast());
    }

    @Test
    void writesWhatTheProtocolSays() {
        assertArrayEquals(hex("F4 0D 01"), Firmata.setMode(13, Firmata.MODE_OUTPUT));
        assertArrayEquals(hex("F5 0D 01"), Firmata.setDigital(13, true));
        assertArrayEquals(hex("E9 7F 01"), Firmata.setAnalog(9, 255));
        assertArrayEquals(hex("F0 6F 10 34 01 F7"), Firmata.setAnalog(16, 180));
        assertArrayEquals(hex("C0 01"), Firmata.reportAnalog(0));
        assertArrayEquals(hex("D1 01"), Firmata.reportDigital(1));
        assertArrayEquals(hex("F0 7A 48 01 F7"), Firmata.samplingInterval(200));
        assertArrayEquals(hex("F0 6D 0D F7"), Firmata.askPinState(13));
    }
}
