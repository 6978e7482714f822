package dev.libellule.gateway.serial.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LineAssemblerTest {
    private static final int LONGEST = 10;

    private final List<String> lines = new ArrayList<>();
    private final List<String> spoilt = new ArrayList<>();
    private final LineAssembler assembler = new LineAssembler(LONGEST, lines::add, spoilt::add);

    /** What is read, in bytes of ISO 8859-1; the lines in it; too long ones; unreadable ones. */
    static Stream<Arguments> streams() {
        return Stream.of(arguments("\nT:22.5\n", List.of("T:22.5"), 0, 0),
                arguments("\r\nT:22.5\r\nT:22.6\r\n", List.of("T:22.5", "T:22.6"), 0, 0),
                arguments("2.5\nT:22.5\n", List.of("T:22.5"), 0, 0), // the first line may lack its beginning
                arguments("@uno\nT:22.5\n", List.of("@uno", "T:22.5"), 0, 0), // a hello does not
                arguments("\nT:22.5", List.of(), 0, 0), // not ended yet
                arguments("\n\n\r\n\nA:1\n", List.of("A:1"), 0, 0),
                arguments("\n1234567890\nA:1\n", List.of("1234567890", "A:1"), 0, 0),
                arguments("\n1234567890\r\nA:1\n", List.of("1234567890", "A:1"), 0, 0),
                arguments("\n12345678901\nA:1\n", List.of("A:1"), 1, 0),
                arguments("\n12345678901\r\nA:1\n", List.of("A:1"), 1, 0),
                arguments("\n" + "x".repeat(5_000) + "\nA:1\n", List.of("A:1"), 1, 0),
                arguments("x".repeat(5_000) + "\nA:1\n", List.of("A:1"), 1, 0),
                arguments("\n\u00FF\u00FE\nA:1\n", List.of("A:1"), 0, 1), // no UTF-8
                arguments("\nA:\u0000\nA:1\n", List.of("A:1"), 0, 1),
                arguments("\nA:\u00C2\u00B0\n", List.of("A:°"), 0, 0));
    }

    @ParameterizedTest(name = "{1}, {2} too long, {3} unreadable")
    @MethodSource("streams")
    void findsTheLines(String stream, List<String> expected, int overlong, int unreadable) {
        byte[] bytes = stream.getBytes(StandardCharsets.ISO_8859_1);
        assembler.accept(bytes, bytes.length);
        assertEquals(expected, lines);
        assertEquals(overlong, assembler.overlong());
        assertEquals(unreadable, assembler.unreadable());
        assertEquals(overlong + unreadable, spoilt.size());
    }

    @Test
    void doesNotMindWhereTheReadsEnd() {
        byte[] bytes = "\nT:22.5 H:4\r\nA:1\n@uno\n".getBytes(StandardCharsets.UTF_8);
        for (int piece = 1; piece < bytes.length; piece++) {
            lines.clear();
            assembler.restart();
            for (int at = 0; at < bytes.length; at += piece) {
                byte[] read = Arrays.copyOfRange(bytes, at, Math.min(at + piece, bytes.length));
                assembler.accept(read, read.length);
            }
            assertEquals(List.of("T:22.5 H:4", "A:1", "@uno"), lines, "read in pieces of " + piece);
        }
    }

    @Test
    void isWellAgainAfterAnyNoise() {
        SplittableRandom random = new SplittableRandom(4);
        for (int round = 0; round < 1_000; round++) {
            byte[] noise = new byte[random.nextInt(100)];
            random.nextBytes(noise);
            assembler.accept(noise, noise.length);
            lines.clear();
            assembler.accept("\nA:1\n".getBytes(StandardCharsets.UTF_8), 5);
            assertEquals("A:1", lines.getLast());
        }
    }

    @Test
    void forgetsHalfALineWhenThePortIsOpenedAgain() {
        assembler.accept("\nT:2".getBytes(StandardCharsets.UTF_8), 4);
        assembler.restart();
        assembler.accept("2.5\nA:1\n".getBytes(StandardCharsets.UTF_8), 8);
        assertEquals(List.of("A:1"), lines);
    }
}
