package dev.libellule.gateway.store;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.function.Function;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Opens the file of a store, whatever state it is in. A damaged one is set aside under a name with the date; what can be read of it
 * goes into a new one.
 */
public final class StoreFile {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss");

    /**
     * What came of opening.
     *
     * @param store null when nothing can be written there: the broker then keeps all in memory
     * @param state what the file held, as far as it could be read
     * @param problem what was lost and why, in one line; null if nothing was
     */
    public record Opened(Store store, StoredState state, String problem) {}

    /** The file is not as it should be. */
    private static final class DamagedException extends Exception {
        private final transient StoredState kept;

        DamagedException(String why, StoredState kept) {
            super(why);
            this.kept = kept;
        }
    }

    private StoreFile() {}

    /**
     * Opens a store, or makes a new one. Never fails for damage.
     *
     * @throws StoreException when another process has it
     */
    public static Opened open(Path file) {
        return open(file, SqliteStore::new);
    }

    /**
     * The same.
     *
     * @param maker of the store that writes to the file
     */
    static Opened open(Path file, Function<SqliteFile, Store> maker) {
        Path folder = file.toAbsolutePath().getParent();
        if (Files.exists(file) && !(Files.isWritable(file) && Files.isWritable(folder))) {
            return readOnly(file);
        }
        try {
            Files.createDirectories(folder);
            SqliteFile store = new SqliteFile(connect(file));
            try {
                StoredState state = read(store);
                return new Opened(maker.apply(store), state, null);
            } catch (SQLException | DamagedException e) {
                store.abandon();
                throw e;
            } catch (RuntimeException e) { // a fault of ours must not keep the broker from starting either
                store.abandon();
                throw new DamagedException(e.toString(), new StoredState());
            }
        } catch (DamagedException e) {
            return startAnew(file, maker, e.kept, e.getMessage());
        } catch (SQLException e) {
            refuseIfInUse(file, e);
            return startAnew(file, maker, new StoredState(), e.getMessage());
        } catch (IOException e) {
            return memoryOnly(file, new StoredState(), e.toString());
        }
    }

    /** Throws {@link StoreException} when a process has this file. */
    static void refuseIfUsed(Path file) {
        try (Connection connection = connect(file)) {
            Schema.number(connection, "user_version");
        } catch (SQLException e) {
            if (isInUse(e)) { // any other fault is no matter here
                throw new StoreException("the store %s is in use by a broker; end that first".formatted(file), e);
            }
        }
    }

    private static boolean isInUse(SQLException cause) {
        return cause instanceof SQLiteException e && e.getResultCode() == SQLiteErrorCode.SQLITE_BUSY;
    }

    private static void refuseIfInUse(Path file, SQLException cause) {
        if (isInUse(cause)) {
            throw new StoreException(
                    ("the store %s is in use by another process; end that one, or give this one another "
                            + "persistence_location").formatted(file),
                    cause);
        }
    }

    private static Connection connect(Path file) throws SQLException {
        SqliteLibrary.require(file.toAbsolutePath().getParent());
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(0);
        config.setGetGeneratedKeys(false); // nobody asks; it would be a query for each row, which stays open
        Connection connection = config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA locking_mode = EXCLUSIVE"); // one process; needs no shared memory file
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = FULL");
            statement.execute("PRAGMA temp_store = MEMORY");
            statement.execute("PRAGMA wal_autocheckpoint = 4000"); // pages of 4 KiB
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static StoredState read(SqliteFile store) throws SQLException, DamagedException {
        Connection connection = store.connection();
        int version = Schema.number(connection, "user_version");
        int application = Schema.number(connection, "application_id");
        if (version > Schema.VERSION || version < 0) {
            throw new DamagedException("it was written by another version of Libellule (format %d, this one knows %d)"
                    .formatted(version, Schema.VERSION), new StoredState());
        }
        boolean isNew = version == 0 && application == 0 && Schema.number(connection, "page_count") <= 1;
        if (!isNew && (application != Schema.APPLICATION_ID || version == 0)) {
            throw new DamagedException("it is a database of another program", new StoredState());
        }
        if (version < Schema.VERSION) {
            Schema.bringUpToDate(connection, version);
        }
        String verdict = check(connection);
        StoredState state = StoreReader.read(connection);
        if (verdict == null && state.damage != null) {
            verdict = state.damage;
        }
        if (verdict == null && state.dropped > 0) {
            verdict = state.dropped + " records are torn or have lost what they belong to";
        }
        if (verdict != null) {
            throw new DamagedException(verdict, state);
        }
        store.use(state);
        return state;
    }

    /** Null if all is well. */
    private static String check(Connection connection) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA quick_check(1)")) {
            String verdict = row.next() ? row.getString(1) : "no answer";
            return "ok".equals(verdict) ? null : verdict.replace('\n', ' ');
        } catch (SQLException e) {
            return e.getMessage();
        }
    }

    private static Opened startAnew(Path file, Function<SqliteFile, Store> maker, StoredState kept, String why) {
        try {
            Path aside = setAside(file);
            SqliteFile store = new SqliteFile(connect(file));
            try {
                Schema.bringUpToDate(store.connection(), 0);
                store.writeAll(kept);
            } catch (SQLException e) {
                store.abandon();
                throw e;
            }
            return new Opened(maker.apply(store), kept,
                    "the store %s is damaged: %s. It is set aside as %s. Kept: %s; lost: what else was in it, at least %d records."
                            .formatted(file, why, aside == null ? "nothing" : aside.getFileName(), kept, kept.dropped));
        } catch (IOException | SQLException e) {
            return memoryOnly(file, kept, why + "; " + e.getMessage());
        }
    }

    /** It may be sound: nothing is set aside, and what is in it is read from a copy. */
    private static Opened readOnly(Path file) {
        String why = "it may only be read";
        try (StoreCopy copy = StoreCopy.of(file, Path.of(System.getProperty("java.io.tmpdir")))) {
            return memoryOnly(file, copy.state(), why);
        } catch (StoreException e) {
            return memoryOnly(file, new StoredState(), why + "; " + e.getMessage());
        }
    }

    private static Opened memoryOnly(Path file, StoredState kept, String why) {
        return new Opened(null, kept, ("the store %s cannot be used: %s. The broker keeps all in memory: WHAT IS NOT "
                + "DELIVERED IS LOST WHEN IT ENDS. Give user %s the right to write there, make room, or name another "
                + "persistence_location. Read from it: %s.")
                .formatted(file, why, System.getProperty("user.name"), kept));
    }

    /** Moves the file and what SQLite keeps beside it. Null if there was none. */
    private static Path setAside(Path file) throws IOException {
        Path aside = null;
        for (String suffix : new String[]{"", "-wal", "-shm", "-journal"}) {
            Path from = file.resolveSibling(file.getFileName() + suffix);
            if (Files.exists(from)) {
                if (aside == null) {
                    aside = freeName(file);
                }
                move(from, aside.resolveSibling(aside.getFileName() + suffix));
            }
        }
        return aside;
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException | FileAlreadyExistsException _) {
            Files.move(from, to);
        }
    }

    private static Path freeName(Path file) {
        String name = file.getFileName() + ".damaged-" + STAMP.format(LocalDateTime.now());
        Path free = file.resolveSibling(name);
        for (int i = 2; Files.exists(free); i++) {
            free = file.resolveSibling(name + "-" + i);
        }
        return free;
    }
}
