package dev.libellule.gateway.app;

import dev.libellule.device.client.MqttClient;
import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.Property;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.ReasonCode;
import dev.libellule.device.codec.Topics;
import dev.libellule.device.host.HostLoop;
import dev.libellule.device.host.StatusText;
import dev.libellule.gateway.app.PropertyFlags.Packet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Writes messages as they come; one write for all that came together. */
final class Subscriber extends ToolClient {
    private static final int RECEIVE_BUFFER = 1 << 18;
    private static final int SEND_BUFFER = 1 << 18;
    private static final int SECOND_MILLIS = 1000;
    private static final byte[] NOTHING = new byte[0];

    private final SubCommand flags;
    private final MessageFormat format;
    private final Watch watch;
    private final List<byte[]> hidden = new ArrayList<>();
    private final Queue<byte[]> toRemove = new ArrayDeque<>();
    private final int startMillis = HostLoop.nowMillis();
    /** What is not acknowledged yet; an UNSUBSCRIBE comes behind the SUBSCRIBE to the same. */
    private final Set<String> wanted = new LinkedHashSet<>();
    private final Set<String> unwanted = new LinkedHashSet<>();
    private boolean isLeaving;
    private int granted;
    private long counted;
    private long countedBefore;
    private int secondMillis = startMillis;
    private boolean done;

    Subscriber(ConnectionOptions connection, SubCommand flags, int subscriptions) {
        super(connection, connection.settings().maximumSubscriptions(subscriptions).inFlight(connection.inFlight(),
                SEND_BUFFER), RECEIVE_BUFFER, SEND_BUFFER);
        this.flags = flags;
        format = flags.output().format(connection, this::say);
        watch = flags.isWatch() ? new Watch(format) : null;
    }

    /** To be called before {@link #run}, as the others. */
    void subscribe(byte[] filter) {
        boolean isFifth = options.protocolVersion() == MqttVersion.V5_0;
        int status = client.subscribe(filter, options.qos() | (isFifth ? flags.subscriptionOptions() : 0),
                (int) options.properties().number(Packet.SUBSCRIBE, Property.SUBSCRIPTION_IDENTIFIER, 0));
        String text = new String(filter, StandardCharsets.UTF_8);
        options.require(status >= 0, "-t %s: " + StatusText.of(status), text);
        wanted.add(text);
    }

    void unsubscribe(byte[] filter) {
        unwanted.add(new String(filter, StandardCharsets.UTF_8));
    }

    void hide(byte[] filter) {
        hidden.add(filter);
    }

    @Override
    protected int work(int nowMillis) {
        if (!isLeaving && wanted.isEmpty() && client.isConnected()) {
            isLeaving = true;
            unwanted.forEach(filter -> client.unsubscribe(filter.getBytes(StandardCharsets.UTF_8)));
        }
        while (!toRemove.isEmpty()) {
            int status = client.publish(toRemove.peek(), NOTHING, 0, 0, 1, true);
            if (isNotNow(status)) {
                break;
            }
            toRemove.remove();
        }
        if (done && unwanted.isEmpty() && toRemove.isEmpty() && client.unacknowledged() == 0) {
            disconnect();
        }
        int leftMillis = timeLeft(flags.waitSeconds(), startMillis, nowMillis);
        return flags.isMessageRate() ? Math.min(leftMillis, tellRate(nowMillis)) : leftMillis;
    }

    /** Says each second how many came in it; milliseconds until the next one. */
    private int tellRate(int nowMillis) {
        int leftMillis = secondMillis + SECOND_MILLIS - nowMillis;
        if (leftMillis > 0) {
            return leftMillis;
        }
        secondMillis += SECOND_MILLIS;
        try {
            out.write((counted - countedBefore + "\n").getBytes(StandardCharsets.US_ASCII));
            countedBefore = counted;
            wrote();
        } catch (IOException e) {
            end(Main.FAILED);
        }
        return 0;
    }

    @Override
    public void received(MqttClient source, Publish message) {
        super.received(source, message);
        if (done) {
            return;
        }
        if (!message.retain && flags.isRetainedOnly()) {
            done = true;
            return;
        }
        for (byte[] filter : hidden) {
            if (Topics.matches(filter, 0, filter.length, message.topic.buffer, message.topic.offset,
                    message.topic.length)) {
                return;
            }
        }
        if (flags.isRemoveRetained() && message.retain && message.payload.length > 0) {
            toRemove.add(message.topic.copy());
        }
        if (message.retain && flags.isNoRetained()) {
            return;
        }
        show(message);
        counted++;
        done = counted == flags.count();
    }

    private void show(Publish message) {
        if (flags.isMessageRate() || flags.share() < 1 && ThreadLocalRandom.current().nextDouble() >= flags.share()) {
            return;
        }
        try {
            if (watch != null) {
                watch.write(message, out);
            } else if (format.write(message, out) && flags.output().isWithLineEnd()) {
                out.write('\n');
            }
            wrote();
        } catch (IOException e) {
            end(Main.FAILED);
        }
    }

    @Override
    public void connected(MqttClient source, boolean sessionPresent) {
        super.connected(source, sessionPresent);
        isLeaving = false; // the client asks for subscriptions again by itself, and for the end of none
    }

    @Override
    public void subscribed(MqttClient source, byte[] topicFilter, int reasonCode) {
        super.subscribed(source, topicFilter, reasonCode);
        String filter = new String(topicFilter, StandardCharsets.UTF_8);
        if (reasonCode < ReasonCode.UNSPECIFIED_ERROR) {
            granted++;
        } else {
            say("Warning: the broker refused the subscription to %s%s.".formatted(filter,
                    options.protocolVersion() == MqttVersion.V5_0 ? ": " + ConnectionProblem.reason(reasonCode) : ""));
        }
        wanted.remove(filter);
        acknowledged();
    }

    @Override
    public void unsubscribed(MqttClient source, byte[] topicFilter, int reasonCode) {
        super.unsubscribed(source, topicFilter, reasonCode);
        granted++;
        unwanted.remove(new String(topicFilter, StandardCharsets.UTF_8));
        acknowledged();
    }

    private void acknowledged() {
        if (!wanted.isEmpty()) {
            return;
        }
        if (granted > 0) {
            done |= flags.isEndWhenSubscribed();
        } else if (unwanted.isEmpty()) {
            fail(Main.FAILED, "All subscription requests were denied.");
        }
    }
}
