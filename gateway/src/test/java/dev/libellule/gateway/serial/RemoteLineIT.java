package dev.libellule.gateway.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.boards.Board;
import dev.libellule.boards.BoardFile;
import dev.libellule.boards.SerialLine.Dtr;
import dev.libellule.gateway.Mosquitto;
import dev.libellule.gateway.Peer;
import dev.libellule.gateway.broker.Broker;
import dev.libellule.gateway.broker.BrokerOptions;
import dev.libellule.gateway.broker.Delivery;
import dev.libellule.gateway.broker.LocalClient;
import dev.libellule.gateway.broker.LocalClientOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Serial lines on other machines: a plain TCP socket, and RFC 2217 as pyserial serves it. */
class RemoteLineIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path SERVER = Path.of("src", "test", "resources", "serial", "rfc2217_server.py");

    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> served = new LinkedBlockingQueue<>();
    private Broker broker;
    private LocalClient client;
    private SerialBoard serial;
    private Process server;

    @BeforeEach
    void start() {
        broker = Broker.start(BrokerOptions.loopback(0), "test");
        client = broker.connect(LocalClientOptions.clean("watcher"), this::arrived);
        client.subscribe("maison/#", 1);
    }

    private void arrived(Delivery delivery) {
        messages.add(delivery.topic() + " " + new String(delivery.payload(), StandardCharsets.UTF_8));
        delivery.acknowledge();
    }

    @AfterEach
    void end() throws InterruptedException {
        if (serial != null) {
            serial.close();
        }
        broker.close();
        if (server != null) {
            server.destroyForcibly().waitFor();
        }
    }

    private static void await(BlockingQueue<String> queue, String wanted) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String last = "nothing";
        for (String next = last; !next.equals(wanted); last = next) {
            next = queue.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            assertTrue(next != null, "waited %s for '%s'; the last one was '%s'".formatted(PATIENCE, wanted, last));
        }
    }

    private static Board board(String port, String more) {
        return BoardFile.parse("board.yaml", """
                board: loin-uno
                model: other
                serial: {port: "%s", quiet: 0 s%s}
                signals:
                  - {name: T, topic: maison/loin/temp, min: 0 s}
                outputs:
                  - {name: led, topic: ctrlled, state: maison/led}
                """.formatted(port, more).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsALineBehindATcpSocket() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            serial = SerialBoard.start(board("tcp://127.0.0.1:" + listener.getLocalPort(), ""), broker);
            try (Socket line = listener.accept(); OutputStream out = line.getOutputStream()) {
                out.write("\nT:22.5\n".getBytes(StandardCharsets.UTF_8));
                await(messages, "maison/loin-uno/$etat online");
                await(messages, "maison/loin/temp 22.5");
            }
            await(messages, "maison/loin-uno/$etat offline");
            try (Socket again = listener.accept(); OutputStream out = again.getOutputStream()) {
                out.write("\nT:23.5\n".getBytes(StandardCharsets.UTF_8));
                await(messages, "maison/loin/temp 23.5");
            }
        }
    }

    @Test
    void saysWhyALineCannotBeReached() throws IOException {
        int port = Mosquitto.freePort();
        assertEquals("tcp://127.0.0.1:%d cannot be reached: nobody listens there; does ser2net run, on that port?"
                .formatted(port),
                assertThrows(PortException.class, () -> TcpPort.open("tcp", "127.0.0.1", port)).getMessage());
        try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            assertEquals(
                    "rfc2217://127.0.0.1:%d: it does not speak RFC 2217; with a plain TCP server write tcp:// instead"
                            .formatted(mute.getLocalPort()),
                    assertThrows(PortException.class,
                            () -> Rfc2217Port.open("127.0.0.1", mute.getLocalPort(), 9_600, Dtr.WAIT)).getMessage());
        }
    }

    @Test
    void setsBaudRateAndDtrOfALineBehindRfc2217() throws Exception {
        Peer.requireFile(Path.of("/usr/lib/python3/dist-packages/serial/rfc2217.py"), "python3-serial");
        server = new ProcessBuilder("/usr/bin/python3", SERVER.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BufferedReader output = server.inputReader();
        int port = Integer.parseInt(output.readLine().split(" ")[1]);
        Thread.ofVirtual().start(() -> output.lines().forEach(served::add));
        serial = SerialBoard.start(board("rfc2217://127.0.0.1:" + port, ", baud: 57600, dtr: reset"), broker);
        await(served, "baud 57600");
        await(served, "dtr 0");
        await(served, "dtr 1");
        await(messages, "maison/loin-uno/$etat online");
        await(messages, "maison/loin/temp 22.5");
        client.publish("ctrlled", new byte[]{'1'}, 1, false);
        await(messages, "maison/led ON");
    }
}
