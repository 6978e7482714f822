package dev.libellule.gateway.store;

import java.nio.file.Path;
import java.sql.SQLException;

/**
 * A store for virtual time: the same file, in which a batch is committed when its owner says that the disk has done it. One thread.
 *
 * <p>The system is not asked to bring each transaction to the disk: the end of a process loses nothing by that, and nothing else happens in
 * virtual time.
 */
public final class SteppedStore implements Store {
    private static final long FULL_BYTES = 1 << 20;
    private static final long MOST_PAGES = 4_294_967_294L; // SQLite's own limit

    private final SqliteFile file;
    private Listener listener;
    private Runnable onSubmit;
    private Batch handedOver;
    private String failure;
    private boolean isFull;

    SteppedStore(SqliteFile file) {
        this.file = file;
    }

    /**
     * Opens a store, or makes a new one, as {@link StoreFile#open} does.
     *
     * @throws StoreException when it cannot be written
     */
    public static StoreFile.Opened open(Path path) {
        StoreFile.Opened opened = StoreFile.open(path, SteppedStore::new);
        if (!(opened.store() instanceof SteppedStore store)) {
            throw new StoreException(opened.problem(), null);
        }
        try {
            store.file.execute("PRAGMA synchronous = OFF");
        } catch (SQLException e) {
            throw new StoreException("the store %s cannot be used: %s".formatted(path, e.getMessage()), e);
        }
        return opened;
    }

    /** Is called after each {@link #submit}: {@link #commit} is due when the disk would have done it. */
    public void onSubmit(Runnable action) {
        onSubmit = action;
    }

    @Override
    public void start(Listener newListener) {
        listener = newListener;
    }

    @Override
    public void submit(Batch batch) {
        handedOver = batch;
        onSubmit.run();
    }

    /**
     * Commits what was handed over.
     *
     * @return false if the disk does not take it: to be tried again later
     */
    public boolean commit() {
        Batch batch = handedOver;
        try {
            if (isFull) {
                useUpRoom();
            }
            file.commit(batch);
        } catch (SQLException e) {
            file.rollBack();
            if (failure == null) {
                failure = e.getMessage();
                listener.failing(failure);
            }
            return false;
        }
        if (failure != null) {
            failure = null;
            listener.recovered();
        }
        handedOver = null;
        listener.committed(batch);
        return true;
    }

    /** The disk has no room any more, or has some again: SQLite itself refuses, as it does when the system says so. */
    public void setFull(boolean full) {
        try {
            file.execute("PRAGMA max_page_count = " + (full ? 1 : MOST_PAGES)); // 1: what it has now
        } catch (SQLException e) {
            throw new StoreException("the size of the store cannot be limited: " + e.getMessage(), e);
        }
        isFull = full;
    }

    /** Room inside the file is no room on the disk: without this, a file with free pages would go on for a while. */
    private void useUpRoom() throws SQLException {
        file.execute("BEGIN IMMEDIATE");
        while (true) {
            file.execute("INSERT INTO log VALUES (NULL, zeroblob(" + FULL_BYTES + "))");
        }
    }

    /** As the end of the process would, without writing anything more: the file is to be copied before. */
    public void abandon() {
        file.abandon();
    }

    @Override
    public long bytesWritten() {
        return 0;
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (SQLException e) {
            throw new StoreException("the store cannot be closed: " + e.getMessage(), e);
        }
    }
}
