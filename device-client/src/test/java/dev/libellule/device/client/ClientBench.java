package dev.libellule.device.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.Utf8;
import dev.libellule.device.host.MemoryTransport;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A client and its server on one thread, with a clock that the test turns. */
final class ClientBench {
    final MemoryTransport stream;
    final ServerPeer server;
    final RecordingListener listener = new RecordingListener();
    final MqttClient client;
    final int version;
    int now;

    ClientBench(int version, MqttSettings settings) {
        this(version, settings, 256, 256);
    }

    ClientBench(int version, MqttSettings settings, int receiveBytes, int sendBytes) {
        this.version = version;
        MemoryTransport[] pair = MemoryTransport.pair(65_536);
        stream = pair[0];
        server = new ServerPeer(pair[1], version);
        client = new MqttClient(settings.version(version), stream, listener, new byte[receiveBytes],
                new byte[sendBytes]);
    }

    static MqttSettings settings() {
        return new MqttSettings().clientIdentifier(bytes("uno")).backoffMillis(100, 1000, 5000, 42);
    }

    static ClientBench connected(int version) {
        return connected(version, settings());
    }

    static ClientBench connected(int version, MqttSettings settings) {
        ClientBench bench = new ClientBench(version, settings);
        bench.connect();
        return bench;
    }

    /** Connects to a server without limits and forgets what was said. */
    ClientBench connect() {
        client.connect();
        accept(false);
        server.take();
        listener.take();
        return this;
    }

    /** Steps until CONNECT is out, answers it, steps again. */
    void accept(boolean sessionPresent) {
        client.step(now);
        List<String> lines = server.take();
        assertEquals("CONNECT", lines.get(0).split(" ")[0]);
        server.send("20 " + (isV5() ? "03 " : "02 ") + (sessionPresent ? "01" : "00") + " 00" + (isV5() ? " 00" : ""));
        client.step(now);
    }

    /** Cuts the stream, and goes on until the client wants to connect again. */
    void cutAndReturn() {
        server.stream.close();
        server.forget();
        client.step(now);
        now += 1000; // the cap of the back-off
    }

    boolean isV5() {
        return version == MqttVersion.V5_0;
    }

    int step() {
        return client.step(now);
    }

    int stepAt(int millis) {
        now = millis;
        return client.step(now);
    }

    int publish(String topic, String payload, int qos) {
        byte[] bytes = bytes(payload);
        return client.publish(bytes(topic), bytes, 0, bytes.length, qos, false);
    }

    /** A PUBLISH in hexadecimal. */
    String message(int firstByte, String topic, int packetIdentifier, String payload) {
        StringBuilder body = new StringBuilder(hex(topic.getBytes(StandardCharsets.UTF_8), true));
        if ((firstByte & 6) != 0) {
            body.append(String.format("%04x", packetIdentifier));
        }
        body.append(isV5() ? "00" : "").append(hex(payload.getBytes(StandardCharsets.UTF_8), false));
        int length = body.length() / 2;
        return String.format("%02x", firstByte)
                + (length < 128
                        ? String.format("%02x", length)
                        : String.format("%02x%02x", length & 127 | 128, length >> 7))
                + body;
    }

    private static String hex(byte[] bytes, boolean withLength) {
        StringBuilder out = new StringBuilder(withLength ? String.format("%04x", bytes.length) : "");
        for (byte b : bytes) {
            out.append(String.format("%02x", b & 0xFF));
        }
        return out.toString();
    }

    static byte[] bytes(String text) {
        return Utf8.bytes(text);
    }
}
