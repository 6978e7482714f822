package dev.libellule.sensors.hd44780;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.Allocations;
import dev.libellule.sensors.bus.TranscriptTarget;
import dev.libellule.sensors.bus.Transcripts;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class Hd44780Test {
    private final TranscriptTarget target = Transcripts.file("hd44780.txt");
    private final Hd44780 display = new Hd44780(target, 16, 1, target);

    @Test
    void playsItsTranscriptAndAllocatesNothing() { // figure 24
        byte[] text = "Salon 22.5 °C".getBytes(StandardCharsets.UTF_8);
        assertEquals(SensorStatus.OK, display.setText(text, 0, text.length));
        target.isOver();
        assertEquals(1, display.measured());
        byte[] shown = new byte[display.longestText()];
        assertEquals(text.length, display.writeText(shown));
        assertEquals(0, Allocations.of(() -> {
            target.again();
            display.setText(text, 0, text.length);
            display.writeText(shown);
        }));
    }

    @Test
    void brokenTextIsShownSomehow() {
        byte[] text = "Salon 22.5 °C".getBytes(StandardCharsets.UTF_8);
        display.setText(text, 0, text.length);
        TranscriptTarget gone = new TranscriptTarget("27 W 08 NACK\n".repeat(6));
        Hd44780 other = new Hd44780(gone, 20, 4, gone);
        byte[][] broken = {{(byte) 0xC3}, {(byte) 0xE2, (byte) 0x86}, {(byte) 0xF0}, {(byte) 0x80, (byte) 0xBF}, {},
                {(byte) 0xFF, (byte) 0xFE, '\n', '\n', '\n', '\n', '\n'}};
        for (byte[] bytes : broken) {
            assertEquals(SensorStatus.NOT_RESPONDING, other.setText(bytes, 0, bytes.length));
        }
        gone.isOver();
    }

    @Test
    void otherSizesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Hd44780(target, 40, 2, target));
        assertThrows(IllegalArgumentException.class, () -> new Hd44780(target, 16, 3, target));
    }
}
