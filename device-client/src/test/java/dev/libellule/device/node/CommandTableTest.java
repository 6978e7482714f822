package dev.libellule.device.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTableTest {
    @ParameterizedTest
    @CsvSource({"1,1", "ON,1", "on,1", "true,1", "0,0", "OFF,0", "off,0", "false,0", "'1\n',1", "' ON\r\n',1"})
    void understandsTheWordsOfASwitch(String payload, int expected) {
        assertEquals(expected, value(CommandTable.onOff(), payload, 0));
        assertEquals(expected, value(CommandTable.onOff(), payload, 1));
    }

    @Test
    void toggleGoesToTheOtherEnd() {
        assertEquals(1, value(CommandTable.onOff(), "TOGGLE", 0));
        assertEquals(0, value(CommandTable.onOff(), "toggle", 1));
        assertEquals(0, value(CommandTable.dimmer(0, 100), "TOGGLE", 40));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n"})
    void emptyPayloadAsks(String payload) {
        assertEquals(CommandTable.ASK, value(CommandTable.onOff(), payload, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "-1", "oui", "1.0", "ONE", "O", "ON OFF", "99999999999"})
    void otherPayloadsMeanNothing(String payload) {
        assertEquals(CommandTable.UNKNOWN, value(CommandTable.onOff(), payload, 0));
    }

    @Test
    void dimmerTakesItsRange() {
        CommandTable dimmer = CommandTable.dimmer(0, 100);
        assertEquals(42, value(dimmer, "42", 0));
        assertEquals(100, value(dimmer, "ON", 0));
        assertEquals(CommandTable.UNKNOWN, value(dimmer, "101", 0));
    }

    @Test
    void wordsOfTheBoardComeFirst() {
        CommandTable inverted = CommandTable.onOff().word("1", 0).word("0", 1).word("allumé", 1);
        assertEquals(0, value(inverted, "1", 0));
        assertEquals(1, value(inverted, "0", 0));
        assertEquals(1, value(inverted, "allumé", 0));
    }

    private static int value(CommandTable table, String payload, int current) {
        byte[] bytes = ("xx" + payload + "x").getBytes(StandardCharsets.UTF_8);
        return table.value(bytes, 2, bytes.length - 3, current);
    }
}
