package dev.libellule.sensors.bme280;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Bme280CompensationTest {
    /** Trimming parameters of the worked example in Bosch's BMP280 datasheet, 3.12; humidity ones of a chip at hand. */
    static byte[] firstBlock() {
        return firstBlock(27_504, 26_435, -1_000, 36_477, -10_685, 3_024, 2_855, 140, -7, 15_500, -14_600, 6_000);
    }

    private static byte[] firstBlock(int... words) {
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

    /** Registers 0x88, 0xE1 and 0xF7 of two chips, from test_conversion.cpp of the jungles BME280 driver by Kacper Kowalski. */
    @ParameterizedTest
    @CsvSource({
            """
                    3270D06832003A8E1BD6D00B152464FFF9FF0C3020D18813004B, 4C01001920031E, 4EBAC07FE3008E1A, 2056, 98456, 54.42""",
            """
                    E66ECF663200FB9057D5D00BEA1A7BFFF9FFAC260AD8BD10004B, 660100140A001E, 51E9057F920B7415, 2143, 100819, 47.33"""})
    void agreesWithWhatWasReadFromChips(String first, String second, String burst, int centiCelsius, int pascals,
            double percent) {
        HexFormat hex = HexFormat.of();
        Bme280Compensation compensation = new Bme280Compensation(hex.parseHex(first), hex.parseHex(second));
        assertEquals(centiCelsius, compensation.temperatureCentiCelsius(HexFormat.fromHexDigits(burst, 6, 11)));
        assertEquals(pascals, compensation.pressurePascals(HexFormat.fromHexDigits(burst, 0, 5)));
        assertEquals(percent, compensation.humidityMilliPercent(HexFormat.fromHexDigits(burst, 12, 16)) / 1000.0, 0.01);
    }

    /** Parameters and a reading of a BMP280, from the tests of elixir-sensors/bmp280 on GitHub: 26.7460 °C, 100391.49 Pa. */
    @Test
    void agreesWithWhatWasReadFromABmp280() {
        Bme280Compensation compensation = new Bme280Compensation(
                firstBlock(28_189, 26_285, 50, 36_635, -10_696, 3024, 11_092, -241, -7, 12_300, -12_000, 5000),
                new byte[7]);
        assertEquals(2675, compensation.temperatureCentiCelsius(0x82F30));
        assertEquals(100_391, compensation.pressurePascals(0x45594));
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
