package dev.libellule.gateway.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.libellule.boards.Board;
import dev.libellule.boards.BoardException;
import dev.libellule.boards.OutputEntry;
import dev.libellule.boards.SignalEntry;
import dev.libellule.gateway.serial.line.HelloText;
import dev.libellule.gateway.serial.line.Line;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HelloBoardTest {
    private static Board board(String name, String more) {
        return HelloBoard.of(new Line.Hello(name, more), 115_200);
    }

    @Test
    void needsNoFileForWhatTheBoardSays() {
        Board board = board("salon-uno", "fw=1.4.0 len=60 T/°C/-40..85/5s H/%/0..100/5s led/bool/w");
        assertEquals("salon-uno", board.id());
        assertEquals("maison/salon-uno/$etat", board.availability());
        SignalEntry temperature = board.signals().get(0);
        assertEquals("maison/salon-uno/T °C -40..85",
                temperature.topic() + " " + temperature.unit() + " " + temperature.range());
        assertEquals("maison/salon-uno/H % 0..100", board.signals().get(1).topic() + " "
                + board.signals().get(1).unit() + " " + board.signals().get(1).range());
        OutputEntry led = board.outputs().getFirst();
        assertEquals("maison/salon-uno/led/set maison/salon-uno/led", led.topic() + " " + led.state());
        assertEquals(Duration.ofSeconds(15), board.serial().orElseThrow().silence());
        assertEquals("hello:salon-uno", board.serial().orElseThrow().port());
    }

    @Test
    void takesTheRoomAndUnitsWithASlash() {
        Board board = board("mat", "place=jardin V/m/s/0..60/1s porte/bool pression");
        assertEquals("maison/jardin/V m/s", board.signals().get(0).topic() + " " + board.signals().get(0).unit());
        assertEquals("0..1", board.signals().get(1).range().toString());
        assertEquals(Duration.ofSeconds(5), board.serial().orElseThrow().silence());
    }

    @Test
    void leavesOutWhatItDoesNotUnderstand() {
        HelloText text = HelloText.of("len=9999999 crc credit color=red /x 1e5 T/°C/85..-40 zzz");
        assertEquals(0, text.longestLine());
        assertEquals("true true", text.crc() + " " + text.credit());
        assertEquals(List.of("T"), text.quantities().stream().map(HelloText.Quantity::name).toList());
        assertEquals("", board("a", "").signals().toString().replaceAll("[\\[\\]]", ""));
        HelloText.of("");
        HelloText.of("/////");
    }

    @Test
    void refusesWhatCannotBe() {
        assertThrows(BoardException.class, () -> board("salon-uno", "T/°C T/°F"));
        assertThrows(BoardException.class, () -> board("Salon", "T/°C"));
        assertThrows(BoardException.class, () -> board("a", "T/" + "x".repeat(200)));
    }
}
