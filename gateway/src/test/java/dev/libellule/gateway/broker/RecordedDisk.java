package dev.libellule.gateway.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What a disk holds after a power cut, from the record that {@code src/test/native/record.c} has made: what was synced is there; of what
 * was not, any part may be.
 */
final class RecordedDisk {
    static final int OPEN = 1;
    static final int WRITE = 2;
    static final int SYNC = 3;
    static final int TRUNCATE = 4;
    static final int UNLINK = 5;
    static final int SOCKET_WRITE = 6;
    static final int SOCKET_READ = 7;
    static final int CLOSE = 8;

    /** What becomes of the writes that no sync has followed. */
    enum Loss {
        /** All are lost. */
        ALL,
        /** None: as when the process alone is killed. */
        NONE,
        /** The last ones are lost, and the one before is torn. */
        TAIL,
        /** Each is there or not, whatever came before it. */
        ANY_WRITE,
        /** The same for each page of 4,096 bytes. */
        ANY_PAGE,
        /** The same for each sector of 512 bytes. */
        ANY_SECTOR
    }

    /** One line of the record; the data is cut from the whole. */
    record Entry(int kind, int descriptor, long offset, byte[] data) {}

    private record Write(long offset, byte[] data) {}

    private static final class File {
        byte[] synced = new byte[0];
        /** Since the last sync, in their order; a cut to a length has no data. */
        final List<Write> open = new ArrayList<>();
        /** Its name is in the folder for certain. */
        boolean isNameSynced;
        boolean isUnlinked;
    }

    private final Map<Integer, String> names = new HashMap<>();
    private final Map<String, File> files = new HashMap<>();
    private final String folder;

    RecordedDisk(Path folder) {
        this.folder = folder.toString();
    }

    static List<Entry> read(Path record) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(record)).order(ByteOrder.nativeOrder());
        List<Entry> entries = new ArrayList<>();
        while (in.remaining() >= 24) {
            int kind = in.getInt();
            int descriptor = in.getInt();
            long offset = in.getLong();
            int length = (int) in.getLong();
            boolean hasData = kind == OPEN || kind == WRITE || kind >= UNLINK && kind <= SOCKET_READ;
            if (hasData && in.remaining() < length) {
                break; // the process was killed in the middle
            }
            byte[] data = new byte[hasData ? length : 0];
            in.get(data);
            entries.add(new Entry(kind, descriptor, offset, data));
        }
        return entries;
    }

    void apply(Entry entry) {
        switch (entry.kind()) {
            case OPEN -> {
                String name = new String(entry.data(), StandardCharsets.UTF_8);
                names.put(entry.descriptor(), name);
                if (!name.equals(folder)) {
                    File file = files.computeIfAbsent(name, _ -> new File());
                    if (file.isUnlinked) {
                        files.put(name, new File());
                    }
                }
            }
            case WRITE -> file(entry).open.add(new Write(entry.offset(), entry.data()));
            case TRUNCATE -> file(entry).open.add(new Write(entry.offset(), null));
            case SYNC -> {
                if (folder.equals(names.get(entry.descriptor()))) {
                    files.values().removeIf(file -> file.isUnlinked);
                    files.values().forEach(file -> file.isNameSynced = true);
                } else {
                    File file = file(entry);
                    file.open.forEach(write -> file.synced = with(file.synced, write, null, 0));
                    file.open.clear();
                    file.isNameSynced = true; // as the file systems of Linux do it
                }
            }
            case UNLINK -> {
                File file = files.get(new String(entry.data(), StandardCharsets.UTF_8));
                if (file != null) {
                    file.isUnlinked = true;
                }
            }
            default -> {
                // sockets; CLOSE keeps the name, which OPEN overwrites
            }
        }
    }

    private File file(Entry entry) {
        return files.get(names.get(entry.descriptor()));
    }

    /** With one write; with a block length only those of its blocks that chance takes. */
    private static byte[] with(byte[] before, Write write, Random chance, int block) {
        if (write.data == null) {
            return Arrays.copyOf(before, (int) write.offset);
        }
        int end = (int) write.offset + write.data.length;
        byte[] after = before.length < end ? Arrays.copyOf(before, end) : before;
        if (after == before) {
            after = before.clone();
        }
        int step = chance == null ? write.data.length : block;
        for (int at = 0; at < write.data.length; at += step) {
            if (chance == null || chance.nextBoolean()) {
                int length = Math.min(step, write.data.length - at);
                System.arraycopy(write.data, at, after, (int) write.offset + at, length);
            }
        }
        return after;
    }

    /** Whether there is anything that a cut could take now. */
    boolean hasUnsynced() {
        return files.values().stream().anyMatch(file -> !file.open.isEmpty());
    }

    /** Writes what is there after a cut now. */
    void cut(Path to, Loss loss, Random chance) throws IOException {
        for (Map.Entry<String, File> named : files.entrySet()) {
            File file = named.getValue();
            boolean isThere = file.isUnlinked ? chance.nextBoolean() : file.isNameSynced || chance.nextBoolean();
            if (isThere) {
                Files.write(to.resolve(Path.of(named.getKey()).getFileName()), remains(file, loss, chance));
            }
        }
    }

    private static byte[] remains(File file, Loss loss, Random chance) {
        byte[] bytes = file.synced;
        int tail = chance.nextInt(file.open.size() + 1);
        for (int i = 0; i < file.open.size(); i++) {
            Write write = file.open.get(i);
            bytes = switch (loss) {
                case ALL -> bytes;
                case NONE -> with(bytes, write, null, 0);
                case TAIL ->
                    i < tail ? with(bytes, write, null, 0) : i == tail ? with(bytes, write, chance, 512) : bytes;
                case ANY_WRITE -> chance.nextBoolean() ? with(bytes, write, null, 0) : bytes;
                case ANY_PAGE -> with(bytes, write, chance, 4096);
                case ANY_SECTOR -> with(bytes, write, chance, 512);
            };
        }
        return bytes;
    }
}
