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

    @ParameterizedTest
    @CsvSource({"#FF8000,16744448", "#ff8000,16744448", "'255,128,0',16744448", "'0,0,1',1", "ON,16777215", "OFF,0",
            "16744448,16744448"})
    void aLampWithColoursTakesThemAsTheyAreWritten(String payload, int expected) {
        assertEquals(expected, value(CommandTable.colour(), payload, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"#FF80", "#FF80000", "#GG0000", "256,0,0", "1,2", "1,2,", "1,2,3,4", ",,", "-1,0,0",
            "1.5,0,0",
            "16777216", "#"})
    void otherPayloadsAreNoColour(String payload) {
        assertEquals(CommandTable.UNKNOWN, value(CommandTable.colour(), payload, 0));
    }

    @Test
    void aColourIsWrittenAsThreeNumbers() {
        byte[] out = new byte[CommandTable.LONGEST_COLOUR];
        assertEquals("255,128,0", new String(out, 0, CommandTable.writeColour(0xFF8000, out), StandardCharsets.UTF_8));
        assertEquals(CommandTable.LONGEST_COLOUR, CommandTable.writeColour(0xFFFFFF, out));
    }

    private static int value(CommandTable table, String payload, int current) {
        byte[] bytes = ("xx" + payload + "x").getBytes(StandardCharsets.UTF_8);
        return table.value(bytes, 2, bytes.length - 3, current);
    }
}
