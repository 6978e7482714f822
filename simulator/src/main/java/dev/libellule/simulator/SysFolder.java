package dev.libellule.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder that stands in for {@code /sys}, with the files that models show in it. Removed on close. Any thread. */
final class SysFolder implements AutoCloseable {
    private final Path root;

    SysFolder() {
        try {
            root = Files.createTempDirectory("libellule-sys-");
        } catch (IOException e) {
            throw new UncheckedIOException("no room for a temporary folder; check the disk and TMPDIR", e);
        }
    }

    Path root() {
        return root;
    }

    /** Writes a file below the root; it changes at once, never by halves. */
    void show(String path, String content) {
        Path file = root.resolve(path);
        try {
            Files.createDirectories(file.getParent());
            Path whole = Files.writeString(file.resolveSibling("." + file.getFileName()), content);
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("the simulated file " + file + " cannot be written", e);
        }
    }

    @Override
    public void close() {
        try (Stream<Path> all = Files.walk(root)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the temporary folder " + root + " cannot be removed", e);
        }
    }
}
