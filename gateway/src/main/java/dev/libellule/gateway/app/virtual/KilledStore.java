package dev.libellule.gateway.app.virtual;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of a store in a temporary folder, one generation for each life of the broker. A killed process writes nothing more, and closes
 * nothing: its files are copied as they are at that moment, and the next one opens the copy.
 */
public final class KilledStore implements AutoCloseable {
    private static final String NAME = "libellule.db";

    private final Path folder;
    private int generation;

    /** An empty folder. */
    public KilledStore() {
        try {
            folder = Files.createTempDirectory("libellule-rehearsal-");
            Files.createDirectory(generationFolder());
        } catch (IOException e) {
            throw new UncheckedIOException("no room for a temporary folder; check the disk and TMPDIR", e);
        }
    }

    private Path generationFolder() {
        return folder.resolve(Integer.toString(generation));
    }

    /** To be opened by the broker that lives now. */
    public Path file() {
        return generationFolder().resolve(NAME);
    }

    /** At the kill, before the old one is closed. */
    public void keepAsItIs() {
        Path old = generationFolder();
        generation++;
        try (Stream<Path> files = Files.list(old)) {
            Files.createDirectory(generationFolder());
            for (Path file : files.toList()) {
                Files.copy(file, generationFolder().resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the rehearsal's store cannot be copied; check the disk and TMPDIR", e);
        }
    }

    @Override
    public void close() {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the temporary folder " + folder + " cannot be removed", e);
        }
    }
}
