package dev.libellule.sensors.ssd1306;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.Allocations;
import dev.libellule.sensors.bus.TranscriptTarget;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class Ssd1306Test {
    /** 128 x 32, one page a line, of which the first begins with an I. */
    private static final String FIRST = """
            3C W 00 AE D5 80 A8 1F D3 00 40 8D 14 20 00 A1 C8 DA 02 81 CF D9 F1 DB 20 A4 A6
            3C W 00 21 00 7F 22 00 00
            """ + "3C W 40 00 41 7F 41 00 " + "00 ".repeat(123) + "\n" + page(1) + page(2) + page(3) + """
            3C W 00 AF
            3C R 03                 # status: display on
            """;

    private final byte[] bytes = new byte[600];

    private static String page(int page) {
        return "3C W 00 21 00 7F 22 0%d 0%d\n3C W 40 %s\n".formatted(page, page, "00 ".repeat(128));
    }

    @Test
    void playsItsTranscriptAndAllocatesNothing() {
        TranscriptTarget target = new TranscriptTarget(FIRST + """
                sample
                3C R 03
                3C W 00 21 01 03 22 00 00
                3C W 40 7F 40 40        # an L: what differs from the I
                3C R 03
                3C W 00 21 01 03 22 00 00
                3C W 40 41 7F 41
                """.replace("21 01 03 22 00 00\n3C W 40 7F 40 40", "21 00 04 22 00 00\n3C W 40 7F 40 40 40 40")
                .replace("21 01 03 22 00 00\n3C W 40 41 7F 41", "21 00 04 22 00 00\n3C W 40 00 41 7F 41 00"));
        Ssd1306 display = new Ssd1306(target, 32);
        byte[] i = {'I'};
        byte[] l = {'L'};
        assertEquals(SensorStatus.OK, display.setText(i, 0, 1));
        assertEquals(0, Allocations.of(() -> {
            target.again();
            display.setText(l, 0, 1);
            display.setText(i, 0, 1);
            display.writeText(bytes);
        }));
        target.isOver();
        assertEquals(1, display.writeText(bytes));
        assertEquals('I', bytes[0]);
    }

    @Test
    void brokenTextIsShownSomehow() {
        TranscriptTarget gone = new TranscriptTarget(
                FIRST.substring(0, FIRST.indexOf('\n')) + " NACK\n" + (FIRST.substring(0, FIRST.indexOf('\n'))
                        + " NACK\n").repeat(7));
        Ssd1306 display = new Ssd1306(gone, 32);
        String[] texts = {"", "\n\n\n\n\n\n\n\n\n", "x".repeat(500), "~", "~-", "~99999999999999999999", "~1.2.3",
                "~-5"};
        for (String text : texts) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            assertEquals(SensorStatus.NOT_RESPONDING, display.setText(utf8, 0, utf8.length), text);
        }
        gone.isOver();
    }

    @Test
    void otherSizesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Ssd1306(null, 48));
    }

    @Test
    void theFontHasWhatPeopleHereWrite() {
        for (char c : "aàâçéèêëîïôöùûüÿœæñßAÉÈÀÇ0123456789°µ²³€→←↑↓±«»'\"#%&@~\\{}".toCharArray()) {
            assertEquals(c, Font.codePoint(Font.index(c)));
        }
        for (int c = ' '; c <= '~'; c++) {
            assertEquals(c, Font.codePoint(Font.index(c)));
        }
        assertEquals('\'', Font.codePoint(Font.index('’')));
        assertEquals('U', Font.codePoint(Font.index('Ù')));
        assertEquals(0xFFFD, Font.codePoint(Font.index('漢')));
        assertTrue(Font.column(Font.index('I'), 2) == 0x7F);
    }
}
