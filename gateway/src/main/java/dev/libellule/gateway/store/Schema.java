package dev.libellule.gateway.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The tables, and how an older file becomes a newer one: {@code PRAGMA user_version} counts the steps that it has taken. */
final class Schema {
    /** "Lbll": says that a SQLite file is ours. */
    static final int APPLICATION_ID = 0x4C626C6C;

    /** Never change a step that has been released: add one. */
    private static final List<List<String>> STEPS = List.of(List.of(
            """
                    CREATE TABLE session (id INTEGER PRIMARY KEY, client_id TEXT NOT NULL, user_name TEXT,
                        version INTEGER NOT NULL, expiry INTEGER NOT NULL, disconnected_at INTEGER NOT NULL)""",
            """
                    CREATE TABLE subscription (session INTEGER NOT NULL, filter TEXT NOT NULL, qos INTEGER NOT NULL,
                        no_local INTEGER NOT NULL, retain_as_published INTEGER NOT NULL, identifier INTEGER NOT NULL,
                        PRIMARY KEY (session, filter)) WITHOUT ROWID""",
            """
                    CREATE TABLE message (id INTEGER PRIMARY KEY, topic_length INTEGER NOT NULL,
                        properties_length INTEGER NOT NULL, qos INTEGER NOT NULL, retain INTEGER NOT NULL,
                        expires_at INTEGER NOT NULL, crc INTEGER NOT NULL, data BLOB NOT NULL)""",
            """
                    CREATE TABLE delivery (id INTEGER PRIMARY KEY, session INTEGER NOT NULL, message INTEGER NOT NULL,
                        qos INTEGER NOT NULL, retain INTEGER NOT NULL, subscription INTEGER NOT NULL,
                        progress INTEGER NOT NULL)""",
            "CREATE TABLE received (id INTEGER PRIMARY KEY)", //
            """
                    CREATE TABLE retained (topic TEXT PRIMARY KEY, user_name TEXT, client_id TEXT,
                        topic_length INTEGER NOT NULL, properties_length INTEGER NOT NULL, qos INTEGER NOT NULL,
                        retain INTEGER NOT NULL, expires_at INTEGER NOT NULL, crc INTEGER NOT NULL, data BLOB NOT NULL)
                    WITHOUT ROWID""",
            """
                    CREATE TABLE will (session INTEGER PRIMARY KEY, due_at INTEGER NOT NULL, topic_length INTEGER NOT NULL,
                        properties_length INTEGER NOT NULL, qos INTEGER NOT NULL, retain INTEGER NOT NULL,
                        expires_at INTEGER NOT NULL, crc INTEGER NOT NULL, data BLOB NOT NULL)"""),
            // message and delivery stay, empty: what is in them is moved to the log when the file is opened
            List.of("CREATE TABLE log (id INTEGER PRIMARY KEY, data BLOB NOT NULL)"),
            // moments are on the clock of a boot; 0, as in all rows that were there before, is the clock on the wall
            List.of("""
                    CREATE TABLE boot (id INTEGER PRIMARY KEY, name TEXT NOT NULL, wall_minus_monotonic INTEGER NOT NULL,
                        seen INTEGER NOT NULL)""",
                    "CREATE TABLE day (id INTEGER PRIMARY KEY, bytes INTEGER NOT NULL)", //
                    "ALTER TABLE session ADD COLUMN boot INTEGER NOT NULL DEFAULT 0", //
                    "ALTER TABLE session ADD COLUMN listener TEXT", //
                    "ALTER TABLE retained ADD COLUMN boot INTEGER NOT NULL DEFAULT 0", //
                    "ALTER TABLE retained ADD COLUMN received_at INTEGER NOT NULL DEFAULT 0", //
                    "ALTER TABLE retained ADD COLUMN listener TEXT", //
                    "ALTER TABLE will ADD COLUMN boot INTEGER NOT NULL DEFAULT 0"));

    static final int VERSION = STEPS.size();

    private Schema() {}

    static int number(Connection connection, String pragma) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA " + pragma)) {
            return row.next() ? row.getInt(1) : 0;
        }
    }

    /** Takes the steps that are missing, all or none. */
    static void bringUpToDate(Connection connection, int from) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            for (List<String> step : STEPS.subList(from, VERSION)) {
                for (String sql : step) {
                    statement.execute(sql);
                }
            }
            statement.execute("PRAGMA application_id = " + APPLICATION_ID);
            statement.execute("PRAGMA user_version = " + VERSION);
            statement.execute("COMMIT");
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)"); // so that the file itself has its tables from the start
        }
    }
}
