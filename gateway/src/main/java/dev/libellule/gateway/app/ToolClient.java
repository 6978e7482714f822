package dev.libellule.gateway.app;

import dev.libellule.device.client.ClientStatus;
import dev.libellule.device.client.MqttClient;
import dev.libellule.device.client.MqttListener;
import dev.libellule.device.client.MqttSettings;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.ReasonCode;
import dev.libellule.device.codec.Slice;
import dev.libellule.device.codec.Status;
import dev.libellule.device.host.HostLoop;
import dev.libellule.device.host.HostTransport;
import dev.libellule.gateway.app.PropertyFlags.Packet;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What {@code pub}, {@code sub} and {@code rr} share: one client on the command's thread, from connecting to the exit status. */
abstract class ToolClient implements MqttListener, HostLoop.Turn {
    /** The exit status of Mosquitto's tools when the time of {@code -W} is over. */
    static final int TIMED_OUT = 27;

    /** A message of this size must be meant; a broken length must not take all memory. */
    private static final int LARGEST_PACKET = 268_435_460;
    private static final int OUTPUT_BUFFER = 1 << 16;

    protected final ConnectionOptions options;
    protected final MqttClient client;
    /** Standard output; what stands in it is written once a turn. */
    protected final OutputStream out = new BufferedOutputStream(System.out, OUTPUT_BUFFER);
    private final HostTransport transport;
    private final HostLoop loop;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean stopping;
    private int exitStatus;
    private boolean everConnected;
    private boolean written;

    ToolClient(ConnectionOptions options, MqttSettings settings, int receiveBytes, int sendBytes) {
        this.options = options;
        transport = options.transport();
        client = new MqttClient(settings.announcePacketSize(false), transport, this, new byte[receiveBytes],
                new byte[sendBytes]);
        loop = new HostLoop(client, transport, this);
    }

    /** Runs until the work is done, something fails for good, or the user ends it with Ctrl-C, which is a success. */
    int run() {
        Thread hook = new Thread(this::interrupted, "shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        client.connect();
        debug("sending CONNECT");
        loop.run();
        flush();
        ended.countDown();
        if (!stopping) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
        return exitStatus;
    }

    private void interrupted() {
        stopping = true;
        loop.wakeup();
        try {
            if (ended.await(2, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(exitStatus); // else the JVM would say 130
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What the command does before each step; returns as {@link HostLoop.Turn#turn}. */
    protected abstract int work(int nowMillis);

    @Override
    public final int turn(int nowMillis) {
        flush();
        if (stopping) {
            disconnect(ReasonCode.DISCONNECT_WITH_WILL_MESSAGE);
            return 0;
        }
        return work(nowMillis);
    }

    private void flush() {
        if (!written) {
            return;
        }
        written = false;
        try {
            out.flush();
        } catch (IOException e) {
            end(Main.FAILED); // nobody reads any more
        }
        if (System.out.checkError()) {
            end(Main.OK); // as in: sub | head -1
        }
    }

    /** To be called after something was put into {@link #out}. */
    protected final void wrote() {
        written = true;
    }

    /** Makes a sleeping loop take another turn. Any thread. */
    protected final void wakeup() {
        loop.wakeup();
    }

    /** Says DISCONNECT with the properties of {@code -D disconnect}, and ends. */
    protected final void disconnect(int reason) {
        if (!client.isIdle()) {
            if (client.isConnected()) {
                debug("sending DISCONNECT");
            }
            byte[] properties = options.properties().encoded(Packet.DISCONNECT);
            if (properties.length == 0 || client.disconnect(reason, properties) != Status.OK) {
                client.disconnect(reason); // properties longer than all of the buffer are left out
            }
        }
    }

    /** The work is done. */
    protected final void disconnect() {
        disconnect(ReasonCode.SUCCESS);
    }

    /** Ends the command with a message. */
    protected final void fail(int status, String message) {
        if (exitStatus == Main.OK) {
            exitStatus = status;
            say(message);
        }
        disconnect(status == TIMED_OUT ? ReasonCode.DISCONNECT_WITH_WILL_MESSAGE : ReasonCode.SUCCESS);
    }

    /** Ends the command with this status and without a word. */
    protected final void end(int status) {
        exitStatus = status;
        client.disconnect();
    }

    /**
     * Ends the command with Mosquitto's status when the time of {@code -W} is over.
     *
     * @return milliseconds that are left, or {@link Integer#MAX_VALUE} when there is no limit
     */
    protected final int timeLeft(int waitSeconds, int startMillis, int nowMillis) {
        if (waitSeconds == 0) {
            return Integer.MAX_VALUE;
        }
        int leftMillis = waitSeconds * 1000 - (nowMillis - startMillis);
        if (leftMillis <= 0) {
            fail(TIMED_OUT, "Timed out");
        }
        return Math.max(0, leftMillis);
    }

    protected final void say(String message) {
        if (!options.isQuiet()) {
            options.command().commandLine().getErr().println(message);
        }
    }

    /** One line of {@code -d}, on standard output as Mosquitto's. */
    protected final void debug(String message) {
        if (options.isDebug()) {
            Slice identifier = new Slice();
            client.clientIdentifier(identifier);
            debugLine("Client " + (identifier.length == 0 ? "(null)" : MessageJson.text(identifier)) + " " + message);
        }
    }

    /** One line of {@code -d} that does not begin with the client's name. */
    protected final void debugLine(String line) {
        if (options.isDebug()) {
            try {
                out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                wrote();
            } catch (IOException e) {
                end(Main.FAILED);
            }
        }
    }

    @Override
    public void connected(MqttClient source, boolean sessionPresent) {
        debug("received CONNACK (0)");
        everConnected = true;
    }

    @Override
    public void disconnected(MqttClient source, int status) {
        if (status == Status.OK) {
            return;
        }
        String problem = ConnectionProblem.text(options, status, client.reasonCode(), transport.failure());
        if (client.isIdle() || !everConnected) {
            fail(ConnectionProblem.exitStatus(status, client.reasonCode()), problem);
        } else {
            say(problem + " Trying again.");
        }
    }

    @Override
    public void received(MqttClient source, Publish message) {
        if (options.isDebug()) {
            debug("received PUBLISH (d%d, q%d, r%d, m%d, '%s', ... (%d bytes))".formatted(message.dup ? 1 : 0,
                    message.qos, message.retain ? 1 : 0, message.packetIdentifier, MessageJson.text(message.topic),
                    message.payload.length));
        }
    }

    @Override
    public void part(MqttClient source, Publish message, int payloadOffset, int payloadLength) {
        throw new IllegalStateException("not asked for"); // only with streamOversized
    }

    @Override
    public void published(MqttClient source, int packetIdentifier, int reasonCode) {
        debug("received acknowledgement (Mid: %d, RC: %d)".formatted(packetIdentifier, reasonCode));
        if (reasonCode >= ReasonCode.UNSPECIFIED_ERROR) {
            say("Warning: Publish %d failed: %s.".formatted(packetIdentifier, ConnectionProblem.reason(reasonCode)));
        }
    }

    @Override
    public void subscribed(MqttClient source, byte[] topicFilter, int reasonCode) {
        debugLine("Subscribed (%s): %d".formatted(new String(topicFilter, StandardCharsets.UTF_8), reasonCode));
    }

    @Override
    public void unsubscribed(MqttClient source, byte[] topicFilter, int reasonCode) {
        debugLine("Unsubscribed (%s): %d".formatted(new String(topicFilter, StandardCharsets.UTF_8), reasonCode));
    }

    @Override
    public byte[] oversized(MqttClient source, int packetLength) {
        return packetLength <= LARGEST_PACKET ? new byte[packetLength] : null;
    }

    /** Whether {@link MqttClient#publish} wants to be asked again after a step. */
    protected static boolean isNotNow(int status) {
        return status == Status.BUFFER_FULL || status == ClientStatus.IN_FLIGHT_FULL
                || status == ClientStatus.NOT_CONNECTED;
    }
}
