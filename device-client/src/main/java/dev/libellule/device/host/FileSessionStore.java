package dev.libellule.device.host;

import dev.libellule.device.client.ClientStatus;
import dev.libellule.device.client.SessionStore;
import dev.libellule.device.client.StoredRecord;
import dev.libellule.device.codec.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A session store in one file: a log that is only appended to, and written anew by {@link #compact}.
 *
 * <pre>
 *   | length: 4 | CRC-32 of the rest: 4 | kind: 1 | mark: 1 | Packet Identifier: 2 | bytes: length |   one entry
 * </pre>
 *
 * <p>An entry with a mark is about the live record of its kind and identifier. Each is forced to the disk before the call returns. At the
 * first entry that is cut or damaged the log ends: what follows was never acknowledged to anyone. One thread, the client's.
 */
public final class FileSessionStore implements SessionStore, AutoCloseable {
    private static final int HEADER_LENGTH = 12;
    private static final int LARGEST = 268_435_460;

    private final Path file;
    private final Path next;
    private final int maximumBytes;
    private final List<Entry> live = new ArrayList<>();
    private final CRC32 crc = new CRC32();
    private FileChannel channel;
    private ByteBuffer buffer = ByteBuffer.allocate(512);
    private int fileBytes;
    private int bytesWritten;
    private long damagedBytes;

    /**
     * Opens or makes the file.
     *
     * @param maximumBytes size of the file from which it asks to be compacted
     * @throws HostException if it cannot be read or written; names the file and the cause
     */
    public FileSessionStore(Path file, int maximumBytes) {
        this.file = file;
        this.maximumBytes = maximumBytes;
        next = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(next); // a compaction that was cut short
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            read();
        } catch (IOException e) {
            throw new HostException("session store " + file + ": " + e.getMessage()
                    + "; check that the folder exists and may be written", e);
        }
    }

    private void read() throws IOException {
        ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file));
        while (all.remaining() >= HEADER_LENGTH) {
            int start = all.position();
            int length = all.getInt(start);
            if (length < 0 || length > LARGEST || all.remaining() < HEADER_LENGTH + length
                    || all.getInt(start + 4) != checksum(all.array(), start + 8, 4 + length)) {
                break;
            }
            byte[] bytes = new byte[length];
            System.arraycopy(all.array(), start + HEADER_LENGTH, bytes, 0, length);
            apply(all.get(start + 8), all.getShort(start + 10) & 0xFFFF, all.get(start + 9), bytes);
            all.position(start + HEADER_LENGTH + length);
        }
        fileBytes = all.position();
        damagedBytes = all.remaining();
        channel.truncate(fileBytes);
        channel.position(fileBytes);
        channel.force(true);
    }

    private void apply(int kind, int packetIdentifier, int mark, byte[] bytes) {
        if (mark == NEW) {
            live.add(new Entry(kind, packetIdentifier, bytes));
            return;
        }
        for (int i = 0; i < live.size(); i++) {
            Entry entry = live.get(i);
            if (entry.kind == kind && entry.packetIdentifier == packetIdentifier) {
                entry.mark = mark;
                if (mark == DONE) {
                    live.remove(i);
                }
                return;
            }
        }
    }

    private int checksum(byte[] bytes, int offset, int length) {
        crc.reset();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    @Override
    public int append(int kind, int packetIdentifier, byte[] bytes, int offset, int length) {
        byte[] copy = new byte[length];
        System.arraycopy(bytes, offset, copy, 0, length);
        return write(kind, packetIdentifier, NEW, copy);
    }

    @Override
    public int mark(int kind, int packetIdentifier, int mark) {
        for (Entry entry : live) {
            if (entry.kind == kind && entry.packetIdentifier == packetIdentifier) {
                return write(kind, packetIdentifier, mark, new byte[0]);
            }
        }
        return Status.OK;
    }

    private int write(int kind, int packetIdentifier, int mark, byte[] bytes) {
        if (fileBytes + HEADER_LENGTH + bytes.length > maximumBytes) {
            return Status.BUFFER_FULL;
        }
        try {
            put(channel, kind, packetIdentifier, mark, bytes);
            channel.force(false);
        } catch (IOException e) {
            restoreLength();
            return ClientStatus.STORE_FAILED;
        }
        fileBytes += HEADER_LENGTH + bytes.length;
        apply(kind, packetIdentifier, mark, bytes);
        return Status.OK;
    }

    /** After a failed write the file ends where it ended before, if it can be told so; the checksum catches the rest. */
    private void restoreLength() {
        try {
            channel.truncate(fileBytes);
            channel.position(fileBytes);
        } catch (IOException e) {
            damagedBytes++;
        }
    }

    private void put(FileChannel to, int kind, int packetIdentifier, int mark, byte[] bytes) throws IOException {
        int length = HEADER_LENGTH + bytes.length;
        if (buffer.capacity() < length) {
            buffer = ByteBuffer.allocate(length * 2);
        }
        buffer.clear();
        buffer.putInt(bytes.length).putInt(0).put((byte) kind).put((byte) mark).putShort((short) packetIdentifier);
        buffer.put(bytes);
        buffer.putInt(4, checksum(buffer.array(), 8, 4 + bytes.length));
        buffer.flip();
        while (buffer.hasRemaining()) {
            to.write(buffer);
        }
        bytesWritten = bytesWritten > Integer.MAX_VALUE - length ? Integer.MAX_VALUE : bytesWritten + length;
    }

    @Override
    public int next(int from, StoredRecord out) {
        if (from >= live.size()) {
            return -1;
        }
        Entry entry = live.get(from);
        out.kind = entry.kind;
        out.packetIdentifier = entry.packetIdentifier;
        out.mark = entry.mark;
        out.bytes.set(entry.bytes);
        return from + 1;
    }

    @Override
    public int compact() {
        try {
            int length = 0;
            FileChannel fresh = FileChannel.open(next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE);
            for (Entry entry : live) {
                put(fresh, entry.kind, entry.packetIdentifier, NEW, entry.bytes);
                length += HEADER_LENGTH + entry.bytes.length;
                if (entry.mark != NEW) {
                    put(fresh, entry.kind, entry.packetIdentifier, entry.mark, new byte[0]);
                    length += HEADER_LENGTH;
                }
            }
            fresh.force(true);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            forceFolder();
            channel.close();
            channel = fresh;
            fileBytes = length;
            return Status.OK;
        } catch (IOException e) {
            return ClientStatus.STORE_FAILED;
        }
    }

    /** Makes the new name durable; a system that cannot open a folder (Windows) does so by itself. */
    private void forceFolder() throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (!System.getProperty("os.name").startsWith("Windows")) {
            try (FileChannel opened = FileChannel.open(folder, StandardOpenOption.READ)) {
                opened.force(true);
            }
        }
    }

    @Override
    public int bytesWritten() {
        return bytesWritten;
    }

    /** Bytes at the end of the file that were cut off when it was opened, because they were no whole entry. */
    public long damagedBytes() {
        return damagedBytes;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new HostException("session store " + file + ": " + e.getMessage(), e);
        }
    }

    private static final class Entry {
        private final int kind;
        private final int packetIdentifier;
        private final byte[] bytes;
        private int mark;

        private Entry(int kind, int packetIdentifier, byte[] bytes) {
            this.kind = kind;
            this.packetIdentifier = packetIdentifier;
            this.bytes = bytes;
        }
    }
}
