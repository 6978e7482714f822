package dev.libellule.gateway.serial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TelnetCodecTest {
    private final TelnetCodec codec = new TelnetCodec();

    private static byte[] hex(String bytes) {
        return HexFormat.ofDelimiter(" ").parseHex(bytes);
    }

    private byte[] decode(String bytes) {
        byte[] buffer = hex(bytes);
        return Arrays.copyOf(buffer, codec.decode(buffer, buffer.length));
    }

    @Test
    void takesCommandsOutOfTheData() {
        assertArrayEquals(hex("54 3A 31"), decode("54 FF F1 3A FF FB 00 31"));
        assertArrayEquals(hex("FF 41"), decode("FF FF 41"));
        assertEquals(0, codec.takeReplies().length);
    }

    @Test
    void doublesIacInWhatItSends() {
        assertArrayEquals(hex("01 FF FF 02"), TelnetCodec.escaped(hex("01 FF 02 03"), 3));
        // 0xFF00 baud: RFC 2217 asks for doubling inside of requests too
        assertArrayEquals(hex("FF FA 2C 01 00 00 FF FF 00 FF F0"), Arrays.copyOf(TelnetCodec.lineSettings(0xFF00), 11));
        assertArrayEquals(hex("FF FA 2C 05 09 FF F0"), TelnetCodec.dtr(false));
    }

    @Test
    void agreesToTheOptionsOfTheLineAndRefusesOthers() {
        assertFalse(codec.isComPortAgreed());
        decode("FF FD 2C FF FB 03 FF FD 00");
        assertTrue(codec.isComPortAgreed());
        assertEquals(0, codec.takeReplies().length);
        decode("FF FD 18 FF FB 01"); // terminal type, echo
        assertArrayEquals(hex("FF FC 18 FF FE 01"), codec.takeReplies());
        assertEquals(0, codec.takeReplies().length);
        decode("FF FE 2C");
        assertTrue(codec.isComPortRefused());
    }

    @Test
    void hearsTheBaudRateThatIsInForce() {
        decode("FF FA 2C 65 00 01 C2 00 FF F0");
        assertEquals(115_200, codec.baud());
        decode("FF FA 2C 65 00 00 FF FF 00 FF F0 41");
        assertEquals(0xFF00, codec.baud());
    }

    @Test
    void doesNotMindWhereReadsEnd() {
        byte[] stream = hex("41 FF FA 2C 65 00 01 C2 00 FF F0 42 FF FF FF FD 2C 43");
        for (int cut = 0; cut <= stream.length; cut++) {
            TelnetCodec fresh = new TelnetCodec();
            byte[] head = Arrays.copyOf(stream, cut);
            byte[] tail = Arrays.copyOfRange(stream, cut, stream.length);
            int first = fresh.decode(head, head.length);
            int second = fresh.decode(tail, tail.length);
            byte[] both = Arrays.copyOf(head, first + second);
            System.arraycopy(tail, 0, both, first, second);
            assertArrayEquals(hex("41 42 FF 43"), both);
            assertEquals(115_200, fresh.baud());
        }
    }

    @Test
    void throwsOnNothing() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 10_000; i++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            for (int at = 0; at < noise.length; at++) {
                noise[at] = random.nextInt(3) == 0 ? (byte) (240 + random.nextInt(16)) : noise[at];
            }
            codec.decode(noise, noise.length);
            codec.takeReplies();
        }
    }
}
