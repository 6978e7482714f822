package dev.libellule.gateway.broker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.PacketWriter;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.PublishCoder;
import dev.libellule.gateway.broker.BrokerOptions.Listener;
import dev.libellule.gateway.broker.BrokerOptions.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that misbehave, over sockets: they cost little, and their neighbours do not notice. */
class HostileIT {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final int PENDING_BYTES = 256 << 10;
    private static final byte[] DISCONNECT = {(byte) 0xE0, 0};
    private static final byte[] PING = {(byte) 0xC0, 0};
    private static final byte[] PING_ANSWER = {(byte) 0xD0, 0};

    private Broker broker;

    @BeforeEach
    void start() {
        broker = Broker.start(new BrokerOptions(
                List.of(Listener.loopback(0, Transport.TCP), Listener.loopback(0, Transport.WEBSOCKET)),
                new Limits(20, 20, 1_000, 2_000_000, PENDING_BYTES), Duration.ZERO), "test");
    }

    @AfterEach
    void end() {
        broker.close();
    }

    private Socket connect(char id, int keepAliveSeconds, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), broker.port(0)));
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        socket.getOutputStream()
                .write(new byte[]{0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, (byte) keepAliveSeconds, 0, 1,
                        (byte) id});
        assertArrayEquals(new byte[]{0x20, 2, 0, 0}, socket.getInputStream().readNBytes(4));
        return socket;
    }

    private static void subscribe(Socket socket, char topic) throws IOException {
        socket.getOutputStream().write(new byte[]{(byte) 0x82, 6, 0, 1, 0, 1, (byte) topic, 0});
        assertEquals(5, socket.getInputStream().readNBytes(5).length);
    }

    private static void ping(Socket socket) throws IOException {
        socket.getOutputStream().write(PING);
        assertArrayEquals(PING_ANSWER, socket.getInputStream().readNBytes(2));
    }

    private static byte[] publish(char topic, int payload) {
        Publish publish = new Publish();
        publish.topic.set(new byte[]{(byte) topic});
        publish.payload.set(new byte[payload]);
        byte[] packet = new byte[payload + 10];
        PacketWriter out = new PacketWriter();
        out.wrap(packet, 0, packet.length);
        return Arrays.copyOf(packet, PublishCoder.encode(out, MqttVersion.V3_1_1, publish));
    }

    @Test
    void whoNeverReadsLosesMessagesAndItsNeighbourNone() throws Exception {
        try (Socket deaf = connect('d', 2, 4_096);
                Socket neighbour = connect('n', 60, 0);
                Socket sender = connect('p', 60, 0)) {
            subscribe(deaf, 't');
            subscribe(neighbour, 'u');
            byte[] large = publish('t', 20_000);
            byte[] small = publish('u', 10);
            OutputStream out = sender.getOutputStream();
            long began = System.nanoTime();
            for (int i = 0; i < 2_000; i++) { // 40 MB
                out.write(large);
                out.write(small);
                assertEquals(small.length, neighbour.getInputStream().readNBytes(small.length).length, "message " + i);
            }
            ping(sender);
            assertTrue(onBroker().pendingBytes < 8L << 20, onBroker().pendingBytes + " bytes wait");
            assertTrue(onBroker().drops.total() > 100, onBroker().drops.total() + " dropped");
            awaitOnline(2); // silent for 1.5 times its Keep Alive, and it does not take what is left for it
            long seconds = (System.nanoTime() - began) / 1_000_000_000;
            assertTrue(seconds < 20, seconds + " s");
            ping(neighbour);
        }
    }

    private Statistics onBroker() throws Exception {
        return broker.core().statistics();
    }

    /** Until so many connections are left. */
    private void awaitOnline(int connections) throws Exception {
        long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
        while (onBroker().connectionsNow != connections && System.nanoTime() < end) {
            Thread.sleep(20);
        }
        assertEquals(connections, onBroker().connectionsNow);
    }

    @Test
    void aSlowReaderOfMessagesIsStillHeard() throws Exception { // its pings are read while its socket is full
        try (Socket slow = connect('s', 2, 4_096); Socket sender = connect('p', 60, 0)) {
            subscribe(slow, 't');
            byte[] large = publish('t', 20_000);
            for (int i = 0; i < 500; i++) {
                sender.getOutputStream().write(large);
            }
            ping(sender);
            long end = System.nanoTime() + 5_000_000_000L; // more than two Keep Alives
            while (System.nanoTime() < end) {
                slow.getOutputStream().write(PING);
                Thread.sleep(500);
            }
            assertEquals(2, onBroker().connectionsNow);
        }
    }

    @Test
    void ninetyHalvesOfPacketsAreHeldAndGoAway() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try {
            byte[] half = publish('t', 100_000);
            for (int i = 0; i < 90; i++) {
                Socket socket = connect((char) ('!' + i), 60, 0);
                socket.getOutputStream().write(half, 0, 50_000);
                sockets.add(socket);
            }
            try (Socket neighbour = connect('~', 60, 0)) {
                ping(neighbour);
                for (Socket socket : sockets) {
                    socket.close();
                }
                awaitOnline(1);
                ping(neighbour);
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void noByteIsAllocatedPerMessageOnTheBrokerThread() throws Exception {
        try (Socket subscriber = connect('s', 60, 0); Socket sender = connect('p', 60, 0)) {
            subscribe(subscriber, 't');
            byte[] one = publish('t', 64);
            byte[] many = new byte[one.length * 100];
            for (int i = 0; i < 100; i++) {
                System.arraycopy(one, 0, many, i * one.length, one.length);
            }
            pass(many, 2_000, sender, subscriber);
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long id = brokerThread();
            long before = threads.getThreadAllocatedBytes(id);
            pass(many, 2_000, sender, subscriber);
            long allocated = threads.getThreadAllocatedBytes(id) - before;
            double perMessage = allocated / 200_000.0; // Netty allocates some objects a turn of its loop, which many messages share
            assertTrue(perMessage < 4, perMessage + " bytes per message");
        }
    }

    private static void pass(byte[] many, int times, Socket sender, Socket subscriber) throws IOException {
        InputStream in = subscriber.getInputStream();
        for (int i = 0; i < times; i++) {
            sender.getOutputStream().write(many);
            assertEquals(many.length, in.readNBytes(many.length).length);
        }
    }

    private static long brokerThread() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().startsWith("broker"))
                .findFirst().orElseThrow().threadId();
    }

    @Test
    void aGoodbyeIsTaken() throws Exception { // [MQTT-3.14.4-3] over a socket
        try (Socket socket = connect('c', 60, 0)) {
            socket.getOutputStream().write(DISCONNECT);
            assertEquals(-1, socket.getInputStream().read());
        }
    }

    @Test
    void aTextFrameEndsAWebSocketConnection() throws Exception { // [MQTT-6.0.0-1]
        CompletableFuture<Integer> closed = new CompletableFuture<>();
        try (HttpClient http = HttpClient.newHttpClient()) {
            WebSocket socket = http.newWebSocketBuilder().subprotocols("mqtt")
                    .buildAsync(URI.create("ws://127.0.0.1:" + broker.port(1) + "/mqtt"), new WebSocket.Listener() {
                        @Override
                        public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
                            closed.complete(statusCode);
                            return null;
                        }
                    }).get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            assertEquals("mqtt", socket.getSubprotocol()); // [MQTT-6.0.0-4]
            socket.sendText("CONNECT", true);
            assertEquals(1003, closed.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
            socket.abort();
        }
    }
}
