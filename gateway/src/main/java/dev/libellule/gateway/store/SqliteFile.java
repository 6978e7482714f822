package dev.libellule.gateway.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.tinylog.Logger;

/** The open SQLite file of a store, and one transaction of each batch. One thread at a time. */
final class SqliteFile {
    // Of 4 KiB
    private static final long SMALL_PAGES = 2_048;
    private static final long MOST_PAGES = 8_192;
    private static final long WASTE = 3;

    private final Connection connection;
    private StoreWriter writer;
    private boolean isUndone;

    SqliteFile(Connection connection) {
        this.connection = connection;
    }

    Connection connection() {
        return connection;
    }

    /** Goes on from what the file holds. */
    void use(StoredState state) throws SQLException {
        writer = new StoreWriter(connection);
        execute("BEGIN IMMEDIATE");
        writer.resume(state);
        execute("COMMIT");
    }

    /** Fills an empty file with what was rescued from another. */
    void writeAll(StoredState state) throws SQLException {
        writer = new StoreWriter(connection);
        execute("BEGIN IMMEDIATE");
        writer.writeAll(state);
        execute("COMMIT");
    }

    /** Transactions are our own: the driver loses count of them when SQLite rolls one back by itself, as on a full disk. */
    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** All changes of a batch, or none: after a failure it may be tried again. */
    void commit(Batch batch) throws SQLException {
        try {
            if (isUndone) {
                writer = new StoreWriter(connection, writer); // the driver drops a statement that has failed
                isUndone = false;
            }
            writer.begin();
            execute("BEGIN IMMEDIATE");
            writer.write(batch);
            execute("COMMIT");
        } catch (SQLException | RuntimeException e) { // of a mistake of ours nothing may be lost either
            undo(batch);
            throw e;
        }
    }

    private void undo(Batch batch) {
        writer.undo(batch);
        isUndone = true;
        rollBack();
    }

    void rollBack() {
        try {
            execute("ROLLBACK");
        } catch (SQLException _) {
            return; // SQLite has done it already
        }
    }

    /** After a long backlog the file is nearly empty: what is left is written anew, and the disk has its room back. */
    void shrink() {
        try {
            long free = Schema.number(connection, "freelist_count");
            long used = Schema.number(connection, "page_count") - free;
            if (free > SMALL_PAGES && free > WASTE * used && used < MOST_PAGES) {
                execute("VACUUM");
                execute("PRAGMA wal_checkpoint(TRUNCATE)");
            }
        } catch (SQLException e) {
            Logger.info("The store's file stays as large as it is: {}", e.getMessage()); // no room to do it in
        }
    }

    void close() throws SQLException {
        writer.close();
        connection.close(); // checkpoints and removes the WAL file
    }

    /** Closes the file without more. */
    void abandon() {
        try {
            connection.close();
        } catch (SQLException _) {
            return; // it is damaged anyway
        }
    }
}
