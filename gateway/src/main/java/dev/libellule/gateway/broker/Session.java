package dev.libellule.gateway.broker;

import dev.libellule.device.codec.ReasonCode;
import dev.libellule.device.codec.Slice;
import dev.libellule.gateway.store.StoredDelivery;
import dev.libellule.gateway.store.StoredSession;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Session State of one client, 4.1: its subscriptions, what it has not acknowledged, what waits for it. Broker thread.
 *
 * <p>Messages of QoS 1 and 2 form one line: sent ones in their order, then the queue. At most Receive Maximum are sent and not
 * acknowledged.
 */
final class Session {
    /** Session Expiry Interval that never ends, 3.1.2.11.2. */
    static final long NEVER_EXPIRES = 0xFFFF_FFFFL;

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
    /** Its client left before the machine was off, for as long as its clock says. */
    private boolean isFromBefore;
    private int receiveMaximum;

    /** What the client may do; null for everything. Stays for what comes while it is away. */
    private Rights rights;
    private ListenerRules rules;
    private RetainedMessages.Source source;
    private String userName;

    private final ArrayDeque<Outgoing> queue = new ArrayDeque<>(0);
    /** Of a bridge: what waited when its connection came; null for other clients. */
    private ArrayDeque<Outgoing> late;
    private boolean isLiveFirst;
    /** Null while there is nothing to count. */
    private Drops drops;
    private final InFlight inFlight = new InFlight();
    private long queuedBytes;
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
        source = null;
        readRights();
    }

    /** Who sends what the client retains; null for a client that is a part of the gateway. */
    RetainedMessages.Source source() {
        if (source == null && rules != null) {
            source = new RetainedMessages.Source(userName, clientId, rules);
        }
        return source;
    }

    /** The rules have changed, or the client. */
    void readRights() {
        rights = rules == null ? null : rules.rights(userName, clientId);
        if (rights != null) {
            lines().forEach(line -> line.removeIf(out -> !isStillAllowed(out)));
        }
    }

    private List<ArrayDeque<Outgoing>> lines() {
        return late == null ? List.of(queue) : List.of(late, queue);
    }

    private boolean isStillAllowed(Outgoing out) {
        if (rights.mayReceive(out.message)) {
            return true;
        }
        leftQueue(out);
        dropped(out);
        lost(DropReason.RIGHTS);
        return false;
    }

    /** Counts a message that the client does not get; says so at the first, the tenth, the hundredth … */
    void lost(DropReason reason) {
        if (drops == null) {
            drops = new Drops();
        }
        drops.add(reason);
        drops.tell(reason, clientId);
        statistics.drops.add(reason);
    }

    /** Null if it has got all. */
    Drops drops() {
        return drops;
    }

    private void dropped(Outgoing out) {
        persistence.done(out);
        memory.unqueue(out.message);
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
        while (inFlight.oldest() != null) {
            unlink(inFlight.oldest());
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
        return inFlight.count();
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
        isFromBefore = false;
        receiveMaximum = Math.min(newReceiveMaximum, limits.maxInflightMessages());
        receivedCount = 0; // the client's send quota begins anew, 4.9
    }

    /** The client is gone; the session stays until it expires. */
    void detach(long nowMillis) {
        outlet = null;
        unite();
        disconnectedAtMillis = nowMillis;
        if (storeId != 0) {
            for (Outgoing out = inFlight.oldest(); out != null; out = out.next) {
                persistence.detached(out);
            }
            queue.forEach(persistence::detached);
        }
    }

    /** Sends again what was not acknowledged, with DUP, in its order, [MQTT-4.4.0-1]; then what waits. */
    void resume(long nowMillis) {
        Outgoing after;
        for (Outgoing out = inFlight.oldest(); out != null; out = after) {
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
            DropReason reason = makeRoomFor(message);
            if (reason != null) {
                lost(reason);
                return;
            }
            memory.queue(message);
            Outgoing out = outgoing(message, qos, retain, subscriptionIdentifier);
            out.sinceMillis = nowMillis;
            persistence.queued(this, out);
            queue(out);
            return;
        }
        memory.queue(message);
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
        return inFlight.count() == 0 || inFlight.count() < receiveMaximum && !outlet.isCongested()
                && (mostBytes == 0 || inFlight.bytes() + message.data.length <= mostBytes);
    }

    /** Null if there is room for a message, perhaps since older ones have gone for it; or else why there is none. */
    private DropReason makeRoomFor(Message message) {
        DropReason reason = whyNoRoomFor(message);
        if (reason == null || !limits.policy().budget().dropsOldest()) {
            return reason;
        }
        ArrayDeque<Outgoing> line = late == null || late.isEmpty() ? queue : late;
        long toFree = message.data.length; // all that it can help: where others have the room, no more goes than comes
        while (reason != null && toFree > 0 && !line.isEmpty() && limits.mayEverQueue(message)) {
            toFree -= reason == DropReason.QUEUE_MESSAGES ? 0 : line.peek().message.data.length;
            lose(line, reason);
            reason = whyNoRoomFor(message);
        }
        return reason;
    }

    /** The first of a line that waits goes. */
    private void lose(ArrayDeque<Outgoing> line, DropReason reason) {
        Outgoing out = line.poll();
        leftQueue(out);
        dropped(out);
        lost(reason);
    }

    private DropReason whyNoRoomFor(Message message) {
        return limits.whyNoRoom(message, queued(), queuedBytes, statistics, memory);
    }

    /** Once a second: what has waited for too long goes, and what has expired. */
    void sweep(long nowMillis) {
        long ageMillis = limits.policy().budget().maxQueuedAgeSeconds() * 1000;
        lines().forEach(line -> sweep(line, ageMillis, nowMillis));
    }

    private void sweep(ArrayDeque<Outgoing> line, long ageMillis, long nowMillis) {
        while (!line.isEmpty()) {
            if (line.peek().message.isExpired(nowMillis)) { // [MQTT-3.3.2-5]
                lose(line, DropReason.EXPIRED);
            } else if (ageMillis > 0 && nowMillis - line.peek().sinceMillis >= ageMillis) {
                lose(line, DropReason.QUEUE_AGE);
            } else {
                return;
            }
        }
    }

    /** What is from before the machine was off was longer ago than it seemed. */
    void age(long millis, Set<Message> aged) {
        if (isFromBefore && outlet == null) {
            disconnectedAtMillis -= millis;
        }
        lines().forEach(line -> line.forEach(out -> out.age(millis, aged)));
        for (Outgoing out = inFlight.oldest(); out != null; out = out.next) {
            out.age(millis, aged);
        }
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
        out.packetIdentifier = inFlight.nextIdentifier();
        out.state = out.qos == 1 ? Outgoing.State.PUBACK : Outgoing.State.PUBREC;
        inFlight.add(out);
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
                lost(DropReason.EXPIRED);
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
        for (Outgoing out = inFlight.oldest(); out != null; out = after) {
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
        Outgoing first = inFlight.oldest() != null
                ? inFlight.oldest()
                : late != null && !late.isEmpty() ? late.peek() : queue.peek();
        return new BridgeSession.Waiting(queued() + inFlight.count(), queuedBytes + inFlight.bytes(),
                first == null ? 0 : first.message.receivedAt, drops == null ? 0 : drops.forLackOfRoom(), room());
    }

    /** How many messages more of the usual size there is room for, by the number, the bytes and the heap. */
    private long room() {
        long each = queued() == 0 ? USUAL_BYTES : Math.max(1, queuedBytes / queued());
        long mostBytes = limits.policy().maxQueuedBytes();
        long byBytes = mostBytes == 0 ? Long.MAX_VALUE : Math.max(0, mostBytes - queuedBytes) / each;
        return Math.min(Math.min(limits.maxQueuedMessages() - queued(), byBytes),
                memory.left() / (each + Memory.PER_MESSAGE + Memory.PER_DELIVERY));
    }

    /** What is awaited for a packet identifier; null for one that is not in flight. */
    Outgoing.State awaited(int packetIdentifier) {
        Outgoing out = inFlight.find(packetIdentifier);
        return out == null ? null : out.state;
    }

    /** PUBACK came, or PUBREC with a failure, or PUBCOMP: the message is done, and the next may go. */
    void delivered(int packetIdentifier, long nowMillis) {
        Outgoing out = inFlight.find(packetIdentifier);
        if (out != null) {
            unlink(out);
            if (outlet != null) {
                sendQueued(nowMillis);
            }
        }
    }

    private void unlink(Outgoing out) {
        inFlight.remove(out);
        dropped(out);
        out.message = null;
        spare = out;
    }

    /** PUBREC came for a message of QoS 2 in flight: answers with PUBREL and awaits PUBCOMP, 4.3.3. */
    void releasing(int packetIdentifier) {
        Outgoing out = inFlight.find(packetIdentifier);
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
    void restore(StoredSession stored, Clocks clocks, long nowMillis, ListenerRules itsRules) {
        storeId = persistence.idOf(stored);
        userName = stored.userName();
        version = stored.version();
        expirySeconds = stored.expirySeconds();
        boolean isKnown = stored.disconnectedAt() != 0 && clocks.isKnown(stored.boot());
        isFromBefore = isKnown && clocks.isFromBefore(stored.boot());
        disconnectedAtMillis = isKnown
                ? Math.min(nowMillis, clocks.toMonotonic(stored.boot(), stored.disconnectedAt()))
                : nowMillis;
        rules = itsRules;
    }

    /** A message that was on its way; in their order. */
    void restore(StoredDelivery stored, Message message, long progress, long sinceMillis) {
        memory.queue(message);
        Outgoing out = outgoing(message, stored.qos, stored.retain, stored.subscriptionIdentifier);
        out.sinceMillis = sinceMillis;
        persistence.restored(out, this, stored);
        int identifier = StoredDelivery.packetIdentifier(progress);
        if (identifier == 0 || inFlight.find(identifier) != null) {
            queue(out);
            return;
        }
        out.packetIdentifier = identifier;
        out.state = Outgoing.State.values()[StoredDelivery.awaited(progress)];
        inFlight.restore(out);
    }

    /** A Packet Identifier of QoS 2 that was awaiting PUBREL. */
    void restoreReceived(int packetIdentifier) {
        if (received == null) {
            received = new BitSet();
        }
        received.set(packetIdentifier);
    }
}
