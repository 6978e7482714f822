package dev.libellule.gateway.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.tinylog.Logger;

/**
 * A store in one SQLite file in WAL mode, {@code synchronous = FULL}: a thread that makes one transaction of each batch.
 *
 * <p>While it commits one batch the broker fills the next, so batches grow with the load: group commit.
 */
final class SqliteStore implements Store {
    private static final long RETRY_MILLIS = 1_000;
    private static final long CLOSE_MILLIS = 8_000;
    private static final Path COUNTERS = Path.of("/proc/thread-self/io"); // Linux
    private static final long LOOK_NANOS = TimeUnit.MINUTES.toNanos(1);
    // Of 4 KiB
    private static final long SMALL_PAGES = 2_048;
    private static final long MOST_PAGES = 8_192;
    private static final long WASTE = 3;
    private static final Batch END = new Batch();

    private final Connection connection;
    private final BlockingQueue<Batch> handedOver = new ArrayBlockingQueue<>(4);
    private final Thread thread = new Thread(this::run, "store");
    private StoreWriter writer;
    private boolean isUndone;
    private Listener listener;
    private volatile long bytesWritten;
    private volatile boolean isEnding;
    private long countedAtNanos;
    private long lookedAtNanos = System.nanoTime();

    SqliteStore(Connection connection) {
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
    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Closes the file without more. */
    void abandon() {
        try {
            connection.close();
        } catch (SQLException _) {
            // it is damaged anyway
            return;
        }
    }

    @Override
    public void start(Listener newListener) {
        listener = newListener;
        thread.start();
    }

    @Override
    public void submit(Batch batch) {
        handedOver.add(batch);
    }

    @Override
    public long bytesWritten() {
        return bytesWritten;
    }

    @Override
    public void close() {
        isEnding = true;
        handedOver.add(END);
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            for (Batch batch = handedOver.take(); batch != END; batch = handedOver.take()) {
                if (!commit(batch)) {
                    break;
                }
                count();
                listener.committed(batch);
                if (handedOver.isEmpty() && System.nanoTime() - lookedAtNanos > LOOK_NANOS) {
                    shrink();
                }
            }
            shrink();
            writer.close();
            connection.close(); // checkpoints and removes the WAL file
        } catch (SQLException e) {
            listener.failing("at the end: " + e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tries until it is done; false when the end came first. */
    private boolean commit(Batch batch) throws InterruptedException {
        String failure = null;
        while (true) {
            try {
                if (isUndone) {
                    writer = new StoreWriter(connection, writer); // the driver drops a statement that has failed
                    isUndone = false;
                }
                execute("BEGIN IMMEDIATE");
                writer.write(batch);
                execute("COMMIT");
                if (failure != null) {
                    listener.recovered();
                }
                return true;
            } catch (SQLException | RuntimeException e) { // of a mistake of ours nothing may be lost either
                undo(batch);
                String why = e instanceof SQLException ? e.getMessage() : e.toString();
                if (!why.equals(failure)) {
                    failure = why;
                    listener.failing(failure);
                }
            }
            if (isEnding) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
        }
    }

    /** After a long backlog the file is nearly empty: what is left is written anew, and the disk has its room back. */
    private void shrink() {
        lookedAtNanos = System.nanoTime();
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

    private void undo(Batch batch) {
        writer.undo(batch);
        try {
            execute("ROLLBACK");
        } catch (SQLException _) {
            // SQLite has done it already
            isUndone = true;
            return;
        }
        isUndone = true;
    }

    /** What this thread has written, checkpoints included, by the system's count; elsewhere not known. */
    private void count() {
        long now = System.nanoTime();
        if (now - countedAtNanos > 200_000_000L || countedAtNanos == 0) {
            countedAtNanos = now;
            try {
                for (String line : Files.readAllLines(COUNTERS)) {
                    if (line.startsWith("wchar: ")) {
                        bytesWritten = Long.parseLong(line.substring(7));
                    }
                }
            } catch (IOException _) {
                bytesWritten = 0;
            }
        }
    }
}
