package dev.libellule.gateway.ledger;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One account, a text file that only grows: a line for each thing that happened. Not thread-safe: its client has it.
 *
 * <pre>
 *   ledger 1 9f3a2c11        a new ledger, and its name
 *   T 0 2 0 plant/tank       topic 0: QoS 2, not retained
 *   W 0 2 0 plant/tank       the same, whose messages are of many clients and so in no order
 *   S 0 1 7 1760000000123    sent: topic, number, Packet Identifier, time
 *   A 0 1 1760000000125      acknowledged: PUBACK or PUBREC came
 *   C 0 1                    complete: PUBCOMP came
 *   F 2 plant/#              a subscription, its QoS; G for one of which only the last message of each stream counts
 *   R 9f3a2c11.0 1 2 7 1760000000123 1760000000131   arrived: stream, number, QoS, Packet Identifier, sent, time
 *   L 7                      PUBREL came
 *   X 2 7 plant/tank         arrived with QoS and Packet Identifier, and is no message of a ledger or not whole
 *   N                        connected, and the broker knew no session
 * </pre>
 *
 * A last line that a crash has cut is left out when the file is opened again.
 */
public final class LedgerBook implements AutoCloseable {
    private static final String FIRST = "ledger 1 ";

    /** Gets the lines of a book, split at spaces. */
    interface Reader {
        void line(String[] fields);
    }

    private final Path file;
    private final FileChannel channel;
    private final String name;
    private final boolean isSynced;
    private final StringBuilder pending = new StringBuilder();

    private LedgerBook(Path file, FileChannel channel, String name, boolean isSynced) {
        this.file = file;
        this.channel = channel;
        this.name = name;
        this.isSynced = isSynced;
    }

    /**
     * Opens a book, or begins one.
     *
     * @param isSynced each line is on the disk before what it stands for leaves, so that it survives a power cut here too
     */
    public static LedgerBook open(Path file, boolean isSynced) {
        try {
            boolean isOld = Files.exists(file) && Files.size(file) > 0;
            String name = isOld ? name(file) : "%08x".formatted(ThreadLocalRandom.current().nextInt());
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            channel.truncate(endOfLastLine(channel));
            channel.position(channel.size());
            LedgerBook book = new LedgerBook(file, channel, name, isSynced);
            if (!isOld) {
                book.write(FIRST + name);
                book.flush();
            }
            return book;
        } catch (IOException e) {
            throw new LedgerException("the ledger " + file + " cannot be opened: " + e, e);
        }
    }

    private static String name(Path file) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            String line = reader.readLine();
            if (line == null || !line.startsWith(FIRST)) {
                throw new LedgerException(file + " is no ledger: its first line is not \"" + FIRST
                        + "NAME\". Name another file; a new one is begun where there is none");
            }
            return line.substring(FIRST.length());
        }
    }

    private static long endOfLastLine(FileChannel channel) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        for (long end = channel.size(); end > 0; end--) {
            one.clear();
            channel.read(one, end - 1);
            if (one.get(0) == '\n') {
                return end;
            }
        }
        return 0;
    }

    /** Reads all lines of a file, as far as they are whole. */
    static void read(Path file, Reader reader) {
        try {
            name(file);
            try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    reader.line(line.split(" "));
                }
            }
        } catch (IOException e) {
            throw new LedgerException("the ledger " + file + " cannot be read: " + e, e);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new LedgerException("the ledger " + file + " has a line that is none: " + e.getMessage(), e);
        }
    }

    Path file() {
        return file;
    }

    /** Its streams are called by this and the number of their topic. */
    String name() {
        return name;
    }

    /** Adds a line; it is in the file after {@link #flush}. */
    void write(String line) {
        pending.append(line).append('\n');
    }

    /** Puts the lines into the file. To be called before what they stand for leaves. */
    void flush() throws IOException {
        if (!pending.isEmpty()) {
            ByteBuffer bytes = ByteBuffer.wrap(pending.toString().getBytes(StandardCharsets.UTF_8));
            pending.setLength(0);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            if (isSynced) {
                channel.force(false);
            }
        }
    }

    @Override
    public void close() {
        try {
            flush();
            channel.close();
        } catch (IOException e) {
            throw new LedgerException("the ledger " + file + " cannot be written: " + e, e);
        }
    }
}
