package dev.libellule.device.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalTextTest {
    @ParameterizedTest
    @CsvSource({"225,1,22.5", "-13,1,-1.3", "5,2,0.05", "-5,1,-0.5", "0,0,0", "0,2,0.00", "1013,0,1013",
            "2147483647,0,2147483647",
            "-2147483648,9,-2.147483648", "1,9,0.000000001", "100,2,1.00"})
    void writesAllDecimals(int value, int decimals, String expected) {
        byte[] out = new byte[DecimalText.MAX_LENGTH + 2];
        int length = DecimalText.write(value, decimals, out, 1);
        assertEquals(expected, new String(out, 1, length, StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @CsvSource({"22.5,1,225", "22.5,2,2250", "22.55,1,226", "22.549,1,225", "-22.55,1,-226", "+3,0,3", ".5,1,5",
            "5.,0,5",
            "0.000000001,9,1", "-2147483648,0,-2147483648", "2147483647.4,0,2147483647"})
    void readsAndRounds(String text, int decimals, long expected) {
        assertEquals(expected, parse(text, decimals));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", ".", "1.2.3", "22,5", "nan", "1e3", "2147483648", "99999999999999999999999", " 1",
            "--1", "1-"})
    void refusesWhatIsNoNumber(String text) {
        assertEquals(DecimalText.INVALID, parse(text, 0));
    }

    @Test
    void readsBackWhatItWrote() {
        long seed = System.nanoTime();
        System.out.println("DecimalTextTest seed " + seed);
        Random random = new Random(seed);
        byte[] out = new byte[DecimalText.MAX_LENGTH];
        for (int i = 0; i < 20_000; i++) {
            int value = random.nextInt() >> random.nextInt(31);
            int decimals = random.nextInt(DecimalText.MAX_DECIMALS + 1);
            int length = DecimalText.write(value, decimals, out, 0);
            assertEquals(value, DecimalText.parse(out, 0, length, decimals));
        }
    }

    @ParameterizedTest
    @CsvSource({"2255,2,1,226", "-2255,2,1,-226", "2254,2,1,225", "225,1,2,2250", "225,1,1,225",
            "2147483647,0,9,2147483647"})
    void rescales(int value, int from, int to, int expected) {
        assertEquals(expected, DecimalText.rescale(value, from, to));
    }

    private static long parse(String text, int decimals) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return DecimalText.parse(bytes, 0, bytes.length, decimals);
    }
}
