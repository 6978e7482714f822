package dev.libellule.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.node.SensorStatus;
import dev.libellule.device.node.TextActuator;
import dev.libellule.sensors.hd44780.Hd44780;
import dev.libellule.sensors.pi4j.PiBuses;
import dev.libellule.sensors.ssd1306.Ssd1306;
import dev.libellule.simulator.chips.Hd44780Model;
import dev.libellule.simulator.chips.Pcf8574Model;
import dev.libellule.simulator.chips.Ssd1306Model;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The drivers of displays on their models, through Pi4J: what is to be seen. */
class DisplaysTest {
    private final SimulatedPi pi = new SimulatedPi();
    private final PiBuses buses = new PiBuses(pi.context());
    private final BenchTime time = new BenchTime();

    @AfterEach
    void close() {
        pi.close();
    }

    private static int show(TextActuator display, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return display.setText(utf8, 0, utf8.length);
    }

    private static String measured(TextActuator display) {
        byte[] text = new byte[display.longestText()];
        return new String(text, 0, display.writeText(text), StandardCharsets.UTF_8);
    }

    @Test
    void hd44780ShowsTwoLines() {
        Hd44780Model model = new Hd44780Model(time);
        pi.plug(1, 0x27, model);
        Hd44780 display = new Hd44780(buses.i2c(1, 0x27), 16, 2, time);
        assertEquals(SensorStatus.OK, show(display, "Salon 22.5 °C\nÉté: fenêtre → ouverte"));
        assertEquals("Salon 22.5 °C   \nEte: fenetre → o", model.text(16, 2));
        assertEquals("Salon 22.5 °C\nEte: fenetre → o", measured(display));
        assertTrue(model.isLit());
        assertEquals(0, model.lost());
        show(display, "\nbas");
        assertEquals("                \nbas             ", model.text(16, 2));
        assertEquals("\nbas", measured(display));
        assertEquals(0, model.lost());
    }

    @Test
    void hd44780ShowsFourLines() {
        Hd44780Model model = new Hd44780Model(time);
        pi.plug(1, 0x27, model);
        Hd44780 display = new Hd44780(buses.i2c(1, 0x27), 20, 4, time);
        assertEquals(SensorStatus.OK, show(display, "un\ndeux\ntrois\nquatre 01234567890123\ncinq"));
        assertEquals("un                  \ndeux                \ntrois               \nquatre 0123456789012",
                model.text(20, 4));
        assertEquals(0, model.lost());
    }

    @Test
    void hd44780GoesDarkAndComesBack() {
        Hd44780Model model = new Hd44780Model(time);
        pi.plug(1, 0x27, model);
        Hd44780 display = new Hd44780(buses.i2c(1, 0x27), 16, 2, time);
        show(display, "salon");
        assertEquals(SensorStatus.OK, display.set(0));
        assertEquals(0, display.measured());
        assertFalse(model.isLit());
        assertEquals(" ".repeat(16), model.text(16, 1));
        assertEquals(SensorStatus.OK, display.set(1));
        assertEquals("salon           ", model.text(16, 1));
    }

    @Test
    void hd44780ThatWasResetPulledOutOrIsAnotherChip() {
        Hd44780Model model = new Hd44780Model(time);
        pi.plug(1, 0x27, model);
        Hd44780 display = new Hd44780(buses.i2c(1, 0x27), 16, 2, time);
        show(display, "salon");
        time.millis(1000);
        model.brownOut();
        assertEquals(SensorStatus.OK, show(display, "cuisine"));
        assertEquals("cuisine         ", model.text(16, 1));
        pi.unplug(1, 0x27);
        assertEquals(SensorStatus.NOT_RESPONDING, show(display, "salon"));
        assertEquals(0, display.measured());
        assertEquals("", measured(display));
        pi.plug(1, 0x27, new Pcf8574Model()); // an expander with nothing behind it
        assertEquals(SensorStatus.WRONG_CHIP, show(display, "salon"));
        pi.plug(1, 0x27, new StuckHigh());
        assertEquals(SensorStatus.WRONG_CHIP, show(display, "salon"));
        Hd44780Model another = new Hd44780Model(time);
        pi.plug(1, 0x27, another);
        assertEquals(SensorStatus.OK, show(display, "salon"));
        assertEquals("salon           ", another.text(16, 1));
    }

    @Test
    void ssd1306ShowsText() {
        Ssd1306Model model = new Ssd1306Model(64);
        pi.plug(1, 0x3C, model);
        Ssd1306 display = new Ssd1306(buses.i2c(1, 0x3C), 64);
        assertEquals(SensorStatus.OK, show(display, "Aé\n22.5 °C"));
        assertEquals("""
                .###.....#..
                #...#...#...
                #...#..###..
                #####.#...#.
                #...#.#####.
                #...#.#.....
                #...#..###..
                ............
                """, model.pixels(0, 0, 12, 8));
        assertEquals("""
                .###.
                #...#
                ....#
                ...#.
                ..#..
                .#...
                #####
                .....
                """, model.pixels(0, 8, 5, 8));
        assertEquals("Aé\n22.5 °C", measured(display));
        assertFalse(model.pixels(0, 16, 128, 48).contains("#"));
    }

    @Test
    void ssd1306SendsOnlyWhatHasChanged() {
        Ssd1306Model model = new Ssd1306Model(32);
        pi.plug(1, 0x3C, model);
        Ssd1306 display = new Ssd1306(buses.i2c(1, 0x3C), 32);
        show(display, "22.5");
        assertEquals(512, model.bytesWritten());
        show(display, "22.6");
        assertTrue(model.bytesWritten() - 512 <= 5, "one character");
        int before = model.bytesWritten();
        show(display, "22.6");
        assertEquals(before, model.bytesWritten());
    }

    @Test
    void ssd1306DrawsACurveOfTheLatestValues() {
        Ssd1306Model model = new Ssd1306Model(32);
        pi.plug(1, 0x3C, model);
        Ssd1306 display = new Ssd1306(buses.i2c(1, 0x3C), 32);
        for (int i = 0; i <= 15; i++) {
            assertEquals(SensorStatus.OK, show(display, "pente\n~" + i + ".5"));
        }
        for (int i = 0; i <= 15; i++) {
            assertTrue(model.isLit(112 + i, 31 - i), "a line that rises to the right");
        }
        assertEquals(16, model.pixels(0, 16, 128, 16).chars().filter(c -> c == '#').count());
        show(display, "pente\n~-20");
        assertTrue(model.isLit(127, 31), "the new least value is at the bottom");
        show(display, "~ pas un nombre");
        assertEquals("~ pas un nombre", measured(display));
        for (int i = 0; i < 200; i++) {
            show(display, "~" + i);
        }
        assertTrue(model.isLit(0, 31) && model.isLit(127, 16));
    }

    @Test
    void ssd1306ThatWasResetPulledOutOrGoesDark() {
        Ssd1306Model model = new Ssd1306Model(64);
        pi.plug(1, 0x3C, model);
        Ssd1306 display = new Ssd1306(buses.i2c(1, 0x3C), 64);
        show(display, "I");
        String seen = model.pixels(0, 0, 128, 64);
        model.brownOut();
        assertEquals(SensorStatus.OK, show(display, "I"));
        assertEquals(seen, model.pixels(0, 0, 128, 64));
        assertEquals(SensorStatus.OK, display.set(0));
        assertFalse(model.pixels(0, 0, 128, 64).contains("#"));
        model.brownOut();
        assertEquals(SensorStatus.OK, display.set(1));
        assertEquals(seen, model.pixels(0, 0, 128, 64));
        pi.unplug(1, 0x3C);
        assertEquals(SensorStatus.NOT_RESPONDING, show(display, "I"));
        assertEquals(0, display.measured());
        pi.plug(1, 0x3C, new StuckHigh());
        assertEquals(SensorStatus.WRONG_CHIP, show(display, "I"));
        pi.plug(1, 0x3C, model);
        assertEquals(SensorStatus.OK, show(display, "I"));
    }
}
