package dev.libellule.gateway.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * Reads all that a store holds. Where a table is damaged it is read from both ends, up to the damage; rows that are torn, or have
 * lost what they belong to, are left out and counted.
 */
final class StoreReader {
    private final Connection connection;
    private final StoredState state = new StoredState();
    private final Set<String> clientIds = new HashSet<>();
    private boolean isBackwards;

    /** Takes a row in, and gives its key; null for a row that is of no use. */
    private interface Row {
        Object read(ResultSet row) throws SQLException;
    }

    private StoreReader(Connection connection) {
        this.connection = connection;
    }

    static StoredState read(Connection connection) {
        StoreReader reader = new StoreReader(connection);
        reader.readAll();
        return reader.state;
    }

    private void readAll() {
        scan("session", "id", this::session);
        scan("subscription", "session", "filter", this::subscription);
        scan("message", "id", row -> {
            StoredMessage message = message(row, row.getLong("id"), StoredBoot.WALL, 0);
            return message == null || !Ranges.isId(message.id)
                    || state.messages.putIfAbsent(message.id, message) != null ? null : message.id;
        });
        scan("delivery", "id", this::delivery);
        state.isFromTables = !state.messages.isEmpty();
        log();
        scan("received", "id", row -> {
            long id = row.getLong("id");
            return state.sessions.containsKey(id >>> 16) && state.received.add(id) ? id : null;
        });
        scan("retained", "topic", row -> {
            StoredMessage message = message(row, 0, row.getInt("boot"), row.getLong("received_at"));
            String topic = row.getString("topic");
            return message != null && message.topic().equals(topic) && state.retained.add(new StoredRetained(topic,
                    message, row.getString("user_name"), row.getString("client_id"), row.getString("listener")))
                            ? topic
                            : null;
        });
        scan("will", "session", row -> {
            long session = row.getLong("session");
            StoredMessage message = message(row, 0, row.getInt("boot"), 0);
            return message != null && state.sessions.containsKey(session)
                    && state.wills.add(new StoredWill(session, message, row.getLong("due_at"))) ? session : null;
        });
        scan("boot", "id", row -> {
            int id = row.getInt("id");
            return id > StoredBoot.WALL && state.boots.add(new StoredBoot(id, row.getString("name"),
                    row.getLong("wall_minus_monotonic"), row.getLong("seen"))) ? (long) id : null;
        });
        scan("day", "id", row -> {
            long day = row.getLong("id");
            return row.getLong("bytes") >= 0 && state.days.add(new StoredDay(day, row.getLong("bytes"))) ? day : null;
        });
        state.deliveries.sort(Comparator.comparingLong(waiting -> waiting.delivery().id));
        state.messages.values().removeIf(message -> message.references == 0);
    }

    private Object session(ResultSet row) throws SQLException {
        long id = row.getLong("id");
        String clientId = row.getString("client_id");
        int version = row.getInt("version");
        if (clientId == null || !Ranges.isId(id) || version < 3 || version > 5
                || !Ranges.isExpiry(row.getLong("expiry")) || !clientIds.add(clientId)) {
            return null;
        }
        state.sessions.put(id, new StoredSession(id, clientId, row.getString("user_name"), version,
                row.getLong("expiry"), row.getInt("boot"), row.getLong("disconnected_at"), row.getString("listener")));
        return id;
    }

    private Object subscription(ResultSet row) throws SQLException {
        long session = row.getLong("session");
        String filter = row.getString("filter");
        int qos = row.getInt("qos");
        if (!Ranges.isTopic(filter) || !state.sessions.containsKey(session) || !Ranges.isQos(qos)
                || !Ranges.isSubscriptionIdentifier(row.getLong("identifier"))) {
            return null;
        }
        state.subscriptions.add(new StoredSubscription(session, filter, qos, row.getBoolean("no_local"),
                row.getBoolean("retain_as_published"), row.getInt("identifier")));
        return session + " " + filter;
    }

    private Object delivery(ResultSet row) throws SQLException {
        StoredMessage message = state.messages.get(row.getLong("message"));
        long session = row.getLong("session");
        long id = row.getLong("id");
        int qos = row.getInt("qos");
        if (message == null || !state.sessions.containsKey(session) || !Ranges.isId(id) || !Ranges.isQos(qos)
                || !Ranges.isSubscriptionIdentifier(row.getLong("subscription"))) {
            return null;
        }
        StoredDelivery delivery = new StoredDelivery(id, session, message, qos, row.getBoolean("retain"),
                row.getInt("subscription"));
        state.deliveries.add(new StoredState.Waiting(delivery, Ranges.progress(row.getLong("progress"), qos)));
        message.references++;
        return delivery.id;
    }

    private static StoredMessage message(ResultSet row, long id, int boot, long receivedAt) throws SQLException {
        byte[] data = row.getBytes("data");
        int topicLength = row.getInt("topic_length");
        int propertiesLength = row.getInt("properties_length");
        int qos = row.getInt("qos");
        if (data == null || crc(data) != row.getLong("crc") || !Ranges.isQos(qos) || boot < StoredBoot.WALL
                || !Ranges.isMessage(topicLength, propertiesLength, data.length)) {
            return null;
        }
        return new StoredMessage(id, data, topicLength, propertiesLength, qos, row.getBoolean("retain"), boot,
                receivedAt, row.getLong("expires_at"));
    }

    /** Row by row, for all that waits is large; what is behind a damage comes from the end, and last. */
    private void log() {
        LogReader log = new LogReader(state);
        SortedMap<Long, byte[]> behindDamage = new TreeMap<>();
        scan("log", "id", row -> {
            long id = row.getLong("id");
            byte[] data = row.getBytes("data");
            if (data == null || !Ranges.isId(id)) {
                return null;
            }
            if (isBackwards) {
                behindDamage.put(id, data);
            } else {
                log.read(id, data);
            }
            return id;
        });
        behindDamage.forEach(log::read);
        log.end();
    }

    /** SQLite does not notice a changed byte inside a row; this does. */
    static long crc(byte[] data) {
        CRC32C crc = new CRC32C();
        crc.update(data);
        return crc.getValue();
    }

    private void scan(String table, String key, Row reader) {
        scan(table, key, null, reader);
    }

    private void scan(String table, String key, String secondKey, Row reader) {
        Set<Object> seen = new HashSet<>();
        String order = " ORDER BY " + key + (secondKey == null ? "" : ", " + secondKey);
        try {
            pass("SELECT * FROM " + table + order, reader, seen);
        } catch (SQLException e) {
            damaged(table, e);
            String backwards = order.replace(",", " DESC,") + " DESC";
            isBackwards = true;
            try {
                pass("SELECT * FROM " + table + backwards, reader, seen);
            } catch (SQLException again) {
                damaged(table, again);
            }
            isBackwards = false;
        }
    }

    private void damaged(String table, SQLException cause) {
        if (state.damage == null) {
            state.damage = "table %s: %s".formatted(table, cause.getMessage());
        }
    }

    private void pass(String sql, Row reader, Set<Object> seen) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                if (isBackwards && seen.contains(firstKey(row, sql))) {
                    return; // the passes have met
                }
                Object key = reader.read(row);
                if (key == null) {
                    state.dropped++;
                } else {
                    seen.add(key);
                }
            }
        }
    }

    private static Object firstKey(ResultSet row, String sql) throws SQLException {
        if (sql.contains("FROM subscription")) {
            return row.getLong("session") + " " + row.getString("filter");
        }
        return sql.contains("FROM retained") ? row.getString("topic") : (Object) row.getLong(1);
    }
}
