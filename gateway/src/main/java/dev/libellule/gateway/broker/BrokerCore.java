package dev.libellule.gateway.broker;

import dev.libellule.device.codec.ReasonCode;
import dev.libellule.device.codec.Slice;
import dev.libellule.gateway.store.StoredMessage;
import dev.libellule.gateway.store.StoredRetained;
import dev.libellule.gateway.store.StoredSession;
import dev.libellule.gateway.store.StoredState;
import dev.libellule.gateway.store.StoredSubscription;
import dev.libellule.gateway.store.StoredWill;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.tinylog.Logger;

/**
 * What the broker knows and decides, without any I/O: sessions, subscriptions, retained messages, wills, and who gets a message.
 *
 * <p>Everything here belongs to the broker thread. Time comes in through {@link #advance}.
 */
final class BrokerCore {
    private static final long MOST_PENDING_BYTES = Runtime.getRuntime().maxMemory() / 4;
    private static final int EXPIRY_MILLIS = 60_000;

    private Limits limits;
    private final Persistence persistence;
    private final PacketLog log = new PacketLog();
    private final Statistics statistics = new Statistics();
    private final Map<String, Session> sessions = new HashMap<>();
    private final TopicTree tree = new TopicTree();
    private final Routes routes = new Routes(tree);
    private final Memory memory;
    private final Takeovers takeovers = new Takeovers();
    private final RetainedMessages retained;
    private final RetainedBacklog retainedBacklog;
    private final Publication publication = new Publication();
    private final Publication secondPublication = new Publication();
    private final Slice topicOfMessage = new Slice();
    private final Map<String, DelayedWill> delayedWills = new HashMap<>();
    private long nowMillis;
    private int online;
    private long nextExpiryMillis;

    /** A will that waits for its Will Delay Interval, or for the end of the session, whichever is first, [MQTT-3.1.3-9]. */
    private record DelayedWill(Session session, Message message, long dueMillis, boolean isFromBefore) {}

    BrokerCore(Limits limits) {
        this(limits, Memory.ofThisJvm());
    }

    BrokerCore(Limits limits, Memory memory) {
        this(limits, memory, new Persistence());
    }

    BrokerCore(Limits limits, Memory memory, Persistence persistence) {
        this.limits = limits;
        this.persistence = persistence;
        this.memory = memory;
        this.retained = new RetainedMessages(memory);
        this.retainedBacklog = new RetainedBacklog(retained, memory, statistics);
    }

    Persistence persistence() {
        return persistence;
    }

    Memory memory() {
        return memory;
    }

    /** Bytes that may wait in all sockets together before those with much lose messages of QoS 0. */
    long mostPendingBytes() {
        return MOST_PENDING_BYTES;
    }

    /** Whether a client may come in, who may need a new session. */
    boolean hasMemoryFor(String clientId) {
        return sessions.containsKey(clientId) || memory.has(Memory.PER_SESSION + clientId.length() * 2L);
    }

    /** Whether one more subscription may be kept; one in place of another always. */
    boolean hasMemoryFor(Subscription subscription) {
        return subscription.session().subscriptions().containsKey(subscription.filter())
                || memory.has(sizeOf(subscription) + (long) Memory.PER_LEVEL * TopicTree.MOST_LEVELS);
    }

    private static long sizeOf(Subscription subscription) {
        return Memory.PER_SUBSCRIPTION + subscription.filter().length() * 2L;
    }

    private void levelsChanged() {
        memory.setLevels(tree.levels() + retained.levels());
    }

    Limits limits() {
        return limits;
    }

    /** Takes over other limits; for what is kept already they hold from the next message on. */
    void change(Limits newLimits) {
        limits = newLimits;
        sessions.values().forEach(session -> session.change(newLimits));
    }

    /** Whether a client may come in without there being more sessions than {@code global_max_clients}. */
    boolean hasRoomFor(String clientId) {
        int most = limits.policy().maxClients();
        return most < 0 || sessions.size() < most || sessions.containsKey(clientId);
    }

    PacketLog log() {
        return log;
    }

    Statistics statistics() {
        return statistics;
    }

    RetainedMessages retained() {
        return retained;
    }

    TopicTree tree() {
        return tree;
    }

    Collection<Session> sessions() {
        return sessions.values();
    }

    int sessionCount() {
        return sessions.size();
    }

    int online() {
        return online;
    }

    long nowMillis() {
        return nowMillis;
    }

    /** Tells the time, on a monotonic clock; cheap. */
    void advance(long newNowMillis) {
        nowMillis = newNowMillis;
        persistence.advance(newNowMillis);
    }

    /** Once a second: ends sessions and sends wills whose time has come; forgets what has expired. */
    void sweep() {
        long longer = persistence.sweep();
        if (longer != 0) {
            age(longer);
        }
        List<String> due = new ArrayList<>();
        delayedWills.forEach((clientId, will) -> {
            if (nowMillis >= will.dueMillis()) {
                due.add(clientId);
            }
        });
        for (String clientId : due) {
            DelayedWill will = delayedWills.remove(clientId);
            persistence.willIsOver(will.session());
            publishWill(will);
        }
        sessions.values().forEach(session -> session.sweep(nowMillis));
        List<Session> over = sessions.values().stream().filter(session -> session.isExpired(nowMillis)).toList();
        for (Session session : over) {
            statistics.clientsExpired++;
            end(session);
        }
        if (nowMillis >= nextExpiryMillis) {
            nextExpiryMillis = nowMillis + EXPIRY_MILLIS;
            retained.removeExpired(nowMillis, persistence::retainedExpired);
            statistics.retainedBytes = retained.bytes();
            levelsChanged();
        }
    }

    /** The clock on the wall was put right: what is from before the machine was off was longer ago than it seemed. */
    private void age(long millis) {
        Logger.info("The clock was put right by {} s: what is from before this boot expires accordingly.",
                millis / 1000);
        Set<Message> aged = Collections.newSetFromMap(new IdentityHashMap<>());
        sessions.values().forEach(session -> session.age(millis, aged));
        retained.age(millis, aged);
        delayedWills.replaceAll((_, will) -> will.isFromBefore()
                ? new DelayedWill(will.session(), will.message(), will.dueMillis() - millis, true)
                : will);
        nextExpiryMillis = nowMillis;
    }

    /** The same, where it does not matter by which listeners clients came. */
    void restore(StoredState state) {
        restore(state, _ -> null);
    }

    /**
     * Is again what it was when the process before ended. To be called first.
     *
     * @param listeners the rules of a listener by its name, {@link ListenerRules#name}; null for none
     */
    void restore(StoredState state, Function<String, ListenerRules> listeners) {
        Clocks clocks = persistence.clocks();
        Map<Long, Session> byId = new HashMap<>();
        for (StoredSession stored : state.sessions.values()) {
            Session session = new Session(stored.clientId(), limits, statistics, memory, persistence);
            memory.add(Memory.PER_SESSION + stored.clientId().length() * 2L);
            session.restore(stored, clocks, nowMillis, listeners.apply(stored.listener()));
            byId.put(stored.id(), session);
            sessions.put(stored.clientId(), session);
        }
        for (StoredSubscription stored : state.subscriptions) {
            Subscription subscription = new Subscription(byId.get(stored.session()), stored.filter(), stored.qos(),
                    stored.noLocal(), stored.retainAsPublished(), stored.identifier());
            subscription.session().subscriptions().put(stored.filter(), subscription);
            tree.add(subscription);
            memory.add(sizeOf(subscription));
        }
        Map<StoredMessage, Message> messages = new IdentityHashMap<>();
        for (StoredState.Waiting waiting : state.deliveries) {
            Message message = messages.computeIfAbsent(waiting.delivery().message,
                    body -> Message.restored(body, clocks, nowMillis));
            StoredMessage body = waiting.delivery().message;
            long since = body.receivedAt == 0 || !clocks.isKnown(body.boot)
                    ? nowMillis
                    : clocks.toMonotonic(body.boot, body.receivedAt);
            byId.get(waiting.delivery().session).restore(waiting.delivery(), message, waiting.progress(), since);
        }
        byId.values().forEach(Session::readRights); // they may have changed meanwhile
        state.received.forEach(id -> byId.get(id >>> 16).restoreReceived((int) (id & 0xFFFF)));
        for (StoredRetained stored : state.retained) {
            ListenerRules rules = stored.clientId() == null ? null : listeners.apply(stored.listener());
            retained.put(Message.restored(stored.message(), clocks, nowMillis), rules == null
                    ? null
                    : new RetainedMessages.Source(stored.userName(), stored.clientId(), rules));
        }
        if (limits.policy().checksRetainSource()) {
            retained.checkSources();
        }
        statistics.retainedBytes = retained.bytes();
        levelsChanged();
        for (StoredWill stored : state.wills) {
            Session session = byId.get(stored.session());
            int boot = stored.message().boot;
            delayedWills.put(session.clientId(), clocks.isKnown(boot)
                    ? new DelayedWill(session, Message.restoredWill(stored.message()),
                            clocks.toMonotonic(boot, stored.dueAt()), clocks.isFromBefore(boot))
                    : new DelayedWill(session, Message.restoredWill(stored.message()), nowMillis, false));
        }
    }

    /** What came of a CONNECT. */
    record Attached(Session session, boolean sessionPresent) {}

    /**
     * Gives a client its session; one who holds it now is taken over, [MQTT-3.1.4-3].
     *
     * @param outlet the way to the client
     */
    Attached attach(String clientId, boolean cleanStart, long expirySeconds, int version, int receiveMaximum,
            Outlet outlet) {
        Session session = sessions.get(clientId);
        if (session != null && session.isOnline()) {
            Outlet old = session.outlet();
            Logger.info("Client {} already connected, closing old connection from {}; the new one is from {}.",
                    clientId,
                    old.peer(), outlet.peer());
            String fight = takeovers.note(clientId, old.peer(), outlet.peer(), nowMillis);
            if (fight != null) {
                Logger.warn(fight);
            }
            old.close(ReasonCode.SESSION_TAKEN_OVER);
            if (session.isOnline()) {
                detach(session, null);
            }
            session = sessions.get(clientId);
        }
        DelayedWill delayed = delayedWills.remove(clientId); // not sent when the client is back in time, [MQTT-3.1.3-9]
        if (delayed != null) {
            persistence.willIsOver(delayed.session());
        }
        if (session != null && (cleanStart || session.isExpired(nowMillis))) {
            end(session);
            if (delayed != null) {
                publishWill(delayed); // the session has ended before the delay
            }
            session = null;
        }
        boolean present = session != null;
        if (session == null) {
            session = new Session(clientId, limits, statistics, memory, persistence);
            memory.add(Memory.PER_SESSION + clientId.length() * 2L);
            sessions.put(clientId, session);
        }
        if (present && session.version() != version) {
            tree.invalidate(); // overlapping subscriptions are served by version
        }
        session.attach(outlet, version, receiveMaximum);
        session.setExpirySeconds(expirySeconds);
        persistence.changed(session);
        online++;
        statistics.clientsMaximum = Math.max(statistics.clientsMaximum, online);
        return new Attached(session, present);
    }

    /**
     * The client is gone.
     *
     * @param will to be published, or null after a normal DISCONNECT
     */
    void detach(Session session, Will will) {
        session.detach(nowMillis);
        online--;
        if (will != null) {
            long delaySeconds = Math.min(will.delaySeconds(), session.expirySeconds());
            DelayedWill delayed = new DelayedWill(session, will.message(), nowMillis + delaySeconds * 1000,
                    false);
            if (delaySeconds == 0) {
                publishWill(delayed);
            } else {
                delayedWills.put(session.clientId(), delayed);
                persistence.willWaits(session, will.message(), delayed.dueMillis());
            }
        }
        if (session.isExpired(nowMillis)) {
            end(session);
        } else {
            persistence.changed(session);
        }
    }

    /** A will needs the right to its topic at the moment when it is published. */
    private void publishWill(DelayedWill will) {
        Rights rights = will.session().rights();
        if (rights == null || rights.mayPublish(will.message())) {
            publish(will.message().publishedAt(nowMillis), will.session());
        }
    }

    /** Sets who the client of a session is, and so what it may do. */
    void authorize(Session session, String userName, ListenerRules rules) {
        Rights before = session.rights();
        boolean isNewUser = !Objects.equals(userName, session.userName()) || session.rules() != rules;
        session.authorize(userName, rules);
        if (isNewUser) {
            persistence.changed(session);
        }
        if (session.rights() != before && !session.subscriptions().isEmpty()) {
            tree.invalidate();
        }
    }

    /** Access control lists were read again: what was allowed is looked at anew, for absent clients too. */
    void rightsChanged() {
        sessions.values().forEach(Session::readRights);
        tree.invalidate();
        if (limits.policy().checksRetainSource()) {
            retained.checkSources();
        }
    }

    private void end(Session session) {
        sessions.remove(session.clientId());
        memory.add(-Memory.PER_SESSION - session.clientId().length() * 2L);
        for (Subscription subscription : session.subscriptions().values()) {
            tree.remove(subscription);
            memory.add(-sizeOf(subscription));
        }
        levelsChanged();
        session.end();
        persistence.ended(session);
    }

    /** Adds or replaces a subscription, 3.8.4; true if the session had none for this filter. */
    boolean subscribe(Subscription subscription) {
        Subscription old = subscription.session().subscriptions().put(subscription.filter(), subscription);
        if (old != null) {
            tree.remove(old);
            memory.add(-sizeOf(old));
        }
        tree.add(subscription);
        memory.add(sizeOf(subscription));
        levelsChanged();
        persistence.subscribed(subscription);
        log.subscribed(subscription);
        return old == null;
    }

    /** Sends a subscriber the retained messages that match; a shared subscription gets none, 4.8.2. */
    void sendRetained(Subscription subscription) {
        sendRetained(subscription, _ -> true);
    }

    /** Sends those that a subscriber wants. */
    void sendRetained(Subscription subscription, Predicate<Message> wanted) {
        if (!TopicTree.isShared(subscription.filter())) {
            retainedBacklog.send(subscription, (message, to) -> {
                if (wanted.test(message)) {
                    sendRetained(message, to);
                }
            });
        }
    }

    /** Whether subscribers are still to get retained messages, as soon as their sockets have room. */
    boolean hasMoreRetained() {
        return !retainedBacklog.isEmpty();
    }

    /** Sends what fits now of these; whether anything did. */
    boolean sendMoreRetained() {
        return retainedBacklog.sendMore(this::sendRetained);
    }

    private void sendRetained(Message message, Subscription subscription) {
        if (message.isExpired(nowMillis)
                || subscription.session().rights() != null && !subscription.session().rights().mayReceive(message)) {
            return;
        }
        int qos = qosOf(message.qos, subscription);
        Session session = subscription.session();
        if (qos > 0) {
            session.deliver(message, qos, true, subscription.identifier(), nowMillis);
        } else if (session.isOnline()) {
            secondPublication.set(message);
            session.outlet().sendQos0(secondPublication, true, subscription.identifier());
        }
    }

    /** Removes a subscription; false if there was none. */
    boolean unsubscribe(Session session, String filter) {
        Subscription old = session.subscriptions().remove(filter);
        if (old == null) {
            return false;
        }
        tree.remove(old);
        memory.add(-sizeOf(old));
        levelsChanged();
        persistence.unsubscribed(old);
        log.unsubscribed(old);
        return true;
    }

    /** The one publication that connections fill with what they received, before {@link #publish(Publication, Routes.Route)}. */
    Publication publication() {
        return publication;
    }

    /** Finds who gets the messages of a topic; null when it is not a Topic Name. */
    Routes.Route route(Slice topic, Routes.Route last) {
        return routes.find(topic, last);
    }

    /** Publishes a message from the broker itself. */
    void publish(Message message) {
        publish(message, null);
    }

    /**
     * Publishes a message from inside.
     *
     * @param sender for No Local; may be null
     */
    void publish(Message message, Session sender) {
        topicOfMessage.set(message.data, 0, message.topicLength);
        Routes.Route route = routes.find(topicOfMessage, null);
        if (route == null) {
            throw new IllegalArgumentException("not a Topic Name: " + message.topic());
        }
        Publication view = new Publication(); // a will may be published while another message is being routed
        view.set(message);
        view.sender = sender;
        publish(view, route);
    }

    /** Gives a message to everyone who is to have it, and keeps it if it is to be retained; true if anybody had it. */
    boolean publish(Publication message, Routes.Route route) {
        if (message.retain) {
            retain(message);
        }
        for (Subscription subscription : route.subscriptions) {
            if (!subscription.noLocal() || subscription.session() != message.sender) { // [MQTT-3.8.3-3]
                deliver(message, subscription);
            }
        }
        for (SharedGroup group : route.groups) {
            Subscription subscription = group.next(message.topic);
            if (subscription != null) {
                deliver(message, subscription);
            }
        }
        return !route.isNobody();
    }

    private void deliver(Publication message, Subscription subscription) {
        Session session = subscription.session();
        int qos = qosOf(message.qos, subscription);
        boolean retain = message.retain && subscription.retainAsPublished();
        if (qos > 0) {
            session.deliver(message.message(), qos, retain, subscription.identifier(), nowMillis);
        } else if (session.outlet() != null) {
            session.outlet().sendQos0(message, retain, subscription.identifier());
        } else if (limits.policy().queuesQos0()) {
            session.deliver(message.message(), 0, retain, subscription.identifier(), nowMillis);
        }
    }

    private int qosOf(int published, Subscription subscription) {
        return limits.policy().upgradesOutgoingQos() ? subscription.qos() : Math.min(published, subscription.qos());
    }

    private void retain(Publication publication) {
        Message message = publication.message();
        Session sender = publication.sender;
        if (message.payloadLength() == 0 || hasMemoryToRetain(message)) {
            RetainedMessages.Source source = sender == null ? null : sender.source();
            retained.put(message, source);
            persistence.retained(message, source);
            statistics.retainedBytes = retained.bytes();
            levelsChanged();
        } else {
            statistics.drops.add(DropReason.PUBLISHER);
        }
    }

    /** Reckoned as if every level of its topic were new. */
    private boolean hasMemoryToRetain(Message message) {
        int most = Math.min(TopicTree.MOST_LEVELS, message.topicLength + 1);
        return statistics.hasMemoryFor(message.data.length, limits.policy().memoryLimit())
                && memory.has(message.data.length + (long) Memory.PER_LEVEL * most);
    }
}
