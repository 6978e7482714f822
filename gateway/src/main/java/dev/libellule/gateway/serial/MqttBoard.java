package dev.libellule.gateway.serial;

import dev.libellule.boards.Board;
import dev.libellule.boards.SerialLine;
import dev.libellule.gateway.broker.Delivery;
import dev.libellule.gateway.broker.LocalClient;
import dev.libellule.gateway.broker.LocalClientOptions;
import dev.libellule.gateway.broker.LocalClients;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.tinylog.Logger;

/**
 * A board that speaks MQTT itself over its line, such as one that runs device-client: its bytes go straight to a listener of the
 * broker, and back. It publishes, subscribes and has its will like any client; its board file only names the port.
 */
public final class MqttBoard implements AutoCloseable {
    private static final long STUCK_MILLIS = 5_000;
    private static final long REPORT_NANOS = 10_000_000_000L;
    private static final int CONNECT_MILLIS = 2_000;

    private final Board board;
    private final int brokerPort;
    private final PortCounters counters = new PortCounters();
    private final LocalClient client;
    private final PortThread thread;

    private MqttBoard(Board board, LocalClients clients, int brokerPort) {
        this.board = board;
        this.brokerPort = brokerPort;
        client = clients.connect(LocalClientOptions.clean("serial-" + board.id()), Delivery::acknowledge);
        SerialLine line = board.serial().orElseThrow();
        thread = new PortThread(board.id(), PortSources.of(line), new Talk(), STUCK_MILLIS);
    }

    /**
     * Starts a board whose {@code line} is {@code mqtt}.
     *
     * @param brokerPort of a listener for plain MQTT on this machine
     */
    public static MqttBoard start(Board board, LocalClients clients, int brokerPort) {
        MqttBoard started = new MqttBoard(board, clients, brokerPort);
        started.thread.start();
        DevicePort.beforeShutdown(started::close);
        return started;
    }

    /** Passes bytes on. The reader's thread; another one for each connection brings the broker's bytes back. */
    private final class Talk implements PortThread.Talk {
        private final MqttStart start = new MqttStart();
        private final Map<String, String> reported = new HashMap<>();
        private Port port;
        private Socket socket; // null: no connection
        private long reportNanos;
        private String problem = "";

        @Override
        public void opened(Port newPort) {
            port = newPort;
            problem = "";
            start.restart();
            counters.opened.increment();
            counters.state("open " + port.name());
            Logger.info("board {} is on {}, and speaks MQTT itself", board.id(), port.name());
        }

        @Override
        public void received(byte[] bytes, int count) {
            counters.bytesReceived.add(count);
            if (socket != null && socket.isClosed()) {
                socket = null; // by the broker: the board begins anew
                start.restart();
            }
            for (int i = 0; socket == null && i < count; i++) {
                int begun = start.accept(bytes[i]);
                if (begun > 0) {
                    connect(begun);
                    pass(bytes, i + 1, count);
                    return;
                }
            }
            pass(bytes, 0, count);
        }

        private void connect(int begun) {
            Socket opened = new Socket();
            try {
                opened.setTcpNoDelay(true);
                opened.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), brokerPort), CONNECT_MILLIS);
                byte[] head = new byte[begun];
                for (int i = 0; i < begun; i++) {
                    head[i] = start.back(begun - i);
                }
                opened.getOutputStream().write(head);
                socket = opened;
                counters.lines.increment();
                Port back = port;
                Thread.ofVirtual().name("serial mqtt " + board.id()).start(() -> bringBack(opened, back));
            } catch (IOException e) {
                Logger.warn("board {} cannot reach the broker's listener on port {}: {}", board.id(), brokerPort,
                        e.getMessage());
                close(opened);
            }
        }

        private void pass(byte[] bytes, int from, int to) {
            if (socket == null || from == to) {
                return;
            }
            try {
                socket.getOutputStream().write(bytes, from, to - from);
            } catch (IOException e) {
                close(socket); // the board notices that nobody answers, and connects again
            }
        }

        @Override
        public void turn() {
            long now = System.nanoTime();
            if (reported.isEmpty() || now - reportNanos >= REPORT_NANOS) {
                reportNanos = now;
                report();
            }
        }

        private void report() {
            counters.report().forEach((name, value) -> {
                if (!value.equals(reported.put(name, value))) {
                    client.publish("$SYS/broker/serial/" + board.id() + "/" + name,
                            value.getBytes(StandardCharsets.UTF_8), 0, true);
                }
            });
        }

        @Override
        public void closed() {
            if (socket != null) {
                close(socket); // without DISCONNECT: the board's will goes out
                socket = null;
            }
        }

        @Override
        public void problem(String message) {
            if (!message.equals(problem)) {
                Logger.warn("board {} is offline: {}; trying again", board.id(), message);
                counters.state("closed: " + message);
                report();
            }
            problem = message;
        }

        private void bringBack(Socket from, Port to) {
            byte[] buffer = new byte[256];
            try {
                InputStream in = from.getInputStream();
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    to.write(buffer, count);
                    counters.bytesSent.add(count);
                }
            } catch (IOException e) {
                Logger.debug("board {}: its connection ended: {}", board.id(), e.getMessage());
            }
            close(from);
        }

        private void close(Socket ending) {
            try {
                ending.close();
            } catch (IOException e) {
                Logger.debug("board {}: {}", board.id(), e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        thread.close();
        client.close();
    }
}
