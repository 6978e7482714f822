package dev.libellule.simulator;

import java.util.Locale;

/** One DS18B20 as the kernel shows it below {@code /sys/bus/w1/devices}. */
final class OneWireFolder {
    private static final String CHIP = "28-0316a2794aff";

    private final SysFolder sys;

    OneWireFolder(SysFolder sys) {
        this.sys = sys;
    }

    /** What the next reading of the chip gives; the file changes at once, never by halves. */
    void setTemperature(int centiCelsius) {
        int sixteenths = Math.round(centiCelsius * 16 / 100f); // datasheet: 0.0625 °C a step
        int[] scratchpad = {sixteenths & 0xFF, sixteenths >> 8 & 0xFF, 0x4B, 0x46, 0x7F, 0xFF, 0x0E, 0x10, 0};
        scratchpad[8] = crc8(scratchpad, 8);
        StringBuilder bytes = new StringBuilder();
        for (int value : scratchpad) {
            bytes.append("%02x ".formatted(value));
        }
        String text = "%s: crc=%02x YES%n%st=%d%n".formatted(bytes, scratchpad[8], bytes, sixteenths * 125 / 2);
        sys.show("bus/w1/devices/" + CHIP + "/w1_slave", text.toLowerCase(Locale.ROOT).replace("yes", "YES"));
    }

    /** CRC-8 of Maxim's application note 27: polynomial x^8 + x^5 + x^4 + 1, bits reflected. */
    static int crc8(int[] bytes, int length) {
        int crc = 0;
        for (int i = 0; i < length; i++) {
            crc ^= bytes[i];
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? crc >> 1 ^ 0x8C : crc >> 1;
            }
        }
        return crc;
    }
}
