package dev.libellule.device.node;

import dev.libellule.device.codec.Utf8;

/**
 * The program of one device: samples its sensors, publishes its signals, obeys its commands, says that it is there.
 *
 * <pre>
 *   sensor ─▶ Sampling ─▶ Signal ─┐            ┌─▶ availability: online (the will says offline)
 *                                 ├─▶ Node ─▶ Link
 *   actuator ◀─ Command ◀─────────┘            └─▶ state topic, after each command
 * </pre>
 *
 * <p>One thread calls. After construction nothing allocates. On each new connection: subscriptions first, then {@code online}, because
 * a device that cannot be told anything is not there yet; then the states, then the signals.
 */
public final class Node {
    private static final byte[] ONLINE = {'o', 'n', 'l', 'i', 'n', 'e'};
    private static final byte[] OFFLINE = {'o', 'f', 'f', 'l', 'i', 'n', 'e'};

    private final Link link;
    private final byte[] availabilityTopicName;
    private final Sampling[] samplings;
    private final Signal[] signals;
    private final Command[] commands;
    private final byte[] payload;
    private int connection;
    private boolean onlinePending;

    /**
     * Puts a device together. The arrays belong to the node from here on.
     *
     * @param availabilityTopic such as {@code maison/salon-uno/$etat}; give the link a retained will there, of {@link #offlinePayload}
     * @param signals all that are published, whether a sampling or the caller offers their values
     */
    public Node(Link link, String availabilityTopic, Sampling[] samplings, Signal[] signals, Command[] commands) {
        this.link = link;
        this.availabilityTopicName = Utf8.bytes(availabilityTopic);
        this.samplings = samplings;
        this.signals = signals;
        this.commands = commands;
        int room = DecimalText.MAX_LENGTH;
        for (int i = 0; i < commands.length; i++) {
            room = Math.max(room, commands[i].stateLength());
        }
        payload = new byte[room];
    }

    /**
     * Does what is to be done now.
     *
     * @param nowMillis any clock that goes on by a millisecond each millisecond; it may wrap
     * @return how many milliseconds may pass until the next step; less if a message arrives, 0 if the link was full
     */
    public int step(int nowMillis) {
        int sleepMillis = Integer.MAX_VALUE;
        for (int i = 0; i < samplings.length; i++) {
            sleepMillis = Math.min(sleepMillis, samplings[i].step(nowMillis));
        }
        int nowConnection = link.connection();
        if (nowConnection != connection) {
            connection = nowConnection;
            onlinePending = true;
            for (int i = 0; i < commands.length; i++) {
                commands[i].connectionChanged();
            }
        }
        for (int i = 0; i < signals.length; i++) {
            signals[i].isDue(nowMillis); // offline too: the clock must not wrap unseen
        }
        if (connection == 0) {
            return sleepMillis;
        }
        if (!subscribe() || !announce() || !answer() || !publish(nowMillis)) {
            return 0;
        }
        for (int i = 0; i < signals.length; i++) {
            sleepMillis = Math.min(sleepMillis, signals[i].waitMillis(nowMillis));
        }
        return sleepMillis;
    }

    /**
     * Takes a message that the link received; call it from the link's listener. The command is carried out before this returns, its
     * answer leaves with the next step.
     *
     * @param retained the RETAIN flag as received
     * @return false if it is for none of the commands
     */
    public boolean received(byte[] buffer, int topicOffset, int topicLength, int payloadOffset, int payloadLength,
            boolean retained) {
        boolean taken = false;
        for (int i = 0; i < commands.length; i++) {
            if (commands[i].isFor(buffer, topicOffset, topicLength)) {
                commands[i].received(buffer, payloadOffset, payloadLength, retained);
                taken = true;
            }
        }
        return taken;
    }

    /** Says {@code offline} before an ordered disconnect, which keeps the broker from sending the will. */
    public int announceOffline() {
        return link.publish(availabilityTopicName, OFFLINE, 0, OFFLINE.length, 1, true);
    }

    /** The payload for the will on the availability topic: a copy. */
    public static byte[] offlinePayload() {
        byte[] copy = new byte[OFFLINE.length];
        System.arraycopy(OFFLINE, 0, copy, 0, copy.length);
        return copy;
    }

    private boolean subscribe() {
        for (int i = 0; i < commands.length; i++) {
            if (!commands[i].isSubscribed()) {
                if (link.subscribe(commands[i].topicName(), commands[i].qos()) < 0) {
                    return false;
                }
                commands[i].subscribed();
            }
        }
        return true;
    }

    private boolean announce() {
        if (onlinePending) {
            if (link.publish(availabilityTopicName, ONLINE, 0, ONLINE.length, 1, true) < 0) {
                return false;
            }
            onlinePending = false;
        }
        return true;
    }

    private boolean answer() {
        for (int i = 0; i < commands.length; i++) {
            Command command = commands[i];
            if (command.isAnswerPending()) {
                int length = command.writeState(payload);
                if (link.publish(command.stateTopicName(), payload, 0, length, command.qos(),
                        command.isStateRetained()) < 0) {
                    return false;
                }
                command.answered();
            }
        }
        return true;
    }

    private boolean publish(int nowMillis) {
        for (int i = 0; i < signals.length; i++) {
            Signal signal = signals[i];
            if (signal.isDue(nowMillis)) {
                int length = signal.writePayload(payload);
                if (link.publish(signal.topicName(), payload, 0, length, signal.qos(), signal.isRetained()) < 0) {
                    return false;
                }
                signal.published(nowMillis);
            }
        }
        return true;
    }
}
