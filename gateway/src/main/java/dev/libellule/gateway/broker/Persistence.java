package dev.libellule.gateway.broker;

import dev.libellule.gateway.store.Batch;
import dev.libellule.gateway.store.Batch.Kind;
import dev.libellule.gateway.store.Store;
import dev.libellule.gateway.store.StoredDay;
import dev.libellule.gateway.store.StoredDelivery;
import dev.libellule.gateway.store.StoredMessage;
import dev.libellule.gateway.store.StoredSession;
import dev.libellule.gateway.store.StoredSubscription;
import dev.libellule.gateway.store.StoredWill;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tinylog.Logger;

/**
 * Between the broker thread and the {@link Store}: notes what has to survive, and knows what may be acknowledged. ADR 7. Broker thread.
 *
 * <p>A change goes into the open batch, which is handed over when the store has finished the one before. A delivery of QoS 1 to a
 * client that is there waits a little outside of it, and most are acknowledged before they would have been written.
 */
final class Persistence {
    /** So long a client that is there has to acknowledge, before a delivery of QoS 1 is written. */
    static final long LAZY_MILLIS = 100;
    /** So long a change waits for which nobody waits. */
    static final long CALM_MILLIS = 1_000;

    private static final long TICK_MILLIS = 50;
    private static final long MOST_BYTES = 16 << 20;
    private static final int MOST_CHANGES = 100_000;
    private static final int MOST_WAITS = 2;

    /** Where nothing else is written, the time and the bytes of the day are noted so often. */
    private static final long NOTE_MILLIS = 3_600_000;

    private final Store store;
    private final BrokerLoop loop;
    private final Clocks clocks;
    private final WrittenDays written;
    private Batch open = new Batch();
    private Batch spare = new Batch();
    private boolean isStoreBusy;
    private boolean isUrgent;
    private boolean isHandOverDue;
    /** Changes of the batch before; as many may be expected again. */
    private int lastSize;
    private int waits;
    private boolean isTicking;
    private long openSinceMillis;
    private long sequence = 1;
    private long lastId;
    private long nowMillis;

    private final ArrayDeque<DeliveryRecord> lazy = new ArrayDeque<>();
    private long lazyBytes;
    /** What clients are to see when it is on the disk, in the order in which they are to see it. */
    private final ArrayDeque<DeliveryRecord> held = new ArrayDeque<>();
    /** The last change of a session, in which batch, and where in it. */
    private long changedSession;
    private long changedBatch;
    private int changedIndex;
    private final Map<String, Integer> retainedInOpen = new HashMap<>();
    private final List<Promises> paused = new ArrayList<>();
    /** Collects what the packet at hand promises; null between packets. */
    private Promise collecting;
    /** One to be used again. */
    private Promise idle;
    private boolean isAllAtOnce;
    /** Why the store does not take what it is given; null if it does. */
    private String failure;
    private long notedMillis;
    private boolean isEnding;

    /** Keeps everything in memory. */
    Persistence() {
        this(null, null, 0);
    }

    /** Goes on from nothing. */
    Persistence(Store store, BrokerLoop loop, long lastId) {
        this(store, loop, new Clocks(), List.of(), lastId);
    }

    Persistence(Store store, BrokerLoop loop, Clocks clocks, List<StoredDay> days, long lastId) {
        this.store = store;
        this.loop = loop;
        this.clocks = clocks;
        this.written = new WrittenDays(days);
        this.lastId = lastId;
        open.reset(sequence);
    }

    Clocks clocks() {
        return clocks;
    }

    /** What was written by now; null when nothing is. */
    WrittenDays countWritten() {
        if (store == null) {
            return null;
        }
        written.count(store.bytesWritten(), clocks.wallMillis(nowMillis));
        return written;
    }

    /** Notes what the records of this boot refer to; before any of them. */
    void begin() {
        note();
    }

    /** Once a second; as {@link Clocks#check}. */
    long sweep() {
        if (store == null) {
            return 0; // nothing is from before
        }
        long longer = clocks.check(nowMillis);
        if (clocks.isNew() || nowMillis - notedMillis >= NOTE_MILLIS) {
            note();
        } else if (countWritten().isWorthNoting()) {
            noteDay(); // behind the last batch of many
        }
        return longer;
    }

    private void note() {
        if (store != null) {
            notedMillis = nowMillis;
            countWritten();
            add(Kind.BOOT, clocks.row(nowMillis), 0, null, 0);
            noteDay();
        }
    }

    private void noteDay() {
        add(Kind.DAY, written.note(), written.firstDay(), null, 0);
        calm();
    }

    /** Notes that a delivery was in the store when it was opened. */
    void restored(Outgoing out, Session session, StoredDelivery stored) {
        out.record = store == null ? null : new DeliveryRecord(stored, session, out);
    }

    /** By which the store knows a session that it had; 0 where nothing is written. */
    long idOf(StoredSession stored) {
        return store == null ? 0 : stored.id();
    }

    /** New messages of QoS 1 and 2 are to be refused: the disk does not take them. */
    boolean isRefusing() {
        return failure != null && store != null;
    }

    String failure() {
        return failure;
    }

    /** There is no store, though there should be one. */
    void missing(String why) {
        failure = why;
    }

    /** The store is so far behind that publishers have to wait. */
    boolean isBehind() {
        return open.bytes() + lazyBytes > MOST_BYTES || open.size() > MOST_CHANGES;
    }

    void advance(long newNowMillis) {
        nowMillis = newNowMillis;
    }

    /**
     * From here to {@link #end}, what is noted belongs to the acknowledgement of one packet.
     *
     * @param allAtOnce all of it has to reach the disk together: a QoS 2 message with its Packet Identifier
     */
    void begin(boolean allAtOnce) {
        if (store != null) {
            collecting = idle == null ? new Promise() : idle;
            idle = null;
            isAllAtOnce = allAtOnce;
        }
    }

    /** What the packet has promised; null if nothing. */
    Promise end() {
        Promise promise = collecting;
        collecting = null;
        isAllAtOnce = false;
        if (promise != null && promise.outstanding == 0) {
            idle = promise; // nothing was promised, or it is kept already
            return null;
        }
        return promise;
    }

    /** What was noted before, perhaps for a packet that came twice, has to be safe too. */
    void barrier() {
        if (store != null && (isStoreBusy || open.size() > 0)) {
            add(Kind.NOTHING, null, 0, promised(), 0);
            urgent();
        }
    }

    private Promise promised() {
        if (collecting != null) {
            collecting.outstanding++;
        }
        return collecting;
    }

    // What happens to sessions

    private static boolean isToSurvive(Session session) {
        return session.expirySeconds() > 0;
    }

    /** A session began, or its client came or went. */
    void changed(Session session) {
        if (store == null || session.storeId() == 0 && !isToSurvive(session)) {
            return;
        }
        if (session.storeId() == 0) {
            session.setStoreId(++lastId);
        }
        if (changedBatch == sequence && changedSession == session.storeId()) {
            open.cancel(changedIndex); // the one that follows says all
        }
        changedBatch = sequence;
        changedSession = session.storeId();
        changedIndex = add(Kind.SESSION, new StoredSession(session.storeId(), session.clientId(), session.userName(),
                session.version(), session.expirySeconds(), clocks.boot(),
                session.isOnline() ? 0 : session.disconnectedAtMillis(),
                session.rules() == null ? null : session.rules().name()), 0, null, 0);
        calm();
    }

    /** Its deliveries were done before, {@link #done}. */
    void ended(Session session) {
        if (session.storeId() != 0) {
            add(Kind.END_SESSION, null, session.storeId(), null, 0);
            session.setStoreId(0);
            calm();
        }
    }

    void subscribed(Subscription subscription) {
        change(Kind.SUBSCRIBE, subscription);
    }

    void unsubscribed(Subscription subscription) {
        change(Kind.UNSUBSCRIBE, subscription);
    }

    private void change(Kind kind, Subscription subscription) {
        long session = subscription.session().storeId();
        if (session != 0) {
            add(kind, new StoredSubscription(session, subscription.filter(), subscription.qos(),
                    subscription.noLocal(), subscription.retainAsPublished(), subscription.identifier()), 0, promised(),
                    0);
            urgent();
        }
    }

    void received(Session session, int packetIdentifier) {
        if (session.storeId() != 0) {
            add(Kind.RECEIVED, null, Batch.received(session.storeId(), packetIdentifier), promised(), 0);
            urgent();
        }
    }

    void released(Session session, int packetIdentifier) {
        if (session.storeId() != 0) {
            add(Kind.RELEASED, null, Batch.received(session.storeId(), packetIdentifier), promised(), 0);
            urgent();
        }
    }

    void willWaits(Session session, Message message, long dueMillis) {
        if (session.storeId() != 0) {
            add(Kind.WILL, new StoredWill(session.storeId(), body(message, 0), dueMillis), 0, null,
                    message.data.length);
            urgent();
        }
    }

    void willIsOver(Session session) {
        if (session.storeId() != 0) {
            add(Kind.NO_WILL, null, session.storeId(), null, 0);
            calm();
        }
    }

    // Messages

    /**
     * The retained message of a topic is new, or gone.
     *
     * @param message of an empty payload for one that is gone
     */
    void retained(Message message, RetainedMessages.Source source) {
        String topic = message.topic();
        if (store == null || topic.startsWith("$SYS/")) {
            return;
        }
        Promise promise = promised();
        Object row = message.payloadLength() == 0 ? topic : RetainedMessages.row(topic, body(message, 0), source);
        Kind kind = message.payloadLength() == 0 ? Kind.UNRETAIN : Kind.RETAIN;
        Integer before = retainedInOpen.get(topic);
        if (before != null && promise == null) {
            open.replace(before, kind, row); // a stuck disk must not make it grow
        } else {
            if (before != null) {
                open.cancel(before); // its promise is kept by this one, in the same batch
            }
            retainedInOpen.put(topic, open.size());
            add(kind, row, 0, promise, message.payloadLength() == 0 ? 0 : message.data.length);
        }
        if (promise == null) {
            calm();
        } else {
            urgent();
        }
    }

    /** A retained message has expired. */
    void retainedExpired(String topic) {
        if (store != null) {
            add(Kind.UNRETAIN, topic, 0, null, 0);
            retainedInOpen.remove(topic);
            calm();
        }
    }

    /** A message is queued for a session, or about to be sent to it. */
    void queued(Session session, Outgoing out) {
        if (session.storeId() == 0 || !isToSurvive(session)) {
            return;
        }
        StoredMessage body = out.message.body;
        if (body == null) {
            body = body(out.message, ++lastId);
            out.message.body = body;
        }
        DeliveryRecord record = new DeliveryRecord(++lastId, session, out, body);
        out.record = record;
        record.promise = promised();
        if (isAllAtOnce || !session.isOnline() || out.qos == 2) {
            write(record);
            urgent();
        } else {
            record.isLazy = true;
            record.dueMillis = nowMillis + LAZY_MILLIS;
            lazy.add(record);
            lazyBytes += body.data.length;
            tickLater();
        }
    }

    private void write(DeliveryRecord record) {
        if (record.isLazy) {
            record.isLazy = false;
            lazyBytes -= record.message.data.length;
        }
        record.batch = sequence;
        record.firstBatch = sequence;
        record.index = add(Kind.DELIVER, record, record.progress(), null, record.message.data.length);
    }

    /**
     * What is awaited of the client has changed.
     *
     * @return true if the client must not know yet: {@link Session#stored} comes when it may
     */
    boolean progressed(Outgoing out) {
        DeliveryRecord record = out.record;
        if (record == null) {
            return false;
        }
        boolean holds = out.qos == 2;
        if (record.isLazy && !holds) {
            return false; // written later, as it is then
        }
        if (record.isLazy) {
            write(record);
        } else {
            if (record.batch == sequence) {
                open.setNumber(record.index, record.progress());
            } else {
                record.batch = sequence;
                record.index = add(Kind.PROGRESS, record, record.progress(), null, 0);
            }
        }
        if (holds) {
            if (!record.isHeld) {
                record.isHeld = true;
                held.add(record);
            }
            urgent();
        } else {
            calm();
        }
        return holds;
    }

    /** The client has acknowledged, or is not to have the message any more. */
    void done(Outgoing out) {
        DeliveryRecord record = out.record;
        if (record == null) {
            return;
        }
        out.record = null;
        record.out = null;
        if (record.isLazy) {
            record.isLazy = false; // was never written
            lazyBytes -= record.message.data.length;
        } else {
            if (record.batch == sequence) {
                open.cancel(record.index);
            }
            if (record.firstBatch != sequence) {
                add(Kind.DONE, record, 0, null, 0);
                calm();
            }
        }
        keep(record);
    }

    private static void keep(DeliveryRecord record) {
        Promise promise = record.promise;
        record.promise = null;
        keep(promise);
    }

    private static void keep(Promise promise) {
        if (promise != null && --promise.outstanding == 0 && promise.line != null) {
            promise.line.settle();
        }
    }

    /** The client is gone: what it has not acknowledged is written now. */
    void detached(Outgoing out) {
        if (out.record != null && out.record.isLazy) {
            write(out.record);
            urgent();
        }
    }

    private StoredMessage body(Message message, long id) {
        return new StoredMessage(id, message.data, message.topicLength, message.propertiesLength, message.qos,
                message.retain, clocks.boot(), nowMillis,
                message.expiresAtMillis == Message.NEVER ? StoredMessage.NEVER : message.expiresAtMillis);
    }

    // Batches

    private int add(Kind kind, Object subject, long number, Promise promise, int dataBytes) {
        if (open.size() == 0) {
            openSinceMillis = nowMillis;
        }
        return open.add(kind, subject, number, promise, dataBytes);
    }

    private void urgent() {
        isUrgent = true;
        if (!isHandOverDue && !isStoreBusy) {
            isHandOverDue = true;
            loop.execute(this::handOverIfFull);
        }
    }

    /**
     * Waits a little for those who were acknowledged a moment ago and are about to send more: their messages would else be split over
     * two transactions, and take twice as long.
     */
    private void handOverIfFull() {
        if (waits < MOST_WAITS && !isStoreBusy && open.size() < lastSize / 4 * 3) {
            waits++;
            isHandOverDue = true;
            loop.executeShortly(this::handOverIfFull);
        } else {
            handOver();
        }
    }

    private void calm() {
        tickLater();
    }

    private void tickLater() {
        if (!isTicking) {
            isTicking = true;
            loop.schedule(this::tick, TICK_MILLIS);
        }
    }

    private void tick() {
        isTicking = false;
        while (!lazy.isEmpty() && (lazy.peek().dueMillis <= nowMillis || !lazy.peek().isLazy)) {
            DeliveryRecord record = lazy.poll();
            if (record.isLazy) {
                write(record);
                isUrgent = true;
            }
        }
        if (isUrgent || open.size() > 0 && nowMillis - openSinceMillis >= CALM_MILLIS) {
            handOver();
        }
        if (!lazy.isEmpty() || open.size() > 0) {
            tickLater();
        }
    }

    private void handOver() {
        isHandOverDue = false;
        if (isStoreBusy || open.size() == 0) {
            return;
        }
        if (countWritten().isWorthNoting()) {
            noteDay(); // in the same transaction
        }
        Batch batch = open;
        open = spare;
        spare = null;
        sequence++;
        open.reset(sequence);
        retainedInOpen.clear();
        lastSize = batch.size();
        waits = 0;
        isStoreBusy = true;
        isUrgent = false;
        store.submit(batch);
    }

    /** A batch is on the disk. */
    void committed(Batch batch) {
        isStoreBusy = false;
        for (int i = 0; i < batch.size(); i++) {
            keep((Promise) batch.note(i));
            if (batch.subject(i) instanceof DeliveryRecord record) {
                keep(record);
            }
        }
        while (!held.isEmpty() && (held.peek().out == null || held.peek().batch <= batch.sequence())) {
            DeliveryRecord record = held.poll();
            record.isHeld = false;
            if (record.out != null) {
                record.owner.stored(record.out);
            }
        }
        batch.reset(0);
        spare = batch;
        if (isUrgent && !isHandOverDue) {
            handOverIfFull();
        }
        paused.removeIf(Promises::resumeIfPossible);
    }

    /** Does something behind the reads of this turn. */
    void later(Runnable task) {
        loop.execute(task);
    }

    /** Remembers a connection that is not read from until there is room. */
    void paused(Promises line) {
        paused.add(line);
    }

    void failing(String why) {
        failure = why;
        Logger.error("The store cannot write: {}. New messages of QoS 1 and 2 are refused until it can.", why);
    }

    void recovered() {
        failure = null;
        Logger.info("The store writes again; messages of QoS 1 and 2 are taken again.");
    }

    /** The end: hands over all that is left, as far as the store takes it now. True while something is under way. */
    boolean handOverRest() {
        for (DeliveryRecord record : lazy) {
            if (record.isLazy) {
                write(record);
            }
        }
        lazy.clear();
        if (!isEnding) {
            isEnding = true;
            note();
        }
        handOver();
        return isStoreBusy || open.size() > 0;
    }
}
