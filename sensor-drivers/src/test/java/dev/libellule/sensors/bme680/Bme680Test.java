package dev.libellule.sensors.bme680;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.Replay;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class Bme680Test {
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");
    private static final String GOOD = "80 00 55 1A 90 78 87 C0 53 15 00 00 00 96 38 00 00";

    private final Replay replay = new Replay("bme680.txt", Bme680::new);
    private final Bme680Compensation compensation = new Bme680Compensation(
            HEX.parseHex("35 67 03 00 6F 8E 99 D7 58 00 17 1B A9 FF 2D 1E 00 00 0A FB 61 F5 1E"),
            HEX.parseHex("3F EB 2E 00 2D 14 78 9C 5B 66 5D C6 D9 12"), HEX.parseHex("2C 00 16 00 F5"));

    @Test
    void playsItsTranscript() { // readings made by the floating-point formulas from 23.45 °C, 1009.00 hPa, 48.50 %
        int[] values = replay.values();
        assertEquals(2345, values[0], 1);
        assertEquals(4850, values[1], 3);
        assertEquals(100_900, values[2], 3);
        assertEquals(gasOhms(600, 8), values[3], 30);
    }

    @Test
    void formulasAgreeWithFloatingPoint() { // 3.3.1 to 3.3.3, both ways
        for (int adcT = 380_000; adcT <= 650_000; adcT += 4999) {
            double var1 = (adcT / 16_384.0 - 26_203 / 1024.0) * 26_421;
            double var2 = Math.pow(adcT / 131_072.0 - 26_203 / 8192.0, 2) * 3 * 16;
            double fine = var1 + var2;
            double celsius = fine / 5120;
            assertEquals(celsius, compensation.temperatureCentiCelsius(adcT) / 100.0, 0.02);
            for (int adcP = 250_000; adcP <= 500_000; adcP += 9973) {
                assertEquals(pascals(adcP, fine), compensation.pressurePascals(adcP), 10, adcT + " " + adcP);
            }
            for (int adcH = 12_000; adcH <= 30_000; adcH += 997) {
                double percent = Math.min(Math.max(percent(adcH, celsius), 0), 100);
                assertEquals(percent, compensation.humidityMilliPercent(adcH) / 1000.0, 0.08, adcT + " " + adcH);
            }
        }
    }

    /** A chip's registers and a reading of it, from the tests of elixir-sensors/bmp280 on GitHub, which computes in floating point. */
    @Test
    void agreesWithARecordedReading() {
        HexFormat hex = HexFormat.of();
        Bme680Compensation recorded = new Bme680Compensation(
                hex.parseHex("B2660310438A5BD75800E4128AFF1A1E000003FDD9F21E"),
                hex.parseHex("3FDD2C002D14789C5366AFE8E212"),
                new byte[]{50, (byte) 170, 22, 74, 19});
        assertEquals(1931, recorded.temperatureCentiCelsius(480_732));
        assertEquals(100_977.52, recorded.pressurePascals(393_705), 4);
        assertEquals(25_200, recorded.humidityMilliPercent(16_820), 60);
        assertEquals(3503.6, recorded.gasOhms(666, 11), 4);
    }

    /** A chip's parameters, from pimoroni/bme680-python issue 11, with what that library's integers make of three readings. */
    @Test
    void agreesWithTheIntegersOfAnotherDriver() {
        HexFormat hex = HexFormat.of();
        Bme680Compensation recorded = new Bme680Compensation(
                hex.parseHex("65670300418FEDD658008E1C7FFF2E1E000097F3B5F61E"),
                hex.parseHex("40542A002D14789CB9654E9FE212"),
                new byte[]{48, 0, 0x10, 0, 0});
        assertEquals(2669, recorded.temperatureCentiCelsius(501_240));
        assertEquals(98_712, recorded.pressurePascals(353_485));
        assertEquals(42_402, recorded.humidityMilliPercent(19_019));
        assertEquals(12_946_860, recorded.gasOhms(0, 0));
    }

    private static double pascals(int adc, double fine) {
        double a = fine / 2 - 64_000;
        double b = (a * a * 30 / 131_072 + a * -87 * 2) / 4 + 6935 * 65_536.0;
        double c = (1 + (88 * a * a / 16_384 - 10_343 * a) / 524_288 / 32_768) * 36_463;
        double p = (1_048_576.0 - adc - b / 4096) * 6250 / c;
        return p + (-2719 * p * p / 2_147_483_648.0 + p * -1270 / 32_768 + Math.pow(p / 256, 3) * 30 / 131_072
                + 45 * 128) / 16;
    }

    private static double percent(int adc, double celsius) {
        double a = adc - 747 * 16.0;
        double b = a * (1022 / 262_144.0 * (1 + 45 / 16_384.0 * celsius + 20 / 1_048_576.0 * celsius * celsius));
        return b + (120 / 16_384.0 - 100 / 2_097_152.0 * celsius) * b * b;
    }

    private static double gasOhms(int adc, int range) { // 3.4.1, floating point
        double[] k1 = {0, 0, 0, 0, 0, -1, 0, -0.8, 0, 0, -0.2, -0.5, 0, -1, 0, 0};
        double[] k2 = {0, 0, 0, 0, 0.1, 0.7, 0, -0.8, -0.1, 0, 0, 0, 0, 0, 0, 0};
        return 1 / ((1 + k2[range] / 100) * 1.25e-7 * (1 << range)
                * ((adc - 512) / ((1340 - 5) * (1 + k1[range] / 100)) + 1));
    }

    @Test
    void gasAgreesWithFloatingPointInAllRanges() {
        for (int range = 0; range < 16; range++) {
            for (int adc = 0; adc < 1024; adc++) {
                double ohms = gasOhms(adc, range);
                assertEquals(ohms, compensation.gasOhms(adc, range), ohms / 1000 + 1, adc + " " + range);
                double ohms688 = 1e6 * (262_144 >> range) / (4096 + 3.0 * (adc - 512));
                assertEquals(ohms688, Bme680Compensation.gasOhmsBme688(adc, range), 1);
            }
        }
    }

    @Test
    void heaterAgreesWithFloatingPoint() { // 3.3.5; the integers take ambient temperature in coarse steps
        for (int ambient = -40; ambient <= 85; ambient += 5) {
            for (int heater = 200; heater <= 400; heater += 10) {
                double r = (-39 / 16.0 + 49) * (1 + (-14_755 / 32_768.0 * 0.0005 + 0.00235) * heater)
                        + 18 / 1024.0 * ambient;
                double register = 3.4 * (r * 4 / 5 / (1 + 44 * 0.002) - 25);
                assertEquals(register, compensation.heaterRegister(heater, ambient), 5, heater + " in " + ambient);
            }
        }
        assertTrue(compensation.heaterRegister(400, 85) < 256, "fits the register");
    }

    @Test
    void refusesWhatItCannotBelieve() {
        assertEquals(SensorStatus.WRONG_CHIP, replay.but("W D0 R 61", "W D0 R 60").status(), "a BME280");
        assertEquals(SensorStatus.POWER_ON_VALUE, replay.but("80 00 55 1A 90", "80 00 80 00 00").status());
        assertEquals(SensorStatus.TIMEOUT, replay.but("96 38", "96 28").status(), "the heater is not stable");
        assertEquals(SensorStatus.TIMEOUT, replay.but("96 38", "96 18").status(), "no gas was measured");
        assertEquals(SensorStatus.OUT_OF_RANGE,
                replay.but("80 00 55 1A 90 78 87 C0", "80 00 55 1A 90 00 00 00").status());
        assertEquals(SensorStatus.NOT_RESPONDING, replay.but("76 W E0 B6", "76 W E0 B6 NACK").status());
    }

    @Test
    void aBme688HasItsGasElsewhere() {
        Replay bme688 = replay.but("W F0 R 00", "W F0 R 01").but("76 W 71 10", "76 W 71 20").but(GOOD,
                "80 00 55 1A 90 78 87 C0 53 15 00 00 00 00 00 96 38");
        assertEquals(1e6 * (262_144 >> 8) / (4096 + 3 * 88), bme688.values()[3], 1);
    }
}
