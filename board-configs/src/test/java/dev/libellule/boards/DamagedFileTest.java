package dev.libellule.boards;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.libellule.boards.BoardFileException.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is done to a board file, it is read or it is refused in words: never another exception. */
class DamagedFileTest {
    private static final int ROUNDS = Integer.getInteger("libellule.damage.rounds", 2_000);
    private static final byte[] LIKELY = " :-[]{},#&*!|>'\"%@`\n\t\r~0.é".getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @ValueSource(strings = {"raspberry-pi", "arduino-uno", "esp8266-feather-huzzah"})
    void isReadOrRefused(String model) {
        byte[] whole = Resources.bytes("/boards/" + model + "/board.yaml");
        long seed = Long.getLong("libellule.seed", System.nanoTime());
        Random random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] damaged = damage(whole, random);
            try {
                BoardFile.parse("x.yaml", damaged);
            } catch (BoardFileException e) {
                refused++;
                assertFalse(e.problems().isEmpty());
                for (Problem problem : e.problems()) {
                    assertTrue(problem.line() >= 0 && !problem.message().isBlank(),
                            () -> "seed " + seed + ": " + problem);
                }
            } catch (RuntimeException | StackOverflowError e) {
                fail("seed " + seed + ": " + HexFormat.of().formatHex(damaged), e);
            }
        }
        assertTrue(refused > ROUNDS / 10, "seed " + seed + ": only " + refused + " refused, the damage is too small");
    }

    private static byte[] damage(byte[] whole, Random random) {
        byte[] bytes = whole.clone();
        for (int times = 1 + random.nextInt(4); times > 0; times--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = LIKELY[random.nextInt(LIKELY.length)];
                case 1 -> bytes[at] = (byte) random.nextInt();
                case 2 -> bytes = Arrays.copyOf(bytes, at + 1);
                default -> System.arraycopy(whole, Math.min(at, whole.length - 1), bytes, 0,
                        Math.min(bytes.length, whole.length - at)); // lines out of order
            }
        }
        return bytes;
    }
}
