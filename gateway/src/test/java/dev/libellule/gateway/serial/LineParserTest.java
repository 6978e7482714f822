package dev.libellule.gateway.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.libellule.boards.SerialLine.LineFamily;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineParserTest {
    private static Line auto(String text) {
        return LineParser.parse(text, LineFamily.AUTO);
    }

    private static Line.Values values(Object... namesAndValues) {
        List<Line.Pair> pairs = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            pairs.add(new Line.Pair((String) namesAndValues[i], new BigDecimal((String) namesAndValues[i + 1])));
        }
        return new Line.Values(pairs);
    }

    static Stream<Arguments> lines() {
        return Stream.of(arguments("T:22.5", values("T", "22.5")),
                arguments("T:22.5 H:41", values("T", "22.5", "H", "41")),
                arguments("T:22.5,H:41", values("T", "22.5", "H", "41")),
                arguments("T=22.5;H=41", values("T", "22.5", "H", "41")),
                arguments("T: 22.5, H: 41", values("T", "22.5", "H", "41")),
                arguments("T = 22.5 ; H = 41;", values("T", "22.5", "H", "41")),
                arguments("  T:-0.5\t", values("T", "-0.5")), arguments("T:+.5", values("T", "+.5")),
                arguments("T:22.", values("T", "22.")),
                arguments("ct1:100,ct2:300", values("ct1", "100", "ct2", "300")),
                arguments("MSG:1,V1:239.2", values("MSG", "1", "V1", "239.2")),
                arguments("température:19.8", values("température", "19.8")),
                arguments("T:nan H:41", values("H", "41")), // the DHT sketch's word for a failed reading
                arguments("Battery:LOW H:41", values("H", "41")),
                arguments("23.5", new Line.Plain(new BigDecimal("23.5"))),
                arguments("-3", new Line.Plain(new BigDecimal("-3"))),
                arguments("maison/salon/temp 22.5", new Line.Message("maison/salon/temp", "22.5")),
                arguments("maison/salon/temp:22.5", new Line.Message("maison/salon/temp", "22.5")),
                arguments("maison/salon/temp=22.5", new Line.Message("maison/salon/temp", "22.5")),
                arguments("maison/salon/temp: 22.5", new Line.Message("maison/salon/temp", "22.5")),
                arguments("/sensor/t 1", new Line.Message("/sensor/t", "1")),
                arguments("@salon-uno fw=0.1.0 len=60 T/°C/-40..125/1s led/bool/w",
                        new Line.Hello("salon-uno", "fw=0.1.0 len=60 T/°C/-40..125/1s led/bool/w")),
                arguments("@uno", new Line.Hello("uno", "")), arguments("=led 1 #17", new Line.Answer("led", "1", 17)),
                arguments("=led 0", new Line.Answer("led", "0", Line.Answer.NO_ID)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lines")
    void reads(String text, Line expected) {
        assertEquals(expected, auto(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Hello from the sketch", "DHT failed: no answer", "T:", ":22.5", "T:22,5", "12:30:05",
            "T:nan",
            "T:22.5 and more", "T:22.5C", "T::1", "1e5", "0x17", "at 12:30", "http://example", "=led", "=led 1 #", "@",
            "@ uno", "!led 1", "maison/+/temp 3", "maison/# 3", "$SYS/broker 3", "maison/salon/temp",
            "T:1234567890123456789"})
    void leavesAllElseToTheLog(String text) {
        assertEquals(new Line.Remark(text), auto(text));
    }

    @Test
    void keepsToTheFamilyOfTheBoardFile() {
        assertInstanceOf(Line.Remark.class, LineParser.parse("22.5", LineFamily.PAIRS));
        assertInstanceOf(Line.Remark.class, LineParser.parse("T:22.5", LineFamily.PLAIN));
        assertInstanceOf(Line.Remark.class, LineParser.parse("T:22.5", LineFamily.TOPIC_PAYLOAD));
        assertInstanceOf(Line.Remark.class, LineParser.parse("a/b:22.5", LineFamily.PAIRS));
        for (LineFamily family : LineFamily.values()) { // our own lines are always understood
            assertInstanceOf(Line.Hello.class, LineParser.parse("@uno", family));
            assertInstanceOf(Line.Answer.class, LineParser.parse("=led 1 #1", family));
        }
    }

    @Test
    void isQuickWithALineMadeToBeSlow() {
        String words = "a ".repeat(100) + "b:";
        assertInstanceOf(Line.Remark.class, auto(words));
        assertInstanceOf(Line.Remark.class, auto("a/".repeat(120)));
        assertInstanceOf(Line.Remark.class, auto(" ".repeat(1) + "a" + " ".repeat(240) + "b"));
    }
}
