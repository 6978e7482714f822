package dev.libellule.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.PacketReader;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.PublishCoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageFormatTest {
    /** Topic a/é, QoS 1, identifier 7, retained, payload {"x":1}, content type t, user property k=v, expiry 60. */
    private final Publish message = message(
            "33 20 0004612fc3a9 0007 10 03 0001 74 26 0001 6b 0001 76 02 0000003c 7b2278223a317d");

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"%t %p|a/é {\"x\":1}", "q%q r%r l%l m%m|q1 r1 l7 m7", "%x|7b2278223a317d",
            "%X|7B2278223A317D",
            "%C,%P,%E,%R.|t,k:v,60,.", "100 %% @@ %z é|100 % @ %z é"})
    void lettersAsInMosquitto(String format, String expected) {
        assertEquals(expected, text(MessageFormat.parse(format), message));
    }

    @Test
    void escapes() {
        assertEquals("a\tb\nc\\d", text(MessageFormat.parse("a\\tb\\nc\\\\d"), message));
    }

    @Test
    void times() {
        assertTrue(text(MessageFormat.parse("%I"), message)
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[+-]\\d{4}"));
        assertTrue(text(MessageFormat.parse("%U"), message).matches("\\d+\\.\\d{9}"));
        assertTrue(text(MessageFormat.parse("@Y-@m-@d @H:@M:@S.@N @s"), message)
                .matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{9} \\d+"));
    }

    @Test
    void json() {
        String line = text(MessageFormat.parse("%j"), message).replaceFirst("\"tst\":\"[^\"]*\"", "\"tst\":\"T\"");
        assertEquals(
                "{\"tst\":\"T\",\"topic\":\"a/é\",\"qos\":1,\"retain\":1,\"payloadlen\":7,\"mid\":7,\"properties\":{\"user-properties\":"
                        + "{\"k\":\"v\"},\"content-type\":\"t\",\"message-expiry-interval\":60},\"payload\":\"{\\\"x\\\":1}\"}",
                line);
        assertTrue(text(MessageFormat.parse("%J"), message).endsWith("\"payload\":{\"x\":1}}"));
    }

    @Test
    void plainForms() {
        assertEquals("{\"x\":1}", text(MessageFormat.plain(false), message));
        assertEquals("a/é {\"x\":1}", text(MessageFormat.plain(true), message));
        Publish empty = message("30 04 0001 61 00");
        assertEquals("a (null)", text(MessageFormat.plain(true), empty));
        assertEquals("", text(MessageFormat.plain(false), empty));
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
