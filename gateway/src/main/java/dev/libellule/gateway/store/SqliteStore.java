package dev.libellule.gateway.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

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
    private static final Batch END = new Batch();

    private final SqliteFile file;
    private final BlockingQueue<Batch> handedOver = new ArrayBlockingQueue<>(4);
    private final Thread thread = new Thread(this::run, "store");
    private Listener listener;
    private volatile long bytesWritten;
    private volatile boolean isEnding;
    private long countedAtNanos;
    private long lookedAtNanos = System.nanoTime();

    SqliteStore(SqliteFile file) {
        this.file = file;
    }

    Connection connection() {
        return file.connection();
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
            file.close();
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
                file.commit(batch);
                if (failure != null) {
                    listener.recovered();
                }
                return true;
            } catch (SQLException | RuntimeException e) {
                String why = why(e);
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

    private static String why(Exception e) {
        if (e instanceof SQLiteException failed && failed.getResultCode() == SQLiteErrorCode.SQLITE_FULL) {
            return "the disk is full; make room";
        }
        return e instanceof SQLException ? e.getMessage() : e.toString();
    }

    private void shrink() {
        lookedAtNanos = System.nanoTime();
        file.shrink();
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
