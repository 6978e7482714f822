package dev.libellule.gateway.broker;

import dev.libellule.device.codec.ReasonCode;
import dev.libellule.device.codec.Slice;
import dev.libellule.gateway.store.StoredDelivery;
import dev.libellule.gateway.store.StoredSession;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Session State of one client, 4.1: its subscriptions, what it has not acknowledged, what waits for it. Broker thread.
 *
 * <p>Messages of QoS 1 and 2 form one line: sent ones in their order, then the queue. At most Receive Maximum are sent and not
 * acknowledged; packet identifiers rise by one and are not used again while in flight, 2.2.1.
 */
final class Session {
    /** Session Expiry Interval that never ends, 3.1.2.11.2. */
    static final long NEVER_EXPIRES = 0xFFFF_FFFFL;

    private static final int LARGEST_IDENTIFIER = 65_535;
    /** Of a message, where none is there to look at. */
    private static final int USUAL_BYTES = 100;

    private final String clientId;
    private final Map<String, Subscription> subscriptions = new HashMap<>();
    private Limits limits;
    private final Statistics statistics;
    private final Memory memory;
    private final Persistence persistence;
    /** In the store; 0 for a session that does not survive. */
    private long storeId;

    private Outlet outlet;
    private int version;
    private long expirySeconds;
    private long disconnectedAtMillis;
    private int receiveMaximum;

    /** What the client may do; null for everything. Stays for what comes while it is away. */
    private Rights rights;
    private ListenerRules rules;
    private String userName;

    private final ArrayDeque<Outgoing> queue = new ArrayDeque<>(0);
    /** Of a bridge: what waited when its connection came; null for other clients. */
    private ArrayDeque<Outgoing> late;
    private boolean isLiveFirst;
    /** Messages that found no room, since the start. */
    long droppedCount;
    private Outgoing[] inFlight = new Outgoing[32];
    private long queuedBytes;
    private long inFlightBytes;
    private int inFlightCount;
    private Outgoing oldest;
    private Outgoing youngest;
    private int lastIdentifier;
    private Outgoing spare;
    /** Packet Identifiers of QoS 2 messages received and not yet released, method A of 4.3.3. */
    private BitSet received;
    /** Of this connection. */
    private int receivedCount;

    Session(String clientId, Limits limits, Statistics statistics, Memory memory, Persistence persistence) {
        this.clientId = clientId;
        this.limits = limits;
        this.statistics = statistics;
        this.memory = memory;
        this.persistence = persistence;
    }

    void change(Limits newLimits) {
        limits = newLimits;
    }

    String clientId() {
        return clientId;
    }

    long storeId() {
        return storeId;
    }

    void setStoreId(long id) {
        storeId = id;
    }

    long disconnectedAtMillis() {
        return disconnectedAtMillis;
    }

    int version() {
        return version;
    }

    boolean isOnline() {
        return outlet != null;
    }

    Outlet outlet() {
        return outlet;
    }

    Map<String, Subscription> subscriptions() {
        return subscriptions;
    }

    Rights rights() {
        return rights;
    }

    ListenerRules rules() {
        return rules;
    }

    /** Null for an anonymous client. */
    String userName() {
        return userName;
    }

    /** Sets who the client is and what it may do; of what it may not receive any more nothing stays in the queue. */
    void authorize(String newUserName, ListenerRules newRules) {
        if (rules == newRules && Objects.equals(userName, newUserName)) {
            return; // the same client as before, with the same rights
        }
        userName = newUserName;
        rules = newRules;
        readRights();
    }

    /** The rules have changed, or the client. */
    void readRights() {
        rights = rules == null ? null : rules.rights(userName, clientId);
        if (rights != null) {
            queue.removeIf(out -> !isStillAllowed(out));
            if (late != null) {
                late.removeIf(out -> !isStillAllowed(out));
            }
        }
    }

    private boolean isStillAllowed(Outgoing out) {
        if (rights.mayReceive(out.message)) {
            return true;
        }
        leftQueue(out);
        dropped(out);
        statistics.publishDropped++;
        return false;
    }

    private void dropped(Outgoing out) {
        persistence.done(out);
        memory.letGo(out.message);
    }

    /** It is still held: the caller lets go of it, or sends it. */
    private void leftQueue(Outgoing out) {
        queuedBytes -= out.message.data.length;
        statistics.queuedBytes -= out.message.data.length;
        statistics.queuedMessages--;
    }

    /** The session is over: what waited is gone. */
    void end() {
        unite();
        for (Outgoing out : queue) {
            leftQueue(out);
            dropped(out);
        }
        queue.clear();
        while (oldest != null) {
            unlink(oldest);
        }
        subscriptions.clear();
    }

    boolean mayReceive(Slice topic) {
        return rights == null || rights.mayReceive(topic);
    }

    int queued() {
        return queue.size() + (late == null ? 0 : late.size());
    }

    int inFlightCount() {
        return inFlightCount;
    }

    void setExpirySeconds(long seconds) {
        long longest = limits.policy().persistentClientExpirationSeconds();
        expirySeconds = longest < 0 ? seconds : Math.min(seconds, longest);
    }

    long expirySeconds() {
        return expirySeconds;
    }

    /** Tells whether the session is over, its client having been away for longer than it wanted. */
    boolean isExpired(long nowMillis) {
        return outlet == null && expirySeconds != NEVER_EXPIRES
                && nowMillis - disconnectedAtMillis >= expirySeconds * 1000;
    }

    /**
     * Attaches a client; {@link #resume} sends what waits.
     *
     * @param newReceiveMaximum messages of QoS 1 and 2 that the client takes before it acknowledges, 1 to 65,535
     */
    void attach(Outlet newOutlet, int newVersion, int newReceiveMaximum) {
        outlet = newOutlet;
        version = newVersion;
        receiveMaximum = Math.min(newReceiveMaximum, limits.maxInflightMessages());
        receivedCount = 0; // the client's send quota begins anew, 4.9
    }

    /** The client is gone; the session stays until it expires. */
    void detach(long nowMillis) {
        outlet = null;
        unite();
        disconnectedAtMillis = nowMillis;
        if (storeId != 0) {
            for (Outgoing out = oldest; out != null; out = out.next) {
                persistence.detached(out);
            }
            queue.forEach(persistence::detached);
        }
    }

    /** Sends again what was not acknowledged, with DUP, in its order, [MQTT-4.4.0-1]; then what waits. */
    void resume(long nowMillis) {
        Outgoing after;
        for (Outgoing out = oldest; out != null; out = after) {
            after = out.next;
            if (rights != null && out.state != Outgoing.State.PUBCOMP && !rights.mayReceive(out.message)) {
                unlink(out);
            } else if (out.record != null && out.record.isHeld) {
                continue; // comes when it is on the disk
            } else if (out.state == Outgoing.State.PUBCOMP) {
                outlet.sendRelease(out.packetIdentifier);
            } else if (!outlet.send(out, true)) {
                unlink(out); // too large for the client now
            }
        }
        sendQueued(nowMillis);
    }

    /** Takes a message of QoS 1 or 2 for the client: sends it, or keeps it until there is room. */
    void deliver(Message message, int qos, boolean retain, int subscriptionIdentifier, long nowMillis) {
        if (outlet == null || !queue.isEmpty() || isBehindLate() || !mayBeInFlight(message)) {
            if (!hasRoomFor(message)) {
                droppedCount++;
                statistics.publishDropped++;
                return;
            }
            memory.hold(message);
            Outgoing out = outgoing(message, qos, retain, subscriptionIdentifier);
            persistence.queued(this, out);
            queue(out);
            return;
        }
        memory.hold(message);
        Outgoing out = outgoing(message, qos, retain, subscriptionIdentifier);
        persistence.queued(this, out);
        send(out);
    }

    private void queue(Outgoing out) {
        queue.add(out);
        queuedBytes += out.message.data.length;
        statistics.queuedBytes += out.message.data.length;
        statistics.queuedMessages++;
    }

    /** Receive Maximum, and {@code max_inflight_bytes} and a full socket, which let at least one message through. */
    private boolean mayBeInFlight(Message message) {
        long mostBytes = limits.policy().maxInflightBytes();
        return inFlightCount == 0 || inFlightCount < receiveMaximum && !outlet.isCongested()
                && (mostBytes == 0 || inFlightBytes + message.data.length <= mostBytes);
    }

    private boolean hasRoomFor(Message message) {
        Policy policy = limits.policy();
        int length = message.data.length;
        return queued() < limits.maxQueuedMessages()
                && (policy.maxQueuedBytes() == 0 || queuedBytes + length <= policy.maxQueuedBytes())
                && statistics.hasMemoryFor(length, policy.memoryLimit()) && memory.has(length);
    }

    private Outgoing outgoing(Message message, int qos, boolean retain, int subscriptionIdentifier) {
        Outgoing out = spare == null ? new Outgoing() : spare;
        spare = null;
        out.message = message;
        out.qos = qos;
        out.retain = retain;
        out.subscriptionIdentifier = subscriptionIdentifier;
        out.packetIdentifier = 0;
        out.isLate = false;
        out.state = Outgoing.State.QUEUED;
        return out;
    }

    private void send(Outgoing out) {
        out.packetIdentifier = nextIdentifier();
        out.state = out.qos == 1 ? Outgoing.State.PUBACK : Outgoing.State.PUBREC;
        link(out);
        if (!persistence.progressed(out) && !outlet.send(out, false)) {
            unlink(out); // as if it had been delivered, [MQTT-3.1.2-25]
        }
    }

    /** What was held back until it was on the disk may go. */
    void stored(Outgoing out) {
        if (outlet == null) {
            return; // goes when the client is back
        }
        if (out.state == Outgoing.State.PUBCOMP) {
            outlet.sendRelease(out.packetIdentifier);
        } else if (out.state == Outgoing.State.PUBREC && !outlet.send(out, false)) {
            unlink(out);
        }
    }

    private void link(Outgoing out) {
        inFlightBytes += out.message.data.length;
        inFlight[out.packetIdentifier & inFlight.length - 1] = out;
        inFlightCount++;
        out.next = null;
        out.previous = youngest;
        if (youngest == null) {
            oldest = out;
        } else {
            youngest.next = out;
        }
        youngest = out;
    }

    /** The next identifier whose place in the table is free; the table grows when an old message holds its place for long. */
    private int nextIdentifier() {
        do {
            lastIdentifier = lastIdentifier == LARGEST_IDENTIFIER ? 1 : lastIdentifier + 1;
            if (inFlight[lastIdentifier & inFlight.length - 1] != null && inFlight.length <= LARGEST_IDENTIFIER) {
                grow();
            }
        } while (inFlight[lastIdentifier & inFlight.length - 1] != null);
        return lastIdentifier;
    }

    private void grow() {
        Outgoing[] larger = new Outgoing[inFlight.length * 2];
        for (Outgoing out = oldest; out != null; out = out.next) {
            larger[out.packetIdentifier & larger.length - 1] = out;
        }
        inFlight = larger;
    }

    private void sendQueued(long nowMillis) {
        ArrayDeque<Outgoing> from;
        while (!(from = nextLine()).isEmpty() && mayBeInFlight(from.peek().message)) {
            if (from == late && !outlet.mayTakeLate()) {
                return;
            }
            Outgoing out = from.poll();
            out.isLate = from == late;
            leftQueue(out);
            if (out.message.isExpired(nowMillis)) { // [MQTT-3.3.2-5]
                dropped(out);
                statistics.publishDropped++;
            } else if (out.qos == 0) {
                Publication publication = new Publication(); // queue_qos0_messages
                publication.set(out.message);
                outlet.sendQos0(publication, out.retain, out.subscriptionIdentifier);
                dropped(out);
            } else {
                send(out);
            }
        }
    }

    // Of bridges

    /** What waits now is late: it goes before what comes from now on, or behind it. */
    void beginLate(boolean liveFirst) {
        isLiveFirst = liveFirst;
        late = new ArrayDeque<>(queue);
        queue.clear();
    }

    /** Late and live are one queue again, in the order in which they came. */
    private void unite() {
        while (late != null && !late.isEmpty()) {
            queue.addFirst(late.pollLast());
        }
        late = null;
    }

    private ArrayDeque<Outgoing> nextLine() {
        return late == null || late.isEmpty() || isLiveFirst && !queue.isEmpty() ? queue : late;
    }

    private boolean isBehindLate() {
        return late != null && !late.isEmpty() && !isLiveFirst;
    }

    /** There may be room again. */
    void sendMore(long nowMillis) {
        sendQueued(nowMillis);
    }

    /**
     * The other broker has lost the session: what it had received for good is over, and so are the exchanges it began. What it may not
     * have is sent again as new.
     */
    void forgottenByPeer() {
        Outgoing after;
        for (Outgoing out = oldest; out != null; out = after) {
            after = out.next;
            if (out.state == Outgoing.State.PUBCOMP) {
                unlink(out);
            }
        }
        for (int id = received == null ? -1 : received.nextSetBit(0); id >= 0; id = received.nextSetBit(id + 1)) {
            release(id);
        }
    }

    BridgeSession.Waiting waiting() {
        Outgoing first = oldest != null ? oldest : late != null && !late.isEmpty() ? late.peek() : queue.peek();
        return new BridgeSession.Waiting(queued() + inFlightCount, queuedBytes + inFlightBytes,
                first == null ? 0 : first.message.receivedAt, droppedCount, room());
    }

    /** How many messages more of the usual size there is room for, by the number, the bytes and the heap. */
    private long room() {
        long each = queued() == 0 ? USUAL_BYTES : Math.max(1, queuedBytes / queued());
        long mostBytes = limits.policy().maxQueuedBytes();
        long byBytes = mostBytes == 0 ? Long.MAX_VALUE : Math.max(0, mostBytes - queuedBytes) / each;
        return Math.min(Math.min(limits.maxQueuedMessages() - queued(), byBytes),
                memory.left() / (each + Memory.PER_MESSAGE));
    }

    private Outgoing find(int packetIdentifier) {
        Outgoing out = inFlight[packetIdentifier & inFlight.length - 1];
        return out != null && out.packetIdentifier == packetIdentifier ? out : null;
    }

    /** What is awaited for a packet identifier; null for one that is not in flight. */
    Outgoing.State awaited(int packetIdentifier) {
        Outgoing out = find(packetIdentifier);
        return out == null ? null : out.state;
    }

    /** PUBACK came, or PUBREC with a failure, or PUBCOMP: the message is done, and the next may go. */
    void delivered(int packetIdentifier, long nowMillis) {
        Outgoing out = find(packetIdentifier);
        if (out != null) {
            unlink(out);
            if (outlet != null) {
                sendQueued(nowMillis);
            }
        }
    }

    private void unlink(Outgoing out) {
        inFlight[out.packetIdentifier & inFlight.length - 1] = null;
        inFlightCount--;
        inFlightBytes -= out.message.data.length;
        if (out.previous == null) {
            oldest = out.next;
        } else {
            out.previous.next = out.next;
        }
        if (out.next == null) {
            youngest = out.previous;
        } else {
            out.next.previous = out.previous;
        }
        dropped(out);
        out.message = null;
        out.next = null;
        out.previous = null;
        spare = out;
    }

    /** PUBREC came for a message of QoS 2 in flight: answers with PUBREL and awaits PUBCOMP, 4.3.3. */
    void releasing(int packetIdentifier) {
        Outgoing out = find(packetIdentifier);
        out.state = Outgoing.State.PUBCOMP;
        if (!persistence.progressed(out)) {
            outlet.sendRelease(packetIdentifier);
        }
    }

    /**
     * Notes a QoS 2 message that came in.
     *
     * @return {@link ReasonCode#SUCCESS}, {@link ReasonCode#PACKET_IDENTIFIER_IN_USE} when it was here before, or
     *         {@link ReasonCode#RECEIVE_MAXIMUM_EXCEEDED}
     */
    int receive(int packetIdentifier) {
        return receive(packetIdentifier, limits.receiveMaximum());
    }

    /** As {@link #receive(int)}, for a client that may have so many of them under way. */
    int receive(int packetIdentifier, int receiveMaximum) {
        if (received == null) {
            received = new BitSet();
        }
        if (received.get(packetIdentifier)) {
            persistence.barrier();
            return ReasonCode.PACKET_IDENTIFIER_IN_USE;
        }
        if (receivedCount >= receiveMaximum) {
            return ReasonCode.RECEIVE_MAXIMUM_EXCEEDED;
        }
        received.set(packetIdentifier);
        receivedCount++;
        persistence.received(this, packetIdentifier);
        return ReasonCode.SUCCESS;
    }

    /** PUBREL came: forgets the identifier. False if it was not known. */
    boolean release(int packetIdentifier) {
        if (received == null || !received.get(packetIdentifier)) {
            persistence.barrier();
            return false;
        }
        received.clear(packetIdentifier);
        receivedCount = Math.max(0, receivedCount - 1);
        persistence.released(this, packetIdentifier);
        return true;
    }

    /** Is again what it was when the process before ended; its client has been away since. */
    void restore(StoredSession stored, long disconnectedAt) {
        storeId = stored.id();
        userName = stored.userName();
        version = stored.version();
        expirySeconds = stored.expirySeconds();
        disconnectedAtMillis = disconnectedAt;
    }

    /** A message that was on its way; in their order. */
    void restore(StoredDelivery stored, Message message, long progress) {
        memory.hold(message);
        Outgoing out = outgoing(message, stored.qos, stored.retain, stored.subscriptionIdentifier);
        Persistence.restored(out, this, stored);
        int identifier = StoredDelivery.packetIdentifier(progress);
        if (identifier == 0 || find(identifier) != null) {
            queue(out);
            return;
        }
        while (inFlight[identifier & inFlight.length - 1] != null) {
            grow();
        }
        out.packetIdentifier = identifier;
        out.state = Outgoing.State.values()[StoredDelivery.awaited(progress)];
        lastIdentifier = identifier;
        link(out);
    }

    /** A Packet Identifier of QoS 2 that was awaiting PUBREL. */
    void restoreReceived(int packetIdentifier) {
        if (received == null) {
            received = new BitSet();
        }
        received.set(packetIdentifier);
    }
}
