package dev.libellule.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/** A folder that looks like the kernel's 1-Wire devices, with one DS18B20 in it. Removed on close. */
final class OneWireFolder implements AutoCloseable {
    private static final String CHIP = "28-0316a2794aff";

    private final Path root;
    private final Path chip;

    OneWireFolder() {
        try {
            root = Files.createTempDirectory("libellule-w1-");
            chip = Files.createDirectory(root.resolve(CHIP));
        } catch (IOException e) {
            throw new UncheckedIOException("no room for a temporary folder; check the disk and TMPDIR", e);
        }
    }

    Path root() {
        return root;
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
        try {
            Path whole = Files.writeString(root.resolve("next"), text.toLowerCase(Locale.ROOT).replace("yes", "YES"));
            Files.move(whole, chip.resolve("w1_slave"), StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("the simulated 1-Wire chip cannot be written in " + root, e);
        }
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

    @Override
    public void close() {
        try {
            Files.deleteIfExists(chip.resolve("w1_slave"));
            Files.deleteIfExists(chip);
            Files.deleteIfExists(root.resolve("next"));
            Files.deleteIfExists(root);
        } catch (IOException e) {
            throw new UncheckedIOException("the temporary folder " + root + " cannot be removed", e);
        }
    }
}
