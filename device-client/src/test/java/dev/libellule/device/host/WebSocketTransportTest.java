package dev.libellule.device.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.libellule.device.client.Allocation;
import dev.libellule.device.client.Transport;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSocket in memory: the transport at one end, bytes of the test at the other. */
class WebSocketTransportTest {
    private static final String ACCEPTED = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\n"
            + "Connection: keep-alive, Upgrade\r\nSec-WebSocket-Accept: %s\r\nsec-websocket-protocol: mqtt\r\n\r\n";

    private MemoryHost below = new MemoryHost(65_536);
    private WebSocketTransport transport;
    private final byte[] buffer = new byte[70_000];

    private String ask(int port) {
        transport = new WebSocketTransport(new ServerAddress("broker.test", port), below, "/mqtt", 80);
        assertEquals(Transport.IN_PROGRESS, transport.connect());
        return new String(sent(), StandardCharsets.US_ASCII);
    }

    private static String key(String request) {
        return request.replaceFirst("(?s).*Sec-WebSocket-Key: (\\S+)\r\n.*", "$1");
    }

    private int answer(String response, String request) {
        send(response.formatted(WebSocketGreeting.accept(key(request))).getBytes(StandardCharsets.US_ASCII));
        return transport.connect();
    }

    private void connect() {
        assertEquals(Transport.CONNECTED, answer(ACCEPTED, ask(80)));
    }

    private void send(byte[] bytes) {
        assertEquals(bytes.length, below.peer.write(bytes, 0, bytes.length));
    }

    private void send(String hex) {
        send(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    private byte[] sent() {
        return Arrays.copyOf(buffer, Math.max(0, below.peer.read(buffer, 0, buffer.length)));
    }

    private String read() {
        int count = transport.read(buffer, 0, buffer.length);
        return count < 0 ? "lost" : HexFormat.of().formatHex(buffer, 0, count);
    }

    /** The payload of one masked frame, which is all that was sent. */
    private byte[] unmasked(int firstByte) {
        byte[] frame = sent();
        assertEquals(firstByte, frame[0] & 0xFF);
        assertTrue((frame[1] & 0x80) != 0, "masked, RFC 6455, 5.1");
        int length = frame[1] & 0x7F;
        int at = 2;
        if (length == 126) {
            length = (frame[2] & 0xFF) << 8 | frame[3] & 0xFF;
            at = 4;
        }
        assertEquals(at + 4 + length, frame.length);
        byte[] payload = new byte[length];
        for (int i = 0; i < length; i++) {
            payload[i] = (byte) (frame[at + 4 + i] ^ frame[at + i % 4]);
        }
        return payload;
    }

    @Test
    void requestIsThatOfRfc6455WithTheSubprotocolMqtt() { // [MQTT-6.0.0-3]
        String request = ask(9001);
        assertEquals("GET /mqtt HTTP/1.1\r\nHost: broker.test:9001\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: " + key(request)
                + "\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n",
                request);
        assertTrue(ask(80).contains("\r\nHost: broker.test\r\n"));
        assertEquals("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", WebSocketGreeting.accept("dGhlIHNhbXBsZSBub25jZQ=="),
                "RFC 6455, 1.3");
    }

    @Test
    void answerMayComeByteByByteWithAFrameBehindIt() {
        below.trickling = true;
        String request = ask(80);
        send((ACCEPTED.formatted(WebSocketGreeting.accept(key(request))) + "\u0082\u0002ab")
                .getBytes(StandardCharsets.ISO_8859_1));
        int status = Transport.IN_PROGRESS;
        for (int i = 0; status == Transport.IN_PROGRESS && i < 1000; i++) {
            status = transport.connect();
        }
        assertEquals(Transport.CONNECTED, status);
        assertEquals("6162", read());
    }

    static Stream<Arguments> refusals() {
        String missing = ACCEPTED.replace("sec-websocket-protocol: mqtt\r\n", "");
        return Stream.of(arguments("HTTP/1.1 404 Not Found\r\n\r\n",
                "the server answered 'HTTP/1.1 404 Not Found' instead of opening a WebSocket at /mqtt; is this the right path?"),
                arguments("HTTP/1.1 301 Moved Permanently\r\nLocation: https://x/\r\n\r\n",
                        "the server answered 'HTTP/1.1 301 Moved Permanently' instead of opening a WebSocket at /mqtt; "
                                + "it refers to https://x/"),
                arguments("HTTP/1.1 403 Forbidden\u001b[2J\r\n\r\n",
                        "the server answered 'HTTP/1.1 403 Forbidden?[2J' instead of opening a WebSocket at /mqtt; "
                                + "it wants a permission that MQTT cannot give, as of a proxy"),
                arguments("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n", "the server answered "
                        + "'HTTP/1.1 101 Switching Protocols' but did not switch to WebSocket; is a proxy in between?"),
                arguments(ACCEPTED.replace("%s", "%s1"),
                        "the server's answer does not belong to this request (Sec-WebSocket-Accept); is a cache in between?"),
                arguments(missing, // [MQTT-6.0.0-4]
                        "the server's WebSocket at /mqtt speaks no named protocol, not 'mqtt'; is this the right path?"),
                arguments(ACCEPTED.replace(": mqtt", ": chat"),
                        "the server's WebSocket at /mqtt speaks 'chat', not 'mqtt'; is this the right path?"),
                arguments(ACCEPTED.replace("\r\n\r\n", "\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n"),
                        "the server uses WebSocket extensions that nobody asked for: permessage-deflate"),
                arguments("\u0020\u0002\u0000\u0000",
                        "the server does not answer as a web server does; is this its WebSocket port?"),
                arguments("HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(2000),
                        "the server does not answer as a web server does; is this its WebSocket port?"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusalIsNamed(String response, String expected) {
        String request = ask(80);
        assertEquals(Transport.LOST, answer(response.replace("%s1", "x%s"), request));
        assertEquals(expected, transport.failure());
    }

    @Test
    void serverThatHangsUpIsNamed() {
        ask(80);
        below.peer.close();
        assertEquals(Transport.LOST, transport.connect());
        assertEquals("the server closed the connection instead of answering; is this its WebSocket port?",
                transport.failure());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 125, 126, 16_376, 16_377, 40_000})
    void bytesLeaveMaskedInBinaryFrames(int length) { // [MQTT-6.0.0-1]
        connect();
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int written = 0; written < length;) {
            int count = transport.write(bytes, written, Math.min(16_376, length - written));
            assertTrue(count > 0);
            written += count;
            all.writeBytes(unmasked(0x82));
        }
        assertArrayEquals(bytes, all.toByteArray());
    }

    @Test
    void bytesCountAsWrittenOnlyWhenTheyHaveLeft() {
        below = new MemoryHost(500);
        connect();
        byte[] bytes = new byte[600];
        new Random(5).nextBytes(bytes);
        assertEquals(0, transport.write(bytes, 0, 600));
        transport.await(1000, false);
        assertTrue(below.awaitedWriting, "waits for room of itself");
        send("8901 70"); // a ping meanwhile
        assertEquals("", read());
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(sent());
        assertEquals("", read(), "the rest of the frame leaves, and the pong behind it");
        int count = transport.write(bytes, 0, 600);
        assertEquals(600, count);
        all.writeBytes(sent());
        byte[] wire = all.toByteArray();
        byte[] payload = new byte[600];
        for (int i = 0; i < 600; i++) {
            payload[i] = (byte) (wire[8 + i] ^ wire[4 + i % 4]);
        }
        assertArrayEquals(bytes, payload, "once, and whole");
        assertEquals(8 + 600 + 7, wire.length);
        assertEquals(0x8A, wire[608] & 0xFF, "then the pong");
    }

    @Test
    void framesAreReadAsOneStream() { // [MQTT-6.0.0-2]
        connect();
        send("0202 0102  8900  0001 03  8a03 707070  8002 0405  8200  8201 06"); // fragments with ping and pong between them
        assertEquals("010203040506", read());
        assertArrayEquals(new byte[0], unmasked(0x8A));
        send("827e 0080 " + "07".repeat(128));
        assertEquals("07".repeat(128), read());
        send("827f 0000000000010000 " + "08".repeat(60_000));
        assertEquals("08".repeat(60_000), read());
        send("08".repeat(5536) + "8201 09");
        assertEquals("08".repeat(5536) + "09", read());
    }

    @Test
    void headersMayBeCutAnywhere() {
        connect();
        byte[] frames = HexFormat.of().parseHex("027e0080" + "07".repeat(128) + "890470696e67" + "80026f6b");
        StringBuilder all = new StringBuilder();
        for (byte b : frames) {
            send(new byte[]{b});
            all.append(read());
        }
        assertEquals("07".repeat(128) + "6f6b", all.toString());
        assertEquals("ping", new String(unmasked(0x8A), StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @CsvSource({"8101 61, 1003, 'a text frame, where MQTT has binary ones'",
            "8001 61, 1002, 'a frame of a kind that may not come now (0)'",
            "0201 61 8201 62, 1002, 'a frame of a kind that may not come now (2)'",
            "8301 61, 1002, 'a frame of a kind that may not come now (3)'",
            "c201 61, 1002, 'reserved bits of a frame are set'",
            "8281 00000000 61, 1002, 'a frame is masked, which a server''s may not be'",
            "8b00, 1002, 'a control frame that may not be'", "0900, 1002, 'a control frame that may not be'",
            "897e 007e, 1002, 'a control frame that may not be'",
            "827e 0001 61, 1002, 'a frame''s length is not written as it has to be'",
            "827f 0000000000000080, 1002, 'a frame''s length is not written as it has to be'",
            "827f 8000000000000000, 1002, 'a frame''s length is not written as it has to be'"})
    void frameThatMayNotBeEndsTheStream(String frames, int code, String expected) {
        connect();
        send(frames);
        String got = read();
        assertEquals("lost", got.equals("61") ? read() : got);
        assertEquals("the server breaks the WebSocket protocol: " + expected, transport.failure());
        byte[] close = unmasked(0x88);
        assertEquals(code, (close[0] & 0xFF) << 8 | close[1] & 0xFF);
        assertFalse(below.stream.isOpen());
    }

    @ParameterizedTest
    @CsvSource({"8800, 'closed by the server (WebSocket without a code)', 1000",
            "8802 03e9, 'closed by the server (WebSocket code 1001)', 1001",
            "8805 03e9 627965, 'closed by the server (WebSocket code 1001: bye)', 1001"})
    void closeIsAnsweredAndNamed(String frame, String expected, int code) {
        connect();
        send("8201 61" + frame);
        assertEquals("61", read(), "first what came before it");
        transport.await(1000, false);
        assertEquals(0, below.awaitedMillis, "does not sleep on the loss");
        assertEquals("lost", read());
        assertEquals(expected, transport.failure());
        byte[] close = unmasked(0x88);
        assertEquals(code, (close[0] & 0xFF) << 8 | close[1] & 0xFF);
    }

    @Test
    void closeSaysGoodbyeAndTheNextConnectBeginsAnew() {
        connect();
        transport.close();
        assertArrayEquals(new byte[]{3, (byte) 0xE8}, unmasked(0x88));
        assertEquals(Transport.LOST, transport.write(buffer, 0, 1));
        assertEquals(Transport.IN_PROGRESS, transport.connect());
        assertEquals(Transport.CONNECTED, answer(ACCEPTED, new String(sent(), StandardCharsets.US_ASCII)));
    }

    @Test
    void pingsWithoutEndAreAnsweredByTheLatest() {
        below = new MemoryHost(200);
        connect();
        assertEquals(0, transport.write(buffer, 0, 300), "no room");
        for (int i = 0; i < 1000; i++) {
            send("8902" + "%04x".formatted(i));
            assertEquals("", read());
        }
        below.peer.read(buffer, 0, 200);
        assertEquals("", read());
        below.peer.read(buffer, 0, 108);
        assertEquals("", read());
        assertArrayEquals(new byte[]{3, (byte) 0xE7}, unmasked(0x8A), "999");
    }

    @Test
    void anyBytesEitherReadOrEndTheStream() {
        Random random = new Random(11);
        for (int round = 0; round < 500; round++) {
            below = new MemoryHost(65_536);
            connect();
            byte[] bytes = new byte[random.nextInt(400)];
            random.nextBytes(bytes);
            send(bytes);
            String got = read();
            assertTrue(got.equals("lost") || got.length() <= 2 * bytes.length, "round " + round);
        }
    }

    @Test
    void readingAndWritingAllocateNothingButTheMasks() {
        connect();
        byte[] frame = HexFormat.of().parseHex("8240" + "11".repeat(64));
        long bytes = Allocation.bytesOf(() -> {
            below.peer.write(frame, 0, frame.length);
            assertTrue(transport.read(buffer, 0, 100) == 64);
            assertTrue(transport.write(buffer, 0, 64) == 64);
            below.peer.read(buffer, 0, 100);
        });
        assertTrue(bytes <= 100 * 4,
                "bytes in a hundred messages each way, of which SecureRandom makes some each 256: " + bytes);
    }

    @Test
    void pathThatWouldBreakTheRequestIsRefused() {
        for (String path : new String[]{"", "mqtt", "/a b", "/a\r\nX: y", "/\u00E9", "/a#b"}) {
            assertThrows(HostException.class, () -> new WebSocketTransport("localhost", 80, path));
        }
    }
}
