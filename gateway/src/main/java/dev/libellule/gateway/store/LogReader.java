package dev.libellule.gateway.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Plays the log back, row by row: keeps what of it is still waiting, and how far it has come, and nothing of what is done. */
final class LogReader implements LogCoder.Reader {
    private final StoredState state;
    private final LogCoder coder = new LogCoder();
    private final Map<Long, StoredDelivery> deliveries = new HashMap<>();
    /** Those that a delivery may need; each is in its segment. */
    private final Map<Long, StoredMessage> messages = new HashMap<>();
    private Segment segment;

    LogReader(StoredState state) {
        this.state = state;
    }

    /** Reads the next row; rows come in their order. */
    void read(long row, byte[] data) {
        segment = new Segment(row, data.length, List.of());
        state.segments.add(segment);
        state.dropped += coder.read(data, this);
    }

    /** There are no more rows. */
    void end() {
        for (StoredDelivery delivery : deliveries.values()) {
            if (state.sessions.containsKey(delivery.session)) {
                state.deliveries.add(new StoredState.Waiting(delivery, delivery.written));
                state.messages.put(delivery.message.id, delivery.message);
            } else {
                state.dropped++;
                Segment.remove(delivery);
                delivery.message.references--;
            }
        }
        messages.values().stream().filter(message -> message.references == 0).forEach(Segment::remove);
    }

    @Override
    public void message(StoredMessage message) {
        StoredMessage before = messages.putIfAbsent(message.id, message);
        if (before == null) {
            segment.add(message);
        } else {
            Segment.remove(before); // written again, to make room where it was
            segment.add(before);
        }
    }

    @Override
    public void deliver(long id, long session, long message, int qos, boolean retain, int subscription,
            long progress) {
        StoredMessage body = messages.get(message);
        if (body == null) {
            return; // torn, and counted
        }
        StoredDelivery delivery = new StoredDelivery(id, session, body, qos, retain, subscription);
        delivery.written = Ranges.progress(progress, qos);
        body.references++;
        segment.add(delivery);
        StoredDelivery before = deliveries.put(id, delivery);
        if (before != null) {
            Segment.remove(before);
            before.message.references--;
        }
    }

    @Override
    public void progress(long id, long progress) {
        StoredDelivery delivery = deliveries.get(id);
        if (delivery != null) {
            delivery.written = Ranges.progress(progress, delivery.qos);
        }
    }

    @Override
    public void done(long id) {
        StoredDelivery delivery = deliveries.remove(id);
        if (delivery == null) {
            return;
        }
        Segment.remove(delivery);
        StoredMessage message = delivery.message;
        if (--message.references == 0) {
            Segment.remove(message);
            messages.remove(message.id);
        }
    }
}
