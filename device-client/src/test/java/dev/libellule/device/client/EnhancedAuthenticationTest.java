package dev.libellule.device.client;

import static dev.libellule.device.client.ClientBench.bytes;
import static dev.libellule.device.client.ClientBench.settings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.Status;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** CONNECT, AUTH and CONNACK of an enhanced authentication, 4.12, with a method that says what it heard. */
class EnhancedAuthenticationTest {
    private static final String METHOD = "15 0001 4d"; // M
    private final List<String> heard = new ArrayList<>();
    private final Authentication echo = new Authentication() {
        @Override
        public byte[] method() {
            return bytes("M");
        }

        @Override
        public int maximumDataLength() {
            return 8;
        }

        @Override
        public int begin(byte[] out, int offset) {
            out[offset] = 'b';
            return 1;
        }

        @Override
        public int answer(byte[] in, int offset, int length, byte[] out, int outOffset) {
            heard.add("answer " + text(in, offset, length));
            out[outOffset] = 'y';
            return in[offset] == 'x' ? Status.PROTOCOL_ERROR : 1;
        }

        @Override
        public int finish(byte[] in, int offset, int length) {
            heard.add("finish " + text(in, offset, length));
            return length == 0 ? Status.PROTOCOL_ERROR : 0;
        }
    };
    private final ClientBench bench = new ClientBench(MqttVersion.V5_0, settings().authentication(echo));

    private static String text(byte[] in, int offset, int length) {
        return length == 0 ? "nothing" : new String(in, offset, length, StandardCharsets.UTF_8);
    }

    private void start() {
        bench.client.connect();
        bench.step();
        assertEquals(List.of("CONNECT v5 clean id=uno keep=60 properties=21001027000001001500014d16000162"),
                bench.server.take());
    }

    private void connected() {
        start();
        bench.server.send("20 0b 00 00 08" + METHOD + "16 0001 7a");
        bench.step();
        assertTrue(bench.client.isConnected());
        heard.clear();
    }

    @Test
    void serverAsksAndIsAnswered() {
        start();
        bench.server.send("f0 0a 18 08" + METHOD + "16 0001 71");
        bench.step();
        assertEquals(List.of("AUTH reason=24 properties=1500014d16000179"), bench.server.take());
        bench.server.send("20 0b 00 00 08" + METHOD + "16 0001 7a");
        bench.step();
        assertEquals(List.of("answer q", "finish z"), heard);
        assertTrue(bench.client.isConnected());
    }

    @Test
    void serverThatDoesNotProveItselfIsLeft() {
        start();
        bench.server.send("20 07 00 00 04" + METHOD);
        bench.step();
        assertEquals(List.of("disconnected: the authentication of the server failed"), bench.listener.take());
    }

    @Test
    void refusedChallengeEndsTheAttempt() {
        start();
        bench.server.send("f0 0a 18 08" + METHOD + "16 0001 78");
        bench.step();
        assertEquals(List.of("disconnected: the authentication of the server failed"), bench.listener.take());
    }

    @Test
    void connackWithoutTheMethodIsAnError() { // [MQTT-4.12.0-5]
        start();
        bench.server.send("20 03 00 00 00");
        bench.step();
        assertFalse(bench.client.isConnected());
    }

    @Test
    void connackWithAnotherMethodIsAnError() { // [MQTT-4.12.0-5]
        start();
        bench.server.send("20 0b 00 00 08 15 0001 4e 16 0001 7a");
        bench.step();
        assertFalse(bench.client.isConnected());
    }

    @Test
    void authenticatesAnew() { // 4.12.1
        connected();
        assertTrue(bench.client.authenticate() > 0);
        assertTrue(bench.client.isAuthenticating());
        assertEquals(Status.PROTOCOL_ERROR, bench.client.authenticate());
        bench.step();
        assertEquals(List.of("AUTH reason=25 properties=1500014d16000162"), bench.server.take());
        bench.server.send("f0 0a 18 08" + METHOD + "16 0001 71");
        bench.step();
        assertEquals(List.of("AUTH reason=24 properties=1500014d16000179"), bench.server.take());
        bench.server.send("f0 0a 00 08" + METHOD + "16 0001 7a");
        bench.step();
        assertEquals(List.of("answer q", "finish z"), heard);
        assertFalse(bench.client.isAuthenticating());
        assertTrue(bench.client.isConnected());
    }

    @Test
    void authOutOfPlaceEndsTheConnection() {
        connected();
        bench.server.send("f0 0a 18 08" + METHOD + "16 0001 71");
        bench.step();
        assertEquals(List.of("DISCONNECT reason=130"), bench.server.take());
    }

    @Test
    void reauthenticationThatFailsEndsTheConnection() { // [MQTT-4.12.1-2]
        connected();
        bench.client.authenticate();
        bench.step();
        bench.server.take();
        bench.server.send("f0 06 00 04" + METHOD);
        bench.step();
        assertEquals(List.of("DISCONNECT reason=135"), bench.server.take());
        assertFalse(bench.client.isConnected());
    }

    @Test
    void authToAClientWithoutMethodEndsTheConnection() { // [MQTT-4.12.0-6]
        ClientBench plain = ClientBench.connected(MqttVersion.V5_0);
        plain.server.send("f0 0a 18 08" + METHOD + "16 0001 71");
        plain.step();
        assertEquals(List.of("DISCONNECT reason=130"), plain.server.take());
        assertEquals(Status.PROTOCOL_ERROR, ClientBench.connected(MqttVersion.V5_0).client.authenticate());
    }
}
