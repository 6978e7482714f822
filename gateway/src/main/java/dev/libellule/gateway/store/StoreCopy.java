package dev.libellule.gateway.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;

/**
 * A store as it is at one moment, copied while a broker may be writing to it, which is not disturbed.
 *
 * <p>Its file is copied first, then the log beside it. Whatever a checkpoint changes in the file meanwhile is in the log too, until the log
 * begins anew; that shows in its salt, and then the copy is made again.
 */
public final class StoreCopy implements AutoCloseable {
    private static final int TRIES = 20;
    private static final int WAL_HEADER_BYTES = 32;
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss");

    private static final class Nobody implements Store.Listener {
        @Override
        public void committed(Batch batch) {
            // nothing is handed over
        }

        @Override
        public void failing(String why) {
            throw new StoreException("the copy cannot be written: " + why);
        }

        @Override
        public void recovered() {
            // it never failed
        }
    }

    private final Path folder;
    private final Path file;
    private final StoredState state;
    private final String problem;

    private StoreCopy(Path folder, Path file, StoredState state, String problem) {
        this.folder = folder;
        this.file = file;
        this.state = state;
        this.problem = problem;
    }

    /**
     * Copies a store to a folder for a while, and reads it.
     *
     * @param near where the folder is made
     */
    public static StoreCopy of(Path store, Path near) {
        if (!Files.isRegularFile(store)) {
            throw new StoreException("there is no store " + store
                    + "; name the file libellule.db of the broker's persistence_location");
        }
        try {
            Path folder = Files.createTempDirectory(near, ".libellule-copy");
            Path file = folder.resolve("libellule.db");
            try {
                copy(store, file);
                StoreFile.Opened opened = StoreFile.open(file);
                if (opened.store() == null) {
                    throw new StoreException(opened.problem());
                }
                opened.store().start(new Nobody());
                opened.store().close(); // one file from here on
                String problem = opened.problem() == null
                        ? null
                        : opened.problem().replace(file.toString(), store.toString())
                                .replaceFirst(" It is set aside as [^ ]*\\.", "");
                return new StoreCopy(folder, file, opened.state(), problem);
            } catch (IOException | RuntimeException e) {
                delete(folder);
                throw e;
            }
        } catch (IOException e) {
            String why = e instanceof FileSystemException one && one.getReason() == null
                    ? e.toString()
                    : e.getMessage();
            throw new StoreException("the store %s cannot be copied to %s: %s".formatted(store, near.toAbsolutePath(),
                    why), e);
        }
    }

    private static void copy(Path store, Path to) throws IOException {
        Path log = beside(store);
        for (int i = 0; i < TRIES; i++) {
            ByteBuffer before = header(log);
            Files.copy(store, to, StandardCopyOption.REPLACE_EXISTING);
            Files.deleteIfExists(beside(to));
            if (before != null) {
                Files.copy(log, beside(to));
            }
            if (before == null
                    ? header(log) == null
                    : before.equals(header(log)) && before.equals(header(beside(to)))) {
                return;
            }
        }
        throw new IOException("it changes too fast; try again when less is written");
    }

    private static Path beside(Path file) {
        return file.resolveSibling(file.getFileName() + "-wal");
    }

    /** Null when there is none. */
    private static ByteBuffer header(Path log) throws IOException {
        if (!Files.exists(log)) {
            return null;
        }
        ByteBuffer header = ByteBuffer.allocate(WAL_HEADER_BYTES);
        try (FileChannel channel = FileChannel.open(log)) {
            while (header.hasRemaining() && channel.read(header) > 0) {
                continue;
            }
        }
        return header.flip();
    }

    public StoredState state() {
        return state;
    }

    /** What is wrong with the store; null for a sound one. */
    public String problem() {
        return problem;
    }

    /** Makes a file of its own of it, on the disk when this returns. */
    public void saveAs(Path to) {
        try {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(file, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StoreException("%s cannot be written: %s".formatted(to, e), e);
        }
    }

    /**
     * Puts a sound copy in the place of a store that no broker uses.
     *
     * @return where the store before is now; null if there was none
     * @throws StoreException when a broker uses it, or the copy is not sound
     */
    public Path restoreTo(Path store) {
        if (problem != null) {
            throw new StoreException("this back-up is not sound, and nothing was restored: " + problem);
        }
        try {
            Path aside = null;
            if (Files.exists(store)) {
                StoreFile.refuseIfUsed(store);
                aside = store.resolveSibling(
                        store.getFileName() + ".before-restore-" + STAMP.format(LocalDateTime.now()));
                for (String suffix : List.of("-wal", "-shm", "-journal", "")) {
                    Path from = store.resolveSibling(store.getFileName() + suffix);
                    if (Files.exists(from)) {
                        Files.move(from, aside.resolveSibling(aside.getFileName() + suffix));
                    }
                }
            }
            saveAs(store);
            return aside;
        } catch (IOException e) {
            throw new StoreException("the store %s cannot be replaced: %s".formatted(store, e), e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path path : files.toList()) {
                Files.delete(path);
            }
        }
        Files.delete(folder);
    }

    @Override
    public void close() {
        try {
            delete(folder);
        } catch (IOException e) {
            throw new StoreException("%s cannot be deleted: %s".formatted(folder, e), e);
        }
    }
}
