package dev.libellule.gateway.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.boards.Board;
import dev.libellule.boards.BoardFile;
import dev.libellule.device.client.MqttClient;
import dev.libellule.device.client.MqttListener;
import dev.libellule.device.client.MqttSettings;
import dev.libellule.device.client.Transport;
import dev.libellule.device.codec.Publish;
import dev.libellule.gateway.broker.Broker;
import dev.libellule.gateway.broker.BrokerOptions;
import dev.libellule.gateway.broker.Delivery;
import dev.libellule.gateway.broker.LocalClient;
import dev.libellule.gateway.broker.LocalClientOptions;
import dev.libellule.simulator.serial.Pty;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The firmware's own client, whose stream is a serial line, behind boot noise. */
class MqttBoardIT {
    @TempDir
    Path folder;

    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private String obeyed = "";

    private final class Firmware implements MqttListener {
        @Override
        public void connected(MqttClient client, boolean sessionPresent) {
            client.subscribe("ctrlled".getBytes(StandardCharsets.UTF_8), 1);
        }

        @Override
        public void disconnected(MqttClient client, int status) {
            // it connects again by itself
        }

        @Override
        public void received(MqttClient client, Publish message) {
            obeyed = new String(message.payload.buffer, message.payload.offset, message.payload.length,
                    StandardCharsets.UTF_8);
        }

        @Override
        public void part(MqttClient client, Publish message, int payloadOffset, int payloadLength) {
            // not asked for
        }

        @Override
        public void published(MqttClient client, int packetIdentifier, int reasonCode) {
            // seen at the other end
        }

        @Override
        public void subscribed(MqttClient client, byte[] topicFilter, int reasonCode) {
            client.publish("maison/uno/temp".getBytes(StandardCharsets.UTF_8), "22.5".getBytes(StandardCharsets.UTF_8),
                    0, 4, 1, false);
        }

        @Override
        public void unsubscribed(MqttClient client, byte[] topicFilter, int reasonCode) {
            // never asked for
        }

        @Override
        public byte[] oversized(MqttClient client, int packetLength) {
            return null;
        }
    }

    /** The board's end of the line as a stream. */
    private static final class LineTransport implements Transport {
        private final Pty pty;
        private final byte[] in = new byte[256];

        LineTransport(Pty pty) {
            this.pty = pty;
        }

        @Override
        public int connect() {
            return CONNECTED;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            byte[] part = length < in.length ? new byte[length] : in;
            int count = pty.read(part, 5);
            System.arraycopy(part, 0, buffer, offset, count);
            return count;
        }

        @Override
        public int write(byte[] buffer, int offset, int length) {
            pty.write(buffer, offset, length);
            return length;
        }

        @Override
        public void close() {
            // a line has no end
        }
    }

    private static int now() {
        return (int) (System.nanoTime() / 1_000_000);
    }

    private void run(MqttClient device, BooleanSupplier until) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!until.getAsBoolean()) {
            assertTrue(System.nanoTime() - deadline < 0, () -> "the board has not got there; messages " + messages);
            device.step(now());
        }
    }

    @Test
    void aBoardSpeaksMqttOverItsLine() throws Exception {
        try (Broker broker = Broker.start(BrokerOptions.loopback(0), "test");
                Pty pty = new Pty(folder.resolve("tty"))) {
            LocalClient watcher = broker.connect(LocalClientOptions.clean("watcher"), this::arrived);
            watcher.subscribe("maison/#", 1);
            Board board = BoardFile.parse("board.yaml", """
                    board: uno
                    model: other
                    serial: {port: %s, line: mqtt}
                    """.formatted(pty.path()).getBytes(StandardCharsets.UTF_8));
            MqttBoard served = MqttBoard.start(board, broker, broker.port(0));
            byte[] noise = {0x10, 0x00, 'M', 'Q', 0x7F, -1, 0x10, 0x10, 'b', 'o', 'o', 't', '\n'};
            pty.write(noise, 0, noise.length);
            MqttSettings settings = new MqttSettings().clientIdentifier("uno".getBytes(StandardCharsets.UTF_8))
                    .keepAliveSeconds(30);
            MqttClient device = new MqttClient(settings, new LineTransport(pty), new Firmware(), new byte[512],
                    new byte[512]);
            device.connect();
            run(device, () -> messages.contains("maison/uno/temp 22.5"));
            watcher.publish("ctrlled", new byte[]{'1'}, 1, false);
            run(device, () -> obeyed.equals("1"));
            served.close();
        }
    }

    private void arrived(Delivery delivery) {
        messages.add(delivery.topic() + " " + new String(delivery.payload(), StandardCharsets.UTF_8));
        delivery.acknowledge();
    }

    @Test
    void findsTheConnectAfterWhateverCameBefore() {
        MqttStart start = new MqttStart();
        byte[] stream = {0x10, 0x10, 0x00, 0x04, 'M', 'Q', 0x10, (byte) 0x90, 0x01, 0x00, 0x04, 'M', 'Q', 'T', 'T', 4};
        int[] found = new int[stream.length];
        for (int i = 0; i < stream.length; i++) {
            found[i] = start.accept(stream[i]);
        }
        int[] expected = new int[stream.length];
        expected[14] = 9;
        assertEquals(Arrays.toString(expected), Arrays.toString(found));
    }
}
