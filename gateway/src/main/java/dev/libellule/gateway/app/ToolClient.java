package dev.libellule.gateway.app;

import dev.libellule.device.client.ClientStatus;
import dev.libellule.device.client.MqttClient;
import dev.libellule.device.client.MqttListener;
import dev.libellule.device.client.MqttSettings;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.ReasonCode;
import dev.libellule.device.codec.Status;
import dev.libellule.device.host.HostLoop;
import dev.libellule.device.host.TcpTransport;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What {@code pub} and {@code sub} share: one client on the command's thread, from connecting to the exit status. */
abstract class ToolClient implements MqttListener, HostLoop.Turn {
    /** A message of this size must be meant; a broken length must not take all memory. */
    private static final int LARGEST_PACKET = 268_435_460;

    protected final ConnectionOptions options;
    protected final MqttClient client;
    private final TcpTransport transport;
    private final HostLoop loop;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean stopping;
    private int exitStatus;
    private boolean everConnected;

    ToolClient(ConnectionOptions options, MqttSettings settings, int receiveBytes, int sendBytes) {
        this.options = options;
        transport = new TcpTransport(options.host(), options.port());
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
        finished();
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

    /** All is over; the command writes out what it still has. */
    protected void finished() {}

    @Override
    public final int turn(int nowMillis) {
        if (stopping) {
            client.disconnect();
            return 0;
        }
        return work(nowMillis);
    }

    /** Makes a sleeping loop take another turn. Any thread. */
    protected final void wakeup() {
        loop.wakeup();
    }

    /** Ends the command with a message. */
    protected final void fail(int status, String message) {
        if (exitStatus == Main.OK) {
            exitStatus = status;
            say(message);
        }
        client.disconnect();
    }

    /** Ends the command with this status and without a word. */
    protected final void end(int status) {
        exitStatus = status;
        client.disconnect();
    }

    protected final void say(String message) {
        if (!options.isQuiet()) {
            options.command().commandLine().getErr().println(message);
        }
    }

    protected final void debug(String message) {
        if (options.isDebug()) {
            options.command().commandLine().getErr().println("Client " + message);
        }
    }

    @Override
    public void connected(MqttClient source, boolean sessionPresent) {
        debug("received CONNACK (0)" + (sessionPresent ? ", session present" : ""));
        everConnected = true;
    }

    @Override
    public void disconnected(MqttClient source, int status) {
        if (status == Status.OK) {
            debug("sent DISCONNECT");
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
        debug("received PUBLISH, which nobody asked for");
    }

    @Override
    public void part(MqttClient client, Publish message, int payloadOffset, int payloadLength) {
        throw new IllegalStateException("not asked for"); // only with streamOversized
    }

    @Override
    public void published(MqttClient source, int packetIdentifier, int reasonCode) {
        debug("message m" + packetIdentifier + " acknowledged (" + reasonCode + ")");
        if (reasonCode >= ReasonCode.UNSPECIFIED_ERROR) {
            say("Warning: Publish %d failed: %s.".formatted(packetIdentifier, ConnectionProblem.reason(reasonCode)));
        }
    }

    @Override
    public void subscribed(MqttClient source, byte[] topicFilter, int reasonCode) {
        debug("received SUBACK for " + new String(topicFilter, StandardCharsets.UTF_8) + ": " + reasonCode);
    }

    @Override
    public void unsubscribed(MqttClient source, byte[] topicFilter, int reasonCode) {
        debug("received UNSUBACK for " + new String(topicFilter, StandardCharsets.UTF_8) + ": " + reasonCode);
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
