package dev.libellule.gateway.app;

import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.Status;
import dev.libellule.device.host.StatusText;
import dev.libellule.gateway.app.PropertyFlags.Packet;
import java.nio.charset.StandardCharsets;

/** Publishes message after message, waits for the acknowledgements, disconnects. */
final class Publisher extends ToolClient {
    /** The messages of one run, taken one by one on the client's thread. */
    interface Messages {
        /** Starts; {@code wakeup} is to be called when there is a message again. */
        default void start(Runnable wakeup) {}

        /** The next message, or null if there is none now. */
        byte[] next(int nowMillis);

        /** True when {@link #next} will never give one again. */
        boolean isOver();

        /** How long until the next message, if the time decides; {@link Integer#MAX_VALUE} otherwise. */
        default int waitMillis(int nowMillis) {
            return Integer.MAX_VALUE;
        }
    }

    private static final int RECEIVE_BUFFER = 4096;

    private final byte[] topicName;
    private final boolean retain;
    private final Messages messages;
    private final byte[] properties;
    private final Publish message = new Publish();
    private byte[] pending;
    private boolean started;

    /**
     * Prepares a run.
     *
     * @param reconnect whether to go on after a loss, as standard input does
     * @param sendBytes holds the largest message
     */
    Publisher(ConnectionOptions connection, byte[] topicName, boolean retain, Messages messages, boolean reconnect,
            int sendBytes) {
        super(connection, connection.settings().reconnect(reconnect).inFlight(connection.inFlight(), sendBytes),
                RECEIVE_BUFFER, sendBytes);
        this.topicName = topicName;
        this.retain = retain;
        this.messages = messages;
        properties = connection.protocolVersion() == MqttVersion.V5_0
                ? connection.properties().encoded(Packet.PUBLISH)
                : new byte[0];
    }

    @Override
    protected int work(int nowMillis) {
        if (!client.isConnected()) {
            return Integer.MAX_VALUE;
        }
        if (!started) {
            started = true;
            messages.start(this::wakeup);
        }
        while (true) {
            pending = pending == null ? messages.next(nowMillis) : pending;
            if (pending == null) {
                break;
            }
            int status = publish();
            if (isNotNow(status)) {
                return status == Status.BUFFER_FULL ? 0 : Integer.MAX_VALUE; // an acknowledgement brings the next turn
            }
            if (status < 0) {
                fail(Main.FAILED, "Error: the message cannot be published: " + StatusText.of(status) + ".");
                return 0;
            }
            if (options.isDebug()) {
                debug("sending PUBLISH (d0, q%d, r%d, m%d, '%s', ... (%d bytes))".formatted(options.qos(),
                        retain ? 1 : 0, status, new String(topicName, StandardCharsets.UTF_8), pending.length));
            }
            pending = null;
        }
        if (messages.isOver() && client.unacknowledged() == 0) {
            disconnect();
        }
        return messages.waitMillis(nowMillis);
    }

    private int publish() {
        message.topic.set(topicName);
        message.payload.set(pending);
        message.qos = options.qos();
        message.retain = retain;
        message.propertiesToSend.set(properties);
        return client.publish(message);
    }
}
