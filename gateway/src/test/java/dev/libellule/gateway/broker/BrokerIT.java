package dev.libellule.gateway.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.gateway.Peer;
import dev.libellule.gateway.broker.BrokerOptions.Listener;
import dev.libellule.gateway.broker.BrokerOptions.Transport;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The broker on real sockets, with Mosquitto's own clients: the command lines of the reference texts. */
class BrokerIT {
    private static final long PATIENCE_SECONDS = 20;

    private final List<Process> processes = new ArrayList<>();
    private final BrokerOptions.Credentials credentials = (user, password) -> user.equals("sondes")
            && new String(password, StandardCharsets.UTF_8).equals("mot2passe");
    private final Broker broker = Broker.start(new BrokerOptions(
            List.of(new Listener("127.0.0.1", 0, Transport.TCP, true, credentials),
                    Listener.loopback(0, Transport.WEBSOCKET)),
            Limits.DEFAULT, Duration.ofSeconds(1)), "test");

    @AfterEach
    void end() {
        processes.forEach(Process::destroy);
        broker.close();
    }

    private Process mosquitto(String program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Peer.require(program, "mosquitto-clients").toString(), "-h", "127.0.0.1", "-p",
                        Integer.toString(broker.port(0))));
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        processes.add(process);
        return process;
    }

    private void publish(String... arguments) throws Exception {
        Process process = mosquitto("mosquitto_pub", arguments);
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "mosquitto_pub ends");
        assertEquals(0, process.exitValue(), () -> output(process));
    }

    private static String output(Process process) {
        return process.inputReader().lines().toList().toString();
    }

    /** A subscriber that has subscribed: a retained message that it also asks for has arrived. */
    private BufferedReader subscribe(String... arguments) throws Exception {
        try (LocalClient local = broker.connect(LocalClientOptions.clean("marker"), Delivery::acknowledge)) {
            local.publish("ready", new byte[]{'r'}, 0, true);
        }
        List<String> withMarker = new ArrayList<>(List.of("-t", "ready"));
        withMarker.addAll(Arrays.asList(arguments));
        BufferedReader reader = mosquitto("mosquitto_sub", withMarker.toArray(String[]::new)).inputReader();
        reader.readLine();
        return reader;
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqttv31", "mqttv311", "mqttv5"})
    void theCommandLinesOfTheReferenceTexts(String version) throws Exception {
        BufferedReader valeur = subscribe("-V", version, "-v", "-u", "sondes", "-P", "mot2passe", "-t",
                "maison/+/valeur", "-q", "2");
        for (int qos = 0; qos <= 2; qos++) {
            publish("-V", version, "-u", "sondes", "-P", "mot2passe", "-t", "maison/1er étage/valeur", "-m", "2" + qos,
                    "-q", "" + qos);
            assertEquals("maison/1er étage/valeur 2" + qos, valeur.readLine());
        }
        publish("-V", version, "-r", "-t", "test/val", "-m", "Bonjour", "-q", "1");
        assertEquals("test/val Bonjour", subscribe("-V", version, "-v", "-t", "test/val").readLine());
        assertEquals("libellule version test", subscribe("-V", version, "-t", "$SYS/broker/version").readLine());
    }

    @Test
    void aWrongPasswordIsRefusedInWords() throws Exception {
        Process process = mosquitto("mosquitto_pub", "-u", "sondes", "-P", "wrong", "-t", "t", "-m", "x");
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertEquals(5, process.exitValue());
        assertTrue(output(process).contains("not authorised"));
    }

    @Test
    void aLargeMessageGoesThroughInPieces() throws Exception {
        BufferedReader reader = subscribe("-t", "big", "-q", "1", "-F", "%l");
        java.nio.file.Path file = java.nio.file.Files.createTempFile("libellule", ".bin");
        try {
            java.nio.file.Files.write(file, new byte[1_500_000]);
            publish("-t", "big", "-q", "1", "-f", file.toString());
            assertEquals("1500000", reader.readLine());
        } finally {
            java.nio.file.Files.delete(file);
        }
    }

    @Test
    void aLocalClientMeetsANetworkClient() throws Exception {
        BlockingQueue<String> arrived = new LinkedBlockingQueue<>();
        try (LocalClient local = broker.connect(LocalClientOptions.clean("local"), delivery -> {
            arrived.add(delivery.topic() + "=" + new String(delivery.payload(), StandardCharsets.UTF_8) + " q"
                    + delivery.qos());
            delivery.acknowledge();
        })) {
            local.subscribe("ctrlled", 1);
            for (int i = 0; i < 30; i++) { // more than the Receive Maximum of 20
                local.publish("ctrlled", new byte[]{'0'}, 1, false);
                assertEquals("ctrlled=0 q1", arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
            }
            publish("-t", "ctrlled", "-m", "1", "-q", "1");
            assertEquals("ctrlled=1 q1", arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
            BufferedReader reader = subscribe("-v", "-t", "ctrlled/etat");
            local.publish("ctrlled/etat", new byte[]{'1'}, 0, true);
            assertEquals("ctrlled/etat 1", reader.readLine());
        }
        assertThrows(IllegalArgumentException.class,
                () -> broker.connect(LocalClientOptions.clean("x"), _ -> {}).publish("a/#", new byte[0], 0, false));
    }

    @Test
    void webSocketCarriesTheSamePackets() throws Exception { // section 6
        BlockingQueue<byte[]> frames = new LinkedBlockingQueue<>();
        WebSocket socket = HttpClient.newHttpClient().newWebSocketBuilder().subprotocols("mqtt")
                .buildAsync(URI.create("ws://127.0.0.1:" + broker.port(1) + "/mqtt"), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
                        byte[] bytes = new byte[data.remaining()];
                        data.get(bytes);
                        frames.add(bytes);
                        webSocket.request(1);
                        return null;
                    }
                }).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertEquals("mqtt", socket.getSubprotocol());
        byte[] connect = {0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0, 1, 'w'};
        socket.sendBinary(ByteBuffer.wrap(connect, 0, 7), true).join(); // a packet in two frames
        socket.sendBinary(ByteBuffer.wrap(connect, 7, 8), true).join();
        assertEquals("[32, 2, 0, 0]", Arrays.toString(frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)));
        socket.sendBinary(ByteBuffer.wrap(new byte[]{(byte) 0x82, 6, 0, 1, 0, 1, 't', 0}), true).join();
        assertEquals("[-112, 3, 0, 1, 0]", Arrays.toString(frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)));
        publish("-t", "t", "-m", "é");
        assertEquals("[48, 5, 0, 1, 116, -61, -87]", Arrays.toString(frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)));
        socket.abort();
    }

    @Test
    void aPortThatIsTakenIsNamedWithItsCure() {
        BrokerStartException taken = assertThrows(BrokerStartException.class,
                () -> Broker.start(BrokerOptions.loopback(broker.port(0)), "test"));
        assertTrue(taken.getMessage().contains("port " + broker.port(0)) && taken.getMessage().contains("-p"),
                taken.getMessage());
    }
}
