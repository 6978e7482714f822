package dev.libellule.gateway.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;
import org.sqlite.util.OSInfo;
import org.tinylog.Logger;

/**
 * The native library of SQLite, unpacked once. By itself its driver unpacks it at each start into the folder for temporary files, where
 * it stays for ever when the process is killed.
 *
 * <p>{@code ./libellule} says with {@code org.sqlite.lib.path} where it is, beside the jars. Where it is not, it is kept beside the store.
 */
public final class SqliteLibrary {
    private static final String FOLDER = "org.sqlite.lib.path";
    private static final String NAME = "org.sqlite.lib.name";

    /** The library is loaded once into a process, whatever becomes of its file. */
    private static boolean isKnown;

    private SqliteLibrary() {}

    /** Puts the library where {@code org.sqlite.lib.path} says, anew; does nothing when it says nothing. */
    public static void unpack() throws IOException {
        String folder = System.getProperty(FOLDER);
        if (folder != null) {
            unpack(Path.of(folder).resolve(LibraryLoaderUtil.getNativeLibName()));
        }
    }

    /** Makes sure, before the driver is used, that it finds the library: at the latest in the folder of the store. */
    static synchronized void require(Path folderOfStore) {
        String folder = System.getProperty(FOLDER);
        String name = System.getProperty(NAME, LibraryLoaderUtil.getNativeLibName());
        if (isKnown || folder != null && Files.exists(Path.of(folder, name))) {
            return;
        }
        isKnown = true;
        String own = "libsqlitejdbc-%s-%s.%s".formatted(SQLiteJDBCLoader.getVersion(), OSInfo.getArchName(),
                name.substring(name.lastIndexOf('.') + 1));
        Path file = folderOfStore.resolve(own);
        try {
            if (!isWhole(file)) {
                unpack(file);
            }
            System.setProperty(FOLDER, folderOfStore.toString());
            System.setProperty(NAME, own);
        } catch (IOException e) {
            Logger.debug("{} cannot be written, so that SQLite's library goes to {}: {}", file,
                    System.getProperty("java.io.tmpdir"), e.toString());
        }
    }

    private static InputStream packed() throws IOException {
        String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + LibraryLoaderUtil.getNativeLibName();
        InputStream in = SQLiteJDBCLoader.class.getResourceAsStream(resource);
        if (in == null) {
            throw new FileNotFoundException("no library for this system in sqlite-jdbc: " + resource);
        }
        return in;
    }

    private static boolean isWhole(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            return false;
        }
        try (InputStream in = packed()) {
            return Arrays.equals(in.readAllBytes(), Files.readAllBytes(file));
        }
    }

    /** All or nothing, also when the power is cut. */
    private static void unpack(Path file) throws IOException {
        Path part = Files.createTempFile(file.getParent(), ".libsqlitejdbc", ".part");
        try {
            try (InputStream in = packed()) {
                Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            }
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
