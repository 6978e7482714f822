package dev.libellule.gateway.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Plays the log back: what of it is still waiting, and how far it has come. */
final class LogReader implements LogCoder.Reader {
    private static final class Line {
        final long session;
        final long message;
        final int qos;
        final boolean retain;
        final int subscription;
        final long row;
        long progress;

        Line(long session, long message, int qos, boolean retain, int subscription, long progress, long row) {
            this.session = session;
            this.message = message;
            this.qos = qos;
            this.retain = retain;
            this.subscription = subscription;
            this.progress = progress;
            this.row = row;
        }
    }

    private final StoredState state;
    private final Map<Long, Line> lines = new HashMap<>();
    private final Map<Long, StoredMessage> messages = new HashMap<>();
    private final Map<Long, Long> rowOfMessage = new HashMap<>();
    private long row;

    LogReader(StoredState state) {
        this.state = state;
    }

    void read(SortedMap<Long, byte[]> rows) {
        LogCoder coder = new LogCoder();
        Map<Long, List<Segment.Item>> items = new LinkedHashMap<>();
        Map<Long, Integer> bytes = new HashMap<>();
        rows.forEach((id, data) -> {
            row = id;
            state.dropped += coder.read(data, this);
            items.put(id, new ArrayList<>());
            bytes.put(id, data.length);
        });
        rows.clear(); // as large as all that waits
        for (Map.Entry<Long, Line> entry : lines.entrySet()) {
            Line line = entry.getValue();
            StoredMessage message = messages.get(line.message);
            if (message == null || !state.sessions.containsKey(line.session)) {
                state.dropped += message == null ? 0 : 1; // a torn message has been counted
                continue;
            }
            StoredDelivery delivery = new StoredDelivery(entry.getKey(), line.session, message, line.qos, line.retain,
                    line.subscription);
            delivery.written = Ranges.progress(line.progress, line.qos);
            state.deliveries.add(new StoredState.Waiting(delivery, delivery.written));
            items.get(line.row).add(delivery);
            if (message.references++ == 0) {
                items.get(rowOfMessage.get(message.id)).add(message);
                state.messages.put(message.id, message);
            }
        }
        items.forEach((id, needed) -> state.segments.add(new Segment(id, bytes.get(id), needed)));
    }

    @Override
    public void message(StoredMessage message) {
        messages.put(message.id, message);
        rowOfMessage.put(message.id, row);
    }

    @Override
    public void deliver(long id, long session, long message, int qos, boolean retain, int subscription,
            long progress) {
        lines.put(id, new Line(session, message, qos, retain, subscription, progress, row));
    }

    @Override
    public void progress(long id, long progress) {
        Line line = lines.get(id);
        if (line != null) {
            line.progress = progress;
        }
    }

    @Override
    public void done(long id) {
        lines.remove(id);
    }
}
