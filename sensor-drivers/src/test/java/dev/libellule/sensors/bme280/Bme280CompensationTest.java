package dev.libellule.sensors.bme280;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class Bme280CompensationTest {
    /** Trimming parameters of the worked example in Bosch's BMP280 datasheet, 3.12; humidity ones of a chip at hand. */
    static byte[] firstBlock() {
        int[] words = {27_504, 26_435, -1_000, 36_477, -10_685, 3_024, 2_855, 140, -7, 15_500, -14_600, 6_000};
        byte[] block = new byte[26];
        for (int i = 0; i < words.length; i++) {
            block[2 * i] = (byte) words[i];
            block[2 * i + 1] = (byte) (words[i] >> 8);
        }
        block[25] = 75;
        return block;
    }

    static byte[] secondBlock() {
        return new byte[]{(byte) (362 & 0xFF), 362 >> 8, 0, 328 >> 4, 328 & 0x0F | (50 & 0x0F) << 4, 50 >> 4, 30};
    }

    @Test
    void agreesWithTheWorkedExampleOfTheDatasheet() { // BMP280, 3.12: 25.08 °C and 100653 Pa
        Bme280Compensation compensation = new Bme280Compensation(firstBlock(), secondBlock());
        assertEquals(2508, compensation.temperatureCentiCelsius(519_888));
        assertEquals(100_653, compensation.pressurePascals(415_148));
    }

    @Test
    void humidityStaysBetweenNothingAndAll() {
        Bme280Compensation compensation = new Bme280Compensation(firstBlock(), secondBlock());
        compensation.temperatureCentiCelsius(519_888);
        assertEquals(0, compensation.humidityMilliPercent(0));
        assertEquals(100_000, compensation.humidityMilliPercent(65_535));
    }

    @Test
    void parametersWithoutSenseDivideByNothing() {
        Bme280Compensation compensation = new Bme280Compensation(new byte[26], new byte[7]);
        compensation.temperatureCentiCelsius(519_888);
        assertEquals(0, compensation.pressurePascals(415_148));
    }
}
