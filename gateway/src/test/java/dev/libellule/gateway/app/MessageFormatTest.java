package dev.libellule.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.PacketReader;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.PublishCoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageFormatTest {
    /** Topic a/é, QoS 1, identifier 7, retained, payload {"x":1}, content type t, user property k=v, expiry 60. */
    private final Publish message = message(
            "33 20 0004612fc3a9 0007 10 03 0001 74 26 0001 6b 0001 76 02 0000003c 7b2278223a317d");

    private final List<String> complaints = new ArrayList<>();

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"%t %p|a/é {\"x\":1}", "q%q r%r l%l m%m|q1 r1 l7 m7", "%x|7b2278223a317d",
            "%X|7B2278223A317D",
            "%C,%P,%E,%R.|t,k:v,60,.", "100 %% @@ é|100 % @ é",
            "[%6.2t][%-6t][%4l][%-4l][%04l]|[    a/][a/é  ][   7][7   ][0007]",
            "[%3p][%-9p][%09p]|[{\"x][{\"x\":1}  ][00{\"x\":1}]", "[%5x][%-5X]|[ 7b22][7B22 ]",
            "[%3S][%03A][%-3F][%4C][%4R][%D]|[   ][000][   ][   t][][]"})
    void lettersAsInMosquitto(String format, String expected) {
        assertEquals(expected, text(parse(format), message));
    }

    @Test
    void floatingPoint() { // in this machine's order of bytes
        ByteBuffer bytes = ByteBuffer.allocate(12).order(ByteOrder.nativeOrder()).putFloat(-1.5f).putDouble(1e-3);
        Publish real = message("30 08 0001 61 00 " + HexFormat.of().formatHex(bytes.array(), 0, 4));
        assertEquals("[-1.500000][-1.5][ -1.50][-01.50]", text(parse("[%f][%.1f][%6.2f][%06.2f]"), real));
        assertEquals("", text(parse("%d"), real));
        assertEquals(List.of("Error: Message payload is not a number of 8 bytes on topic a."), complaints);
        real = message("30 0c 0001 61 00 " + HexFormat.of().formatHex(bytes.array(), 4, 12));
        assertEquals("0.001000", text(parse("%d"), real));
    }

    @Test
    void payloadThatIsNoJsonIsNotShownAsSome() {
        Publish text = message("30 08 0001 61 00 7b227822");
        assertEquals("ab", text(parse("a%Jb"), text));
        assertEquals(List.of("Error: Message payload is not valid JSON on topic a."), complaints);
    }

    @Test
    void bytesThatAreNoTextAreAnArray() {
        assertTrue(text(parse("%j"), message("30 06 0001 61 00 ff00")).endsWith("\"payload\":[255,0]}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"1.0|1", "1e3|1000", "0.1|0.1", "1e15|1e+15",
            "123456789012345|123456789012345",
            "1.5e-7|1.5e-07", "-0.25|-0.25", "0.30000000000000004|0.30000000000000004", "1e400|null", "-0|0"})
    void numbersAsInCJson(String number, String expected) {
        assertEquals(expected, JsonText.number(number));
    }

    @Test
    void escapes() {
        assertEquals("a\tb\nc\\d", text(parse("a\\tb\\nc\\\\d"), message));
    }

    @Test
    void times() {
        assertTrue(text(parse("%I"), message)
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[+-]\\d{4}"));
        assertTrue(text(parse("%U"), message).matches("\\d+\\.\\d{9}"));
        assertTrue(text(parse("@Y-@m-@d @H:@M:@S.@N @s"), message)
                .matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{9} \\d+"));
    }

    @Test
    void json() {
        String line = text(parse("%j"), message).replaceFirst("\"tst\":\"[^\"]*\"", "\"tst\":\"T\"");
        assertEquals(
                "{\"tst\":\"T\",\"topic\":\"a/é\",\"qos\":1,\"retain\":1,\"payloadlen\":7,\"mid\":7,"
                        + "\"properties\":{\"content-type\":\"t\",\"user-properties\":"
                        + "{\"k\":\"v\"},\"message-expiry-interval\":60},\"payload\":\"{\\\"x\\\":1}\"}",
                line);
        assertTrue(text(parse("%J"), message).endsWith("\"payload\":{\"x\":1}}"));
    }

    @Test
    void plainForms() {
        assertEquals("{\"x\":1}", text(MessageFormat.plain(false), message));
        assertEquals("a/é {\"x\":1}", text(MessageFormat.plain(true), message));
        Publish empty = message("30 04 0001 61 00");
        assertEquals("a (null)", text(MessageFormat.plain(true), empty));
        assertEquals("", text(MessageFormat.plain(false), empty));
    }

    private MessageFormat parse(String format) {
        return MessageFormat.parse(format, false, complaints::add);
    }

    private static Publish message(String hex) {
        byte[] packet = HexFormat.of().parseHex(hex.replace(" ", ""));
        PacketReader in = new PacketReader();
        in.wrap(packet, 2, packet.length);
        Publish publish = new Publish();
        assertEquals(packet.length - 2, packet[1]);
        assertEquals(0, PublishCoder.decode(in, packet[0] & 0xFF, MqttVersion.V5_0, publish));
        return publish;
    }

    private static String text(MessageFormat format, Publish message) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            format.write(message, out);
            return out.toString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
