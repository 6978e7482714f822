package dev.libellule.device.node;

import dev.libellule.device.codec.Property;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.Utf8;

/**
 * The program of one device: samples its sensors, publishes its signals, obeys its commands, says that it is there.
 *
 * <pre>
 *   sensor ─▶ Sampling ─▶ Signal ─┬─▶ OfflineRing ─┐   ┌─▶ availability: online (the will says offline)
 *                                 └────────────────┴▶ Node ─▶ Link
 *   actuator ◀─ Command ◀──────────────────────────┘   └─▶ state topic, after each command and each change
 * </pre>
 *
 * <p>One thread calls. After construction nothing allocates. On each new connection: subscriptions first, then {@code online}, because
 * a device that cannot be told anything is not there yet; then the states, then the signals, then what the ring has kept, oldest first
 * and a few in each step. A live value does not wait for the ring, unless older ones of its own signal are still in there: then it
 * queues behind them.
 *
 * <p>In MQTT 5.0 a message from the ring carries the User Property {@code age-ms}, how many milliseconds ago it was true when it was
 * handed to the link; a state carries those of {@link Command}.
 */
public final class Node {
    private static final int FULL_MILLIS = 10;
    private static final byte[] ONLINE = {'o', 'n', 'l', 'i', 'n', 'e'};
    private static final byte[] OFFLINE = {'o', 'f', 'f', 'l', 'i', 'n', 'e'};

    private static final byte[] AGE = Utf8.bytes("age-ms");
    private static final byte[] REASON = Utf8.bytes("reason");
    private static final byte[] REFUSED = Utf8.bytes("refused");
    /** Room for the longest two properties of a state. */
    private static final int PROPERTIES_BYTES = 64;
    /** Messages from the ring in one step, which so stays short. */
    private static final int LATE_PER_STEP = 8;

    private final Link link;
    private final byte[] availabilityTopicName;
    private final Sampling[] samplings;
    private final Signal[] signals;
    private final Command[] commands;
    private final OfflineRing ring; // null: only the latest values are kept
    private final byte[] payload;
    private final UserProperties properties;
    private WallClock wallClock; // null: the device has no calendar
    private int connection;
    private boolean onlinePending;
    private boolean isFull;
    private int refused;

    /**
     * Puts a device together. The arrays belong to the node from here on.
     *
     * @param availabilityTopic such as {@code maison/salon-uno/$etat}; give the link a retained will there, of {@link #offlinePayload}
     * @param signals all that are published, whether a sampling or the caller offers their values
     */
    public Node(Link link, String availabilityTopic, Sampling[] samplings, Signal[] signals, Command[] commands) {
        this(link, availabilityTopic, samplings, signals, commands, null);
    }

    /**
     * Puts a device together that keeps values while it is offline.
     *
     * @param ring holds those of the signals that are kept, {@link Signal#keepOffline}; null for none
     */
    public Node(Link link, String availabilityTopic, Sampling[] samplings, Signal[] signals, Command[] commands,
            OfflineRing ring) {
        this.link = link;
        this.availabilityTopicName = Utf8.bytes(availabilityTopic);
        this.samplings = samplings;
        this.signals = signals;
        this.commands = commands;
        this.ring = ring;
        int room = DecimalText.MAX_LENGTH;
        for (int i = 0; i < commands.length; i++) {
            room = Math.max(room, commands[i].stateLength());
        }
        int propertiesRoom = PROPERTIES_BYTES;
        for (int i = 0; i < signals.length; i++) {
            room = Math.max(room, signals[i].payloadLength());
            propertiesRoom = Math.max(propertiesRoom, signals[i].propertiesLength());
        }
        payload = new byte[room];
        properties = new UserProperties(propertiesRoom);
    }

    /** Gives the node a calendar, so that {@link Details} can say when a value was measured. */
    public Node wallClock(WallClock clock) {
        this.wallClock = clock;
        return this;
    }

    /**
     * Does what is to be done now.
     *
     * @param nowMillis any clock that goes on by a millisecond each millisecond; it may wrap
     * @return how many milliseconds may pass until the next step; less if a message arrives; 0 if kept messages wait for the
     *         next step only, a few if the link was full: acknowledgements have to come, or bytes to leave
     */
    public int step(int nowMillis) {
        int sleepMillis = Integer.MAX_VALUE;
        for (int i = 0; i < samplings.length; i++) {
            sleepMillis = Math.min(sleepMillis, samplings[i].step(nowMillis));
        }
        noticeConnection();
        for (int i = 0; i < commands.length; i++) {
            sleepMillis = Math.min(sleepMillis, commands[i].step(nowMillis, connection != 0));
        }
        if (ring != null) {
            ring.watch(nowMillis);
        }
        isFull = false;
        boolean isGreeted = connection != 0 && subscribe() && announce() && answer(nowMillis);
        for (int i = 0; i < signals.length; i++) { // offline too: the clock must not wrap unseen
            signals[i].stamp(wallClock, nowMillis);
            if (signals[i].isDue(nowMillis)) {
                publish(signals[i], isGreeted, nowMillis);
            }
            if (signals[i].isJsonDue(nowMillis)) {
                publishJson(signals[i], isGreeted);
            }
        }
        if (isGreeted && ring != null) {
            publishLate(nowMillis);
        }
        if (connection != 0 && isFull) {
            return Math.min(sleepMillis, FULL_MILLIS);
        }
        if (connection != 0 && ring != null && !ring.isEmpty()) {
            return 0;
        }
        for (int i = 0; i < signals.length; i++) {
            if (connection != 0 || isKept(signals[i])) {
                sleepMillis = Math.min(sleepMillis, signals[i].waitMillis(nowMillis));
            }
        }
        return sleepMillis;
    }

    private void noticeConnection() {
        int nowConnection = link.connection();
        if (nowConnection != connection) {
            connection = nowConnection;
            onlinePending = true;
            boolean isResumed = connection != 0 && link.isResumed();
            for (int i = 0; i < commands.length; i++) {
                commands[i].connectionChanged(isResumed, !link.hidesOwnMessages());
            }
        }
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
        return received(buffer, topicOffset, topicLength, payloadOffset, payloadLength, retained, false, false);
    }

    /**
     * Takes a message as the other {@code received}, and refuses it if it is too old.
     *
     * @param expiry true if it carries a Message Expiry Interval, 5.0
     * @param expired true if nothing of that is left
     */
    public boolean received(byte[] buffer, int topicOffset, int topicLength, int payloadOffset, int payloadLength,
            boolean retained, boolean expiry, boolean expired) {
        noticeConnection(); // the first messages may come before the first step
        boolean taken = false;
        for (int i = 0; i < commands.length; i++) {
            if (commands[i].isFor(buffer, topicOffset, topicLength)) {
                commands[i].received(buffer, payloadOffset, payloadLength, retained, false, expiry, expired);
                taken = true;
            }
        }
        return taken;
    }

    /**
     * Takes a message that the client received, as the other {@code received}; this one also sees the DUP flag and the Message Expiry
     * Interval, 5.0, by which a command may be refused.
     */
    public boolean received(Publish message) {
        noticeConnection();
        boolean expiry = message.properties.has(Property.MESSAGE_EXPIRY_INTERVAL);
        boolean expired = expiry && message.properties.number(Property.MESSAGE_EXPIRY_INTERVAL, 0) == 0;
        boolean taken = false;
        for (int i = 0; i < commands.length; i++) {
            if (commands[i].isFor(message.topic.buffer, message.topic.offset, message.topic.length)) {
                commands[i].received(message.payload.buffer, message.payload.offset, message.payload.length,
                        message.retain, message.dup, expiry, expired);
                taken = true;
            }
        }
        return taken;
    }

    /** Messages and subscriptions that the link will never take, since the start; those from the ring are counted there. */
    public int refused() {
        return refused;
    }

    /** Says {@code offline} before an ordered disconnect, which keeps the broker from sending the will. */
    public int announceOffline() {
        properties.clear();
        return link.publish(availabilityTopicName, OFFLINE, 0, OFFLINE.length, 1, true, properties.encoded(), 0);
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
                int options = commands[i].qos() | (commands[i].isBare() ? Link.NO_LOCAL : 0);
                if (!isTaken(link.subscribe(commands[i].topicName(), options))) {
                    return false;
                }
                commands[i].subscribed();
            }
        }
        return true;
    }

    private boolean announce() {
        if (onlinePending) {
            properties.clear();
            if (!publish(availabilityTopicName, ONLINE, ONLINE.length, 1, true)) {
                return false;
            }
            onlinePending = false;
        }
        return true;
    }

    private boolean answer(int nowMillis) {
        for (int i = 0; i < commands.length; i++) {
            Command command = commands[i];
            if (command.isAnswerPending()) {
                int length = command.writeState(payload);
                properties.clear();
                properties.add(REASON, StateReason.text(command.reason()));
                if (command.refusal() != Refusal.NONE) {
                    properties.add(REFUSED, Refusal.text(command.refusal()));
                }
                if (!publish(command.stateTopicName(), payload, length, command.qos(), command.isStateRetained())) {
                    return false;
                }
                command.answered(nowMillis);
            }
            if (command.isJsonPending()) {
                int length = command.writeJson(payload, wallClock == null ? 0 : wallClock.utcMillis());
                properties.clear();
                if (!publish(command.jsonTopicName(), payload, length, command.qos(), command.isStateRetained())) {
                    return false;
                }
                command.jsonPublished();
            }
        }
        return true;
    }

    /** Publishes a signal that is due, or keeps its value, or leaves it due. */
    private void publish(Signal signal, boolean isGreeted, int nowMillis) {
        int length = signal.writePayload(payload);
        boolean isBehind = isKept(signal) && ring.holds(signal.topicName());
        properties.clear();
        signal.addDetails(properties);
        if (isGreeted && !isBehind
                && publish(signal.topicName(), payload, length, signal.qos(), signal.isRetained())) {
            signal.published(nowMillis);
        } else if (isKept(signal)) {
            ring.offer(signal.topicName(), payload, 0, length, signal.qos(), signal.isRetained(), signal.priority(),
                    signal.offeredMillis());
            signal.published(nowMillis);
        }
    }

    /** As {@link #publish}, for the message beside the value. It is sent as late as it has to be: it says itself when it was true. */
    private void publishJson(Signal signal, boolean isGreeted) {
        int length = signal.writeJson(payload);
        boolean isBehind = isKept(signal) && ring.holds(signal.jsonTopicName());
        properties.clear();
        if (isGreeted && !isBehind
                && publish(signal.jsonTopicName(), payload, length, signal.qos(), signal.isRetained())) {
            signal.jsonPublished();
        } else if (isKept(signal)) {
            ring.offer(signal.jsonTopicName(), payload, 0, length, signal.qos(), signal.isRetained(), signal.priority(),
                    signal.offeredMillis());
            signal.jsonPublished();
        }
    }

    private boolean isKept(Signal signal) {
        return ring != null && signal.isKeptOffline();
    }

    private void publishLate(int nowMillis) {
        for (int i = 0; i < LATE_PER_STEP && !ring.isEmpty(); i++) {
            properties.clear();
            properties.add(AGE, ring.ageMillis(nowMillis));
            int status = link.publish(ring.topicName(), ring.memory(), ring.offset(), ring.length(), ring.qos(),
                    ring.isRetained(), properties.encoded(), properties.length());
            if (status == Link.NEVER) {
                ring.refuse();
            } else if (status < 0) {
                isFull = true;
                return;
            } else {
                ring.sent();
            }
        }
    }

    private boolean publish(byte[] topicName, byte[] text, int length, int qos, boolean retain) {
        return isTaken(link.publish(topicName, text, 0, length, qos, retain, properties.encoded(),
                properties.length()));
    }

    /** False if it has to be offered again. What will never be taken counts as taken, or everything would wait behind it. */
    private boolean isTaken(int status) {
        if (status == Link.NEVER) {
            refused++;
        }
        if (status < 0 && status != Link.NEVER) {
            isFull = true;
            return false;
        }
        return true;
    }
}
