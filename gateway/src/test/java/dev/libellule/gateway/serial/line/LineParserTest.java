package dev.libellule.gateway.serial.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.libellule.boards.LineForm;
import dev.libellule.boards.SerialLine.LineFamily;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A table for each family; every row is also read by {@code auto}, which has to come to the same. */
class LineParserTest {
    private static Line auto(String text) {
        return parser(LineFamily.AUTO).parse(text);
    }

    private static LineParser parser(LineFamily family) {
        return new LineParser(form(family));
    }

    private static LineForm form(LineFamily family) {
        boolean isCsv = family == LineFamily.CSV;
        return new LineForm(family, isCsv ? List.of("light", "T", "H") : List.of(), 3, LineForm.Others.IGNORE, "");
    }

    private static Line.Values values(String... namesAndValues) {
        List<Line.Pair> pairs = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            pairs.add(new Line.Pair(namesAndValues[i], namesAndValues[i + 1]));
        }
        return new Line.Values(pairs);
    }

    static Stream<Arguments> pairs() {
        return Stream.of(arguments("T:22.5", values("T", "22.5")),
                arguments("T:22.5 H:41", values("T", "22.5", "H", "41")),
                arguments("T:22.5,H:41", values("T", "22.5", "H", "41")),
                arguments("T=22.5;H=41", values("T", "22.5", "H", "41")),
                arguments("TEMP=22.5;HUM=41", values("TEMP", "22.5", "HUM", "41")),
                arguments("temp:22.5,hum:41", values("temp", "22.5", "hum", "41")),
                arguments("T: 22.5, H: 41", values("T", "22.5", "H", "41")),
                arguments("T = 22.5 ; H = 41;", values("T", "22.5", "H", "41")),
                arguments("  T:-0.5\t", values("T", "-0.5")), arguments("T:+.5", values("T", "+.5")),
                arguments("T:22.", values("T", "22.")),
                arguments("ct1:100,ct2:300", values("ct1", "100", "ct2", "300")),
                arguments("MSG:1,V1:239.2", values("MSG", "1", "V1", "239.2")),
                arguments("température:19.8", values("température", "19.8")),
                arguments("T:nan H:41", values("T", "nan", "H", "41")), // the DHT sketch's word for a failed reading
                arguments("Battery:LOW H:41", values("Battery", "LOW", "H", "41")),
                arguments("T:22.5 H:41*68BA", values("T", "22.5", "H", "41")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void readsPairs(String text, Line expected) {
        assertEquals(expected, parser(LineFamily.PAIRS).parse(text));
        assertEquals(expected, auto(text));
    }

    static Stream<Arguments> topics() {
        return Stream.of(arguments("maison/salon/temp 22.5", "maison/salon/temp", "22.5"),
                arguments("maison/salon/temp:22.5", "maison/salon/temp", "22.5"),
                arguments("maison/salon/temp=22.5", "maison/salon/temp", "22.5"),
                arguments("maison/salon/temp: 22.5", "maison/salon/temp", "22.5"),
                arguments("maison/1er étage/température 19.8", "maison/1er étage/température", "19.8"),
                arguments("maison/1er étage/température:19.8", "maison/1er étage/température", "19.8"),
                arguments("maison/salon/etat porte ouverte", "maison/salon/etat", "porte ouverte"),
                arguments("/sensor/t 1", "/sensor/t", "1"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("topics")
    void readsTopicAndPayload(String text, String topic, String payload) {
        Line expected = new Line.Message(topic, payload);
        assertEquals(expected, parser(LineFamily.TOPIC_PAYLOAD).parse(text));
        assertEquals(expected, auto(text));
    }

    static Stream<Arguments> othersLines() {
        return Stream.of(
                arguments(LineFamily.PLAIN, "23.5", new Line.Plain(new BigDecimal("23.5"))),
                arguments(LineFamily.PLAIN, "-3", new Line.Plain(new BigDecimal("-3"))),
                arguments(LineFamily.PLAIN, "+32", new Line.Plain(new BigDecimal("32"))),
                arguments(LineFamily.NODE_PAIRS, "5,Temperature:20.6,Battery:LOW",
                        values("5.Temperature", "20.6", "5.Battery", "LOW")),
                arguments(LineFamily.JSON, "{\"temperature\":{\"sens1\":22,\"sens2\":23}}",
                        values("temperature.sens1", "22", "temperature.sens2", "23")),
                arguments(LineFamily.JSON, "{\"T\":-0.5,\"open\":true,\"why\":null,\"name\":\"Été\"}",
                        values("T", "-0.5", "open", "1", "name", "Été")),
                arguments(LineFamily.JSON, "{\"a\":{\"b\":{\"c\":{\"d\":1}}},\"l\":[1,2]}",
                        values("a.b.c", "{\"d\":1}", "l", "[1,2]")),
                arguments(LineFamily.JSON, "{\"big\":1e3,\"a/b #\":4}", values("big", "1000", "a_b_", "4")),
                arguments(LineFamily.SERIAL2MQTT, "[1,\"src/uno/dht/temp\",\"22.5\",0,0]",
                        new Line.Message("src/uno/dht/temp", "22.5", 0, false)),
                arguments(LineFamily.SERIAL2MQTT, "[1,\"src/myTopic/time\",1234]",
                        new Line.Message("src/myTopic/time", "1234", 0, false)),
                arguments(LineFamily.SERIAL2MQTT, "[1,\"src/uno/etat\",\"on\",1,1]",
                        new Line.Message("src/uno/etat", "on", 1, true)),
                arguments(LineFamily.SERIAL2MQTT, "[0,\"dst/uno/+\"]", new Line.Subscribe("dst/uno/+")),
                arguments(LineFamily.SERIAL2MQTT, "[2,\"uno\",\"\"]", new Line.Hello("uno", "")),
                arguments(LineFamily.SERIAL2MQTT, "[3,\"\",\"\"]", new Line.Remark("disconnected")),
                arguments(LineFamily.SERIAL2MQTT,
                        "{\"cmd\":\"MQTT-PUB\",\"topic\":\"src/uno/dht/temp\",\"message\":\"22.5\",\"qos\":0,\"retained\":false}",
                        new Line.Message("src/uno/dht/temp", "22.5", 0, false)),
                arguments(LineFamily.SERIAL2MQTT, "{\"cmd\":\"MQTT-SUB\",\"topic\":\"dst/uno/#\"}",
                        new Line.Subscribe("dst/uno/#")),
                arguments(LineFamily.MYSENSORS, "12;6;0;0;6;2.3.2",
                        new Line.Node(new MySensorsMessage(12, 6, 0, 0, 6, "2.3.2"))),
                arguments(LineFamily.MYSENSORS, "12;6;1;0;0;36.5",
                        new Line.Node(new MySensorsMessage(12, 6, 1, 0, 0, "36.5"))),
                arguments(LineFamily.MYSENSORS, "12;7;1;0;2;1",
                        new Line.Node(new MySensorsMessage(12, 7, 1, 0, 2, "1"))),
                arguments(LineFamily.MYSENSORS, "12;7;2;0;2;", new Line.Node(new MySensorsMessage(12, 7, 2, 0, 2, ""))),
                arguments(LineFamily.MYSENSORS, "0;255;3;0;9;text",
                        new Line.Node(new MySensorsMessage(0, 255, 3, 0, 9, "text"))),
                arguments(LineFamily.MYSENSORS, "255;255;3;0;3;",
                        new Line.Node(new MySensorsMessage(255, 255, 3, 0, 3, ""))),
                arguments(LineFamily.RFLINK, "20;2D;UPM/Esic;ID=0001;TEMP=00cf;HUM=16;BAT=OK;",
                        values("UPM_Esic.0001.TEMP", "20.7", "UPM_Esic.0001.HUM", "16", "UPM_Esic.0001.BAT", "OK")),
                arguments(LineFamily.RFLINK, "20;36;Alecto V1;ID=0334;TEMP=800d;HUM=33;BAT=OK;",
                        values("Alecto_V1.0334.TEMP", "-1.3", "Alecto_V1.0334.HUM", "33", "Alecto_V1.0334.BAT", "OK")),
                arguments(LineFamily.RFLINK, "20;06;NewKaku;ID=00c142;SWITCH=1;CMD=ON;",
                        values("NewKaku.00c142.SWITCH", "1", "NewKaku.00c142.CMD", "ON")),
                arguments(LineFamily.RFLINK, "20;03;OK;", new Line.Outcome("OK")),
                arguments(LineFamily.RFLINK, "20;00;Nodo RadioFrequencyLink - RFLink Gateway V1.1 - R46;",
                        new Line.Outcome("Nodo RadioFrequencyLink - RFLink Gateway V1.1 - R46")),
                arguments(LineFamily.INFLUX, "salon,src=uno temp=22.5,hum=41",
                        values("salon.uno.temp", "22.5", "salon.uno.hum", "41")),
                arguments(LineFamily.INFLUX,
                        "temperature,place=1er\\ étage,src=salon-uno value=22.5 1760000000123000000",
                        values("temperature.1er_étage.salon-uno.value", "22.5")),
                arguments(LineFamily.INFLUX, "mb n=41i,ok=t,s=\"a, b\"",
                        values("mb.n", "41", "mb.ok", "1", "mb.s", "a, b")),
                arguments(LineFamily.NMEA, "$SALON,22.5,41*41", values("SALON.1", "22.5", "SALON.2", "41")));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("othersLines")
    void readsTheLinesOfOthers(LineFamily family, String text, Line expected) {
        assertEquals(expected, parser(family).parse(text));
        assertEquals(expected, auto(text));
    }

    static Stream<Arguments> columns() {
        Line expected = values("light", "1023", "T", "22.5", "H", "41");
        return Stream.of(arguments("1023;22.5;41", expected), arguments("1023,22.5,41", expected),
                arguments("1023 22.5\t41", expected), arguments("1023; 22.5; 41", expected),
                arguments("1023;;41", values("light", "1023", "H", "41")),
                arguments("1023;22.5", new Line.Remark("1023;22.5")), // half a line is no line
                arguments("023;22.5;41;7", new Line.Remark("023;22.5;41;7")),
                arguments("light;T;H", new Line.Remark("light;T;H"))); // the heading that many sketches print
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("columns")
    void readsColumnsThatTheFileNames(String text, Line expected) {
        assertEquals(expected, parser(LineFamily.CSV).parse(text));
    }

    @Test
    void leavesColumnsOutThatAreCalledDash() {
        LineForm form = new LineForm(LineFamily.AUTO, List.of("-", "T"), 3, LineForm.Others.IGNORE, "");
        assertEquals(values("T", "22.5"), new LineParser(form).parse("7;22.5"));
        assertEquals(values("T", "22.5"), new LineParser(form).parse("$SALON,7,22.5*73"));
    }

    static Stream<Arguments> own() {
        String more = "fw=1.4.0 len=60 T/°C/-40..85/5s H/%/0..100/5s led/bool/w";
        return Stream.of(arguments("@salon-uno " + more, new Line.Hello("salon-uno", more)),
                arguments("@uno", new Line.Hello("uno", "")), arguments("@? T/°C", new Line.Hello("", "T/°C")),
                arguments("=led 1 #17", new Line.Answer("led", "1", 17)),
                arguments("=led 0", new Line.Answer("led", "0", Line.Answer.NO_ID)),
                arguments("=led 1 #17*" + "%04X".formatted(Crc16.of("=led 1 #17")), new Line.Answer("led", "1", 17)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("own")
    void readsOurOwnLinesWhateverTheFamily(String text, Line expected) {
        for (LineFamily family : LineFamily.values()) {
            assertEquals(expected, parser(family).parse(text), family::toString);
        }
    }

    @Test
    void theCheckValueOfTheCrcIsTheOneOfTheCatalogue() {
        assertEquals(0x29B1, Crc16.of("123456789"));
        assertEquals("T:22.5*1B3E", Crc16.sealed("T:22.5"));
    }

    static Stream<Arguments> broken() {
        return Stream.of(arguments("T:22.5 H:41*9A3F", "check sum 9A3F, should be 68BA"),
                arguments("T:23.5 H:41*68BA", "check sum 68BA, should be "),
                arguments("$SALON,22.6,41*41", "check sum 41, should be 42"),
                arguments("[1,\"src/uno/dht/temp\",\"22.5\",0,0,12AB]", "check sum 12AB, should be "),
                arguments("[1,\"src/uno/dht/temp\",\"22.5\",0,0,\"12AB\"]", "check sum 12AB, should be "));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void knowsALineThatIsBroken(String text, String why) {
        Line.Damaged damaged = assertInstanceOf(Line.Damaged.class, auto(text));
        assertEquals(why, damaged.why().substring(0, Math.min(why.length(), damaged.why().length())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1,\"src/uno/dht/temp\",\"22.5\",0,0,%s]", "[1,\"src/uno/dht/temp\",\"22.5\",0,0,\"%s\"]",
            "{\"cmd\":\"MQTT-PUB\",\"topic\":\"src/uno/dht/temp\",\"message\":\"22.5\",\"crc\":\"%s\"}"})
    void checksTheSumOfSerial2Mqtt(String line) {
        String zeroed = line.formatted("0000");
        assertEquals(new Line.Message("src/uno/dht/temp", "22.5"),
                auto(line.formatted("%04X".formatted(Crc16.of(zeroed)))));
    }

    @Test
    void believesNoDataWithoutCheckSumOnceTheBoardHasPromisedIt() {
        LineParser parser = parser(LineFamily.AUTO);
        parser.agree(true, false);
        assertInstanceOf(Line.Damaged.class, parser.parse("T:22.5 H:41"));
        assertInstanceOf(Line.Damaged.class, parser.parse("T:22.5 H:41*68B"));
        assertEquals(values("T", "22.5", "H", "41"), parser.parse("T:22.5 H:41*68BA"));
        assertEquals(new Line.Remark("boot"), parser.parse("boot"));
        assertEquals(new Line.Hello("uno", "crc"), parser.parse(Crc16.sealed("@uno crc"))); // it has just been reset
        assertInstanceOf(Line.Damaged.class, parser.parse("@uno"));
        assertInstanceOf(Line.Damaged.class, auto("@uno crc"), "a hello that promises it begins with itself");
    }

    @Test
    void takesCreditOnlyFromABoardThatGivesIt() {
        LineParser parser = parser(LineFamily.AUTO);
        parser.agree(false, true);
        assertEquals(new Line.Credit(32), parser.parse("+32"));
        parser.agree(false, false);
        assertEquals(new Line.Plain(new BigDecimal("32")), parser.parse("+32"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Hello from the sketch", "DHT failed: no answer", "T:", ":22.5", "T:22,5", "12:30:05",
            "T:nan", "T:22.5 and more", "T:22.5C", "T::1", "1e5", "0x17", "at 12:30", "http://example", "=led",
            "=led 1 #", "@", "@ uno", "!led 1", "maison/+/temp 3", "maison/# 3", "$SYS/broker 3", "maison/salon/temp",
            "T:1234567890123456789", "1023;22.5;41", "{", "{}", "[]", "[9]", "[1]", "[1,\"a/+\",\"x\"]", "{\"a\":1} {",
            "{\"a\":1", "12;6;1;0;0", "12;6;9;0;0;1", "300;6;1;0;0;1", "20;2D", "20;2D;X", "a b c", "a,b=c", "=", "+",
            "$SALON,22.5,41", "*", "**", "*68BA", "5,", "5,a", "\\", "\"", "a\\ b"})
    void leavesAllElseToTheLog(String text) {
        assertEquals(new Line.Remark(text), auto(text));
    }

    @Test
    void keepsToTheFamilyOfTheBoardFile() {
        assertInstanceOf(Line.Remark.class, parser(LineFamily.PAIRS).parse("22.5"));
        assertInstanceOf(Line.Remark.class, parser(LineFamily.PLAIN).parse("T:22.5"));
        assertInstanceOf(Line.Remark.class, parser(LineFamily.TOPIC_PAYLOAD).parse("T:22.5"));
        assertInstanceOf(Line.Remark.class, parser(LineFamily.PAIRS).parse("a/b:22.5"));
    }

    @Test
    void writesWhatOthersRead() {
        assertEquals("10;NewKaku;00c142;1;ON;", RfLinkReader.command("NewKaku.00c142.1", true));
        assertEquals("[1,\"dst/uno/led\",\"1\",0,0]", Serial2MqttReader.publish("dst/uno/led", "1", 0, false));
        assertEquals("[2,\"uno\",\"\"]", Serial2MqttReader.connected("uno"));
        MySensorsMessage message = new MySensorsMessage(12, 7, 1, 0, 2, "1");
        assertEquals("12;7;1;0;2;1", message.line());
        assertEquals(message, MySensorsReader.of("12/7/1/0/2", "1").orElseThrow());
        assertEquals("12/7/1/0/2", message.topic());
    }

    /** Bytes by chance, and lines of the table with a few of their bytes changed. */
    @ParameterizedTest
    @EnumSource(LineFamily.class)
    void throwsOnNothing(LineFamily family) {
        List<String> seeds = Stream.of(pairs(), topics(), othersLines(), columns(), own(), broken())
                .flatMap(rows -> rows.map(row -> Arrays.stream(row.get()).filter(String.class::isInstance)
                        .map(String.class::cast).findFirst().orElseThrow()))
                .toList();
        SplittableRandom random = new SplittableRandom(8);
        LineParser parser = parser(family);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = random.nextInt(4) == 0
                    ? new byte[random.nextInt(80)]
                    : seeds.get(random.nextInt(seeds.size())).getBytes(StandardCharsets.UTF_8);
            if (random.nextInt(4) == 0) {
                random.nextBytes(bytes);
            }
            for (int n = random.nextInt(4); n > 0 && bytes.length > 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            int length = random.nextInt(3) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;
            parser.agree(random.nextInt(8) == 0, random.nextBoolean());
            parser.parse(new String(bytes, 0, length, StandardCharsets.UTF_8));
            parser.parse(Crc16.sealed(new String(bytes, 0, length, StandardCharsets.ISO_8859_1)));
        }
    }

    @Test
    void isQuickWithALineMadeToBeSlow() {
        for (String line : new String[]{"a ".repeat(500) + "b:", "a/".repeat(500), "a" + " ".repeat(900) + "b",
                "{".repeat(1000), "[".repeat(1000), "1;".repeat(500), "a,b=".repeat(250), "\\".repeat(1000)}) {
            assertInstanceOf(Line.Remark.class, auto(line));
        }
    }
}
