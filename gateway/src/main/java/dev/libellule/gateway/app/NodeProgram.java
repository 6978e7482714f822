package dev.libellule.gateway.app;

import dev.libellule.device.client.ClientStatus;
import dev.libellule.device.client.MqttClient;
import dev.libellule.device.client.MqttListener;
import dev.libellule.device.client.MqttSettings;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.Status;
import dev.libellule.device.host.HostLoop;
import dev.libellule.device.host.HostTransport;
import dev.libellule.device.host.StatusText;
import dev.libellule.device.host.TcpTransport;
import dev.libellule.device.node.ClientLink;
import dev.libellule.device.node.Node;
import dev.libellule.device.node.Sampling;
import dev.libellule.gateway.devices.BoardParts;
import dev.libellule.gateway.pins.PinParts;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * The device program: the parts of one board as a node over a real MQTT connection, on the thread that calls {@link #run}. Goes on
 * trying when the broker is away.
 */
final class NodeProgram implements MqttListener, HostLoop.Turn, AutoCloseable {
    private static final int BUFFER_BYTES = 1024;
    private static final long CLOSE_TIMEOUT_MILLIS = 2_000;

    private final PinParts parts;
    private final String where;
    private final Consumer<String> say;
    private final HostTransport transport;
    private final MqttClient client;
    private final HostLoop loop;
    private final Node node;
    private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();
    private Thread thread;
    private String lastSaid = "";
    private boolean left;
    private volatile boolean closing;

    /**
     * Prepares a program; nothing is sent before {@link #run}.
     *
     * @param settings as whom to connect; the will is set here
     * @param say receives one line for each change of the connection
     */
    NodeProgram(PinParts parts, String host, int port, MqttSettings settings, Consumer<String> say) {
        this(parts, new TcpTransport(host, port), host + ":" + port, settings, say);
    }

    /** As the other one, over any stream; {@code where} names the broker in messages. */
    NodeProgram(PinParts parts, HostTransport transport, String where, MqttSettings settings,
            Consumer<String> say) {
        this.parts = parts;
        this.where = where;
        this.say = say;
        this.transport = transport;
        byte[] availability = parts.board().availability().getBytes(StandardCharsets.UTF_8);
        client = new MqttClient(settings.will(availability, Node.offlinePayload(), 1, true), transport, this,
                new byte[BUFFER_BYTES],
                new byte[BUFFER_BYTES]);
        loop = new HostLoop(client, transport, this);
        node = new Node(new ClientLink(client), parts.board().availability(), new Sampling[0], parts.signals(),
                parts.commands(), BoardParts.ring(parts.board())).wallClock(System::currentTimeMillis);
    }

    /** Runs on a thread of its own. */
    NodeProgram start() {
        thread = Thread.ofPlatform().name("node " + parts.board().id()).daemon().start(this::run);
        return this;
    }

    /** Runs until {@link #close}, or until the broker refuses this client for good. */
    void run() {
        parts.start(this::post);
        client.connect();
        loop.run();
    }

    private void post(Runnable task) {
        inbox.add(task);
        loop.wakeup();
    }

    @Override
    public int turn(int nowMillis) {
        for (Runnable task = inbox.poll(); task != null; task = inbox.poll()) {
            task.run();
        }
        if (closing) {
            leave(nowMillis);
            return 0;
        }
        return Math.min(parts.turn(nowMillis), node.step(nowMillis));
    }

    /** The last turn: exit states, offline, and goodbye. */
    private void leave(int nowMillis) {
        if (!left) {
            left = true;
            parts.close();
            node.step(nowMillis);
            node.announceOffline();
            client.disconnect();
        }
    }

    /** Says offline, disconnects, and waits for it. */
    @Override
    public void close() {
        closing = true;
        loop.wakeup();
        try {
            if (thread != null) {
                thread.join(CLOSE_TIMEOUT_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sayOnce(String line) {
        if (!line.equals(lastSaid)) {
            lastSaid = line;
            say.accept(parts.board().id() + ": " + line);
        }
    }

    @Override
    public void connected(MqttClient source, boolean sessionPresent) {
        sayOnce("connected to " + where);
    }

    @Override
    public void disconnected(MqttClient source, int status) {
        if (status != Status.OK) {
            String why = status == ClientStatus.CONNECTION_LOST ? transport.failure() : StatusText.of(status);
            sayOnce("no connection to " + where + ": " + why
                    + (status == ClientStatus.CONNECTION_REFUSED ? "; check user and password (-u, -P)" : "")
                    + "; trying again");
        }
    }

    @Override
    public void received(MqttClient source, Publish message) {
        node.received(message);
    }

    @Override
    public void part(MqttClient client, Publish message, int payloadOffset, int payloadLength) {
        throw new IllegalStateException("not asked for"); // only with streamOversized
    }

    @Override
    public void published(MqttClient source, int packetIdentifier, int reasonCode) {
        // states and availability are sent again on the next connection
    }

    @Override
    public void subscribed(MqttClient source, byte[] topicFilter, int reasonCode) {
        if (reasonCode >= 128) {
            sayOnce("the broker refuses the subscription to " + new String(topicFilter, StandardCharsets.UTF_8)
                    + "; check the rights of this user");
        }
    }

    @Override
    public void unsubscribed(MqttClient source, byte[] topicFilter, int reasonCode) {
        // never asked for
    }

    @Override
    public byte[] oversized(MqttClient source, int packetLength) {
        return null; // no command is that long
    }
}
