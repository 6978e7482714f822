package dev.libellule.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
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

    /** Writes a file below the root in place, as a file of the kernel that somebody keeps open changes: in one go, then cut. */
    void overwrite(String path, String content) {
        Path file = root.resolve(path);
        try {
            Files.createDirectories(file.getParent());
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(content);
                int length = bytes.remaining();
                channel.write(bytes, 0);
                channel.truncate(length);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the simulated file " + file + " cannot be written", e);
        }
    }

    /** Removes a file, and its folder with the last one; who keeps it open finds it empty. */
    void remove(String path) {
        Path file = root.resolve(path);
        if (Files.exists(file)) {
            overwrite(path, "");
            try {
                Files.delete(file);
                Files.delete(file.getParent());
            } catch (DirectoryNotEmptyException e) {
                return; // the others are still there
            } catch (IOException e) {
                throw new UncheckedIOException("the simulated file " + file + " cannot be removed", e);
            }
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
