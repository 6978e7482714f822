package dev.libellule.gateway.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Turns changes into rows, inside a transaction that its caller commits. Store thread. */
final class StoreWriter {
    private final PreparedStatement session;
    private final PreparedStatement endSession;
    private final PreparedStatement endSubscriptions;
    private final PreparedStatement endReceived;
    private final PreparedStatement subscribe;
    private final PreparedStatement unsubscribe;
    private final PreparedStatement received;
    private final PreparedStatement released;
    private final PreparedStatement retain;
    private final PreparedStatement unretain;
    private final PreparedStatement will;
    private final PreparedStatement noWill;
    private final PreparedStatement boot;
    private final PreparedStatement day;
    private final PreparedStatement forgetDays;
    private final PreparedStatement[] all;
    private final Connection connection;
    private final MessageLog log;
    /** Changes of the batch at hand that have been made. */
    private int made;

    StoreWriter(Connection connection) throws SQLException {
        this(connection, new MessageLog(connection));
    }

    /** In place of one that has failed. */
    StoreWriter(Connection connection, StoreWriter before) throws SQLException {
        this(connection, new MessageLog(connection, before.log));
    }

    private StoreWriter(Connection connection, MessageLog log) throws SQLException {
        this.connection = connection;
        this.log = log;
        session = connection
                .prepareStatement("INSERT INTO session VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE "
                        + "SET user_name = excluded.user_name, version = excluded.version, expiry = excluded.expiry, "
                        + "disconnected_at = excluded.disconnected_at, boot = excluded.boot, listener = excluded.listener");
        endSession = connection.prepareStatement("DELETE FROM session WHERE id = ?");
        endSubscriptions = connection.prepareStatement("DELETE FROM subscription WHERE session = ?");
        endReceived = connection.prepareStatement("DELETE FROM received WHERE id BETWEEN ? AND ?");
        subscribe = connection.prepareStatement("INSERT OR REPLACE INTO subscription VALUES (?, ?, ?, ?, ?, ?)");
        unsubscribe = connection.prepareStatement("DELETE FROM subscription WHERE session = ? AND filter = ?");
        received = connection.prepareStatement("INSERT OR IGNORE INTO received VALUES (?)");
        released = connection.prepareStatement("DELETE FROM received WHERE id = ?");
        retain = connection
                .prepareStatement("INSERT OR REPLACE INTO retained VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        unretain = connection.prepareStatement("DELETE FROM retained WHERE topic = ?");
        will = connection.prepareStatement("INSERT OR REPLACE INTO will VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        noWill = connection.prepareStatement("DELETE FROM will WHERE session = ?");
        boot = connection.prepareStatement("INSERT OR REPLACE INTO boot VALUES (?, ?, ?, ?)");
        day = connection.prepareStatement("INSERT OR REPLACE INTO day VALUES (?, ?)");
        forgetDays = connection.prepareStatement("DELETE FROM day WHERE id < ?");
        all = new PreparedStatement[]{session, endSession, endSubscriptions, endReceived, subscribe, unsubscribe,
                received, released, retain, unretain, will, noWill, boot, day, forgetDays};
    }

    void close() throws SQLException {
        log.close();
        for (PreparedStatement statement : all) {
            statement.close();
        }
    }

    /** Before the transaction of a batch. */
    void begin() {
        log.begin();
        made = 0;
    }

    /** Makes all changes of a batch after {@link #begin}; after a failure {@link #undo}. */
    void write(Batch batch) throws SQLException {
        for (made = 0; made < batch.size(); made++) {
            make(batch.kind(made), batch.subject(made), batch.number(made));
        }
        log.end();
    }

    /** The transaction is rolled back: what was counted is taken back. */
    void undo(Batch batch) {
        log.undo();
        for (made--; made >= 0; made--) {
            if (batch.kind(made) == Batch.Kind.DELIVER) {
                ((StoredDelivery) batch.subject(made)).message.references--;
            } else if (batch.kind(made) == Batch.Kind.DONE) {
                ((StoredDelivery) batch.subject(made)).message.references++;
            }
        }
    }

    private void make(Batch.Kind kind, Object subject, long number) throws SQLException {
        switch (kind) {
            case NOTHING -> {
                // taken back
            }
            case SESSION -> write((StoredSession) subject);
            case END_SESSION -> {
                run(endSession, number);
                run(endSubscriptions, number);
                run(noWill, number);
                endReceived.setLong(1, Batch.received(number, 0));
                run(endReceived, 2, Batch.received(number, 0xFFFF));
            }
            case SUBSCRIBE -> write((StoredSubscription) subject);
            case UNSUBSCRIBE -> {
                unsubscribe.setLong(1, ((StoredSubscription) subject).session());
                unsubscribe.setString(2, ((StoredSubscription) subject).filter());
                unsubscribe.executeUpdate();
            }
            case DELIVER -> log.deliver((StoredDelivery) subject, number);
            case PROGRESS -> log.progress((StoredDelivery) subject, number);
            case DONE -> log.done((StoredDelivery) subject);
            case RECEIVED -> run(received, number);
            case RELEASED -> run(released, number);
            case RETAIN -> write((StoredRetained) subject);
            case UNRETAIN -> {
                unretain.setString(1, (String) subject);
                unretain.executeUpdate();
            }
            case WILL -> write((StoredWill) subject);
            case NO_WILL -> run(noWill, number);
            case BOOT -> write((StoredBoot) subject);
            case DAY -> {
                write((StoredDay) subject);
                run(forgetDays, number);
            }
            default -> throw new IllegalArgumentException("no such change: " + kind);
        }
    }

    private static void run(PreparedStatement statement, long key) throws SQLException {
        run(statement, 1, key);
    }

    private static void run(PreparedStatement statement, int index, long value) throws SQLException {
        statement.setLong(index, value);
        statement.executeUpdate();
    }

    private void write(StoredSession row) throws SQLException {
        session.setLong(1, row.id());
        session.setString(2, row.clientId());
        session.setString(3, row.userName());
        session.setInt(4, row.version());
        session.setLong(5, row.expirySeconds());
        session.setLong(6, row.disconnectedAt());
        session.setInt(7, row.boot());
        session.setString(8, row.listener());
        session.executeUpdate();
    }

    private void write(StoredSubscription row) throws SQLException {
        subscribe.setLong(1, row.session());
        subscribe.setString(2, row.filter());
        subscribe.setInt(3, row.qos());
        subscribe.setBoolean(4, row.noLocal());
        subscribe.setBoolean(5, row.retainAsPublished());
        run(subscribe, 6, row.identifier());
    }

    private void write(StoredRetained row) throws SQLException {
        retain.setString(1, row.topic());
        retain.setString(2, row.userName());
        retain.setString(3, row.clientId());
        set(retain, 4, row.message());
        retain.setInt(11, row.message().boot);
        retain.setLong(12, row.message().receivedAt);
        retain.setString(13, row.listener());
        retain.executeUpdate();
    }

    private void write(StoredWill row) throws SQLException {
        will.setLong(1, row.session());
        will.setLong(2, row.dueAt());
        set(will, 3, row.message());
        will.setInt(10, row.message().boot);
        will.executeUpdate();
    }

    private void write(StoredBoot row) throws SQLException {
        boot.setInt(1, row.id());
        boot.setString(2, row.name());
        boot.setLong(3, row.wallMinusMonotonic());
        run(boot, 4, row.seenMillis());
    }

    private void write(StoredDay row) throws SQLException {
        day.setLong(1, row.day());
        run(day, 2, row.bytes());
    }

    /** The columns of a message. */
    private static void set(PreparedStatement statement, int from, StoredMessage body) throws SQLException {
        statement.setInt(from, body.topicLength);
        statement.setInt(from + 1, body.propertiesLength);
        statement.setInt(from + 2, body.qos);
        statement.setBoolean(from + 3, body.retain);
        statement.setLong(from + 4, body.expiresAt);
        statement.setLong(from + 5, StoreReader.crc(body.data));
        statement.setBytes(from + 6, body.data);
    }

    /** Goes on from what was read; what an older version has written in tables moves to the log. */
    void resume(StoredState state) throws SQLException {
        log.resume(state.segments);
        try (Statement statement = connection.createStatement()) {
            for (StoredBoot old : state.forgetBoots()) {
                statement.executeUpdate("DELETE FROM boot WHERE id = " + old.id());
            }
        }
        if (state.isFromTables) {
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("DELETE FROM delivery");
                statement.executeUpdate("DELETE FROM message");
            }
            write(state.deliveries);
        }
    }

    private void write(List<StoredState.Waiting> deliveries) throws SQLException {
        log.begin();
        for (StoredState.Waiting row : deliveries) {
            row.delivery().message.references = 0;
        }
        for (StoredState.Waiting row : deliveries) {
            log.deliver(row.delivery(), row.progress());
        }
        log.end();
    }

    /** Writes a whole state into an empty file; the counts of references are made anew. */
    void writeAll(StoredState state) throws SQLException {
        for (StoredSession row : state.sessions.values()) {
            write(row);
        }
        for (StoredSubscription row : state.subscriptions) {
            write(row);
        }
        write(state.deliveries);
        for (long row : state.received) {
            run(received, row);
        }
        for (StoredRetained row : state.retained) {
            write(row);
        }
        for (StoredWill row : state.wills) {
            write(row);
        }
        for (StoredBoot row : state.boots) {
            write(row);
        }
        for (StoredDay row : state.days) {
            write(row);
        }
    }
}
