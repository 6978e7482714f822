package dev.libellule.gateway.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Messages that wait, and what becomes of them, as a log: each batch adds a row with all that it changes, since a row for each message
 * would cost many times as much. Store thread, inside a transaction. ADR 9.
 *
 * <p>The oldest row goes when nothing in it is needed any more; later rows may speak of it, and so go later. Where a message that nobody
 * fetches would keep a long log alive, what is needed of the oldest rows is written anew at the end.
 */
final class MessageLog {
    /** A row gets no further record when it is as long as this: so much is lost with it where the disk is damaged. */
    private static final int ROW_BYTES = 64 << 10;
    /** A log of this length and some times what is needed of it is tidied up. */
    private static final long SMALL_BYTES = 4 << 20;
    private static final int WASTE = 3;
    private static final int ROWS_AT_ONCE = 4;

    private final PreparedStatement insert;
    private final PreparedStatement trim;
    private final LogCoder coder = new LogCoder();
    /** Items of the row that is being filled. */
    private final List<Segment.Item> filling = new ArrayList<>();
    private final ArrayDeque<Segment> segments = new ArrayDeque<>();
    private long lastRow;
    private long bytes;
    private long liveBytes;

    // To take the transaction at hand back
    private int added;
    private long bytesBefore;
    private long liveBytesBefore;
    private final List<Segment.Place> removed = new ArrayList<>();
    private final List<Segment> trimmed = new ArrayList<>();

    MessageLog(Connection connection) throws SQLException {
        insert = connection.prepareStatement("INSERT INTO log VALUES (?, ?)");
        trim = connection.prepareStatement("DELETE FROM log WHERE id <= ?");
    }

    /** The same log, after a failure: the driver drops statements that have failed. */
    MessageLog(Connection connection, MessageLog before) throws SQLException {
        this(connection);
        segments.addAll(before.segments);
        lastRow = before.lastRow;
        bytes = before.bytes;
        liveBytes = before.liveBytes;
    }

    /** Goes on from what was read. */
    void resume(Collection<Segment> old) {
        for (Segment segment : old) {
            segments.add(segment);
            lastRow = segment.row;
            bytes += segment.bytes;
            segment.live().forEach(item -> liveBytes += item.logBytes());
        }
    }

    void close() throws SQLException {
        insert.close();
        trim.close();
    }

    void begin() {
        added = 0;
        bytesBefore = bytes;
        liveBytesBefore = liveBytes;
        removed.clear();
        trimmed.clear();
        filling.clear();
        coder.clear();
    }

    void deliver(StoredDelivery delivery, long progress) throws SQLException {
        StoredMessage message = delivery.message;
        if (message.references == 0) {
            write(message);
            liveBytes += message.logBytes();
        }
        delivery.written = progress;
        write(delivery);
        liveBytes += delivery.logBytes();
        message.references++; // last: where something has failed, it is not counted
    }

    private void write(Segment.Item item) throws SQLException {
        if (item instanceof StoredMessage message) {
            coder.message(message);
        } else if (item instanceof StoredDelivery delivery) {
            coder.deliver(delivery, delivery.written);
        }
        item.isFilling = true;
        filling.add(item);
        flushIfLong();
    }

    void progress(StoredDelivery delivery, long progress) throws SQLException {
        delivery.written = progress;
        coder.progress(delivery.id, progress);
        flushIfLong();
    }

    void done(StoredDelivery delivery) throws SQLException {
        coder.done(delivery.id);
        remove(delivery);
        if (delivery.message.references == 1) {
            remove(delivery.message);
        }
        flushIfLong();
        delivery.message.references--;
    }

    private void remove(Segment.Item item) throws SQLException {
        if (item.isFilling) {
            flush(); // it came in the same batch: a message that was done and is wanted again
        }
        removed.add(Segment.remove(item));
        liveBytes -= item.logBytes();
    }

    private void flushIfLong() throws SQLException {
        if (coder.size() > ROW_BYTES) {
            flush();
        }
    }

    private void flush() throws SQLException {
        if (coder.size() > 0) {
            byte[] row = coder.take();
            insert.setLong(1, lastRow + 1);
            insert.setBytes(2, row);
            insert.executeUpdate();
            lastRow++;
            segments.add(new Segment(lastRow, row.length, filling));
            filling.clear();
            added++;
            bytes += row.length;
        }
    }

    /** The end of a batch: makes its row, and throws away what is not needed. */
    void end() throws SQLException {
        flush();
        trim();
        for (int i = 0; i < ROWS_AT_ONCE && bytes > SMALL_BYTES + WASTE * liveBytes && segments.size() > added; i++) {
            for (Segment.Item item : segments.peek().live()) {
                removed.add(Segment.remove(item));
                write(item);
            }
            flush();
            trim();
        }
    }

    private void trim() throws SQLException {
        Segment last = null;
        while (segments.size() > added && segments.peek().isOver()) {
            last = segments.poll();
            trimmed.add(last);
            bytes -= last.bytes;
        }
        if (last != null) {
            trim.setLong(1, last.row);
            trim.executeUpdate();
        }
    }

    /** The transaction is rolled back: all is as it was at {@link #begin}, but for the references to messages. */
    void undo() {
        for (; added > 0; added--) {
            segments.removeLast();
            lastRow--;
        }
        for (int i = removed.size() - 1; i >= 0; i--) {
            removed.get(i).putBack();
        }
        for (int i = trimmed.size() - 1; i >= 0; i--) {
            segments.addFirst(trimmed.get(i));
        }
        bytes = bytesBefore;
        liveBytes = liveBytesBefore;
        begin();
    }
}
