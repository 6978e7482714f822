package dev.libellule.gateway.serial.line;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.libellule.boards.LineForm;
import dev.libellule.boards.SerialLine.LineFamily;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MySensorsNetworkTest {
    private final MySensorsNetwork network = new MySensorsNetwork();

    private static MySensorsMessage message(String line) {
        return ((Line.Node) new LineParser(LineForm.of(LineFamily.MYSENSORS)).parse(line)).message();
    }

    private List<String> answers(String line) {
        return network.answers(message(line), 1_760_000_000);
    }

    @Test
    void givesIdsThatNobodyHas() {
        assertEquals(List.of("255;255;3;0;4;1"), answers("255;255;3;0;3;"));
        assertEquals(List.of("255;255;3;0;4;2"), answers("255;255;3;0;3;"));
        answers("12;6;1;0;0;36.5");
        assertEquals(List.of("255;255;3;0;4;13"), answers("255;255;3;0;3;"));
        network.knownNodes(253); // of an earlier run
        assertEquals(List.of("255;255;3;0;4;254"), answers("255;255;3;0;3;"));
        assertEquals(List.of(), answers("255;255;3;0;3;"), "all are given");
    }

    @Test
    void answersWithTheLastValue() {
        assertEquals(List.of(), answers("12;7;2;0;2;"));
        answers("12;7;1;0;2;1");
        assertEquals(List.of("12;7;1;0;2;1"), answers("12;7;2;0;2;"));
        network.told(message("12;7;1;0;2;0"));
        assertEquals(List.of("12;7;1;0;2;0"), answers("12;7;2;0;2;"));
    }

    @Test
    void answersForTheTimeAndTheUnits() {
        assertEquals(List.of("12;255;3;0;1;1760000000"), answers("12;255;3;0;1;"));
        assertEquals(List.of("12;255;3;0;6;M"), answers("12;255;3;0;6;0"));
        assertEquals(List.of(), answers("12;6;0;0;6;2.3.2"));
        assertEquals(List.of(), answers("12;255;4;0;0;0100"));
    }

    @Test
    void knowsValuesAndLog() {
        assertEquals(Optional.of(new Line.Pair("12.6", "36.5")), MySensorsNetwork.value(message("12;6;1;0;0;36.5")));
        assertEquals(Optional.of(new Line.Pair("12.battery", "80")),
                MySensorsNetwork.value(message("12;255;3;0;0;80")));
        assertEquals(Optional.empty(), MySensorsNetwork.value(message("12;6;0;0;6;")));
        assertEquals("node 0: text", MySensorsNetwork.log(message("0;255;3;0;9;text")));
        assertEquals("", MySensorsNetwork.log(message("12;6;1;0;0;36.5")));
    }
}
