package dev.libellule.gateway.store;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The records in a row of the log, one behind the other; integers in groups of seven bits, the lowest first. The row ends with a CRC-32C of
 * all that is before, and each message has one of its own, so that of a row with a changed byte the others are kept.
 *
 * <pre>
 *   1 message   id, topic length, properties length, QoS and 4 if retained and 8, when it expires + 1 or 0, data length,
 *               data, CRC (4 bytes)
 *   2 deliver   id, session, message, QoS and 4 if retained, Subscription Identifier, progress
 *   3 progress  id of the delivery, progress
 *   4 done      id of the delivery
 *   5 time      boot, moment: when the messages behind it came, to the second; their expiry is counted from it, and their CRC is of it too
 * </pre>
 *
 * <p>A message without 8 has no time, and expires by the clock on the wall: those of older formats.
 */
final class LogCoder {
    private static final int MESSAGE = 1;
    private static final int DELIVER = 2;
    private static final int PROGRESS = 3;
    private static final int DONE = 4;
    private static final int TIME = 5;
    private static final int IS_TIMED = 8;
    private static final long TIME_MILLIS = 1_000;
    private static final int CRC_BYTES = 4;

    /** Gets the records of a row. */
    interface Reader {
        void message(StoredMessage message);

        void deliver(long id, long session, long message, int qos, boolean retain, int subscription, long progress);

        void progress(long id, long progress);

        void done(long id);
    }

    private final CRC32C crc = new CRC32C();
    private byte[] bytes = new byte[4096];
    private int size;
    /** Of the last record TIME of the row; 0 for none. */
    private int boot;
    private long timeMillis;

    int size() {
        return size;
    }

    /** The row, with its CRC; then begins anew. */
    byte[] take() {
        room(CRC_BYTES);
        putCrc(crc(bytes, 0, size));
        byte[] row = Arrays.copyOf(bytes, size);
        clear();
        return row;
    }

    void clear() {
        size = 0;
        boot = StoredBoot.WALL;
    }

    void message(StoredMessage message) {
        room(96 + message.data.length);
        boolean isTimed = message.boot != StoredBoot.WALL;
        if (isTimed && (boot != message.boot || Math.abs(message.receivedAt - timeMillis) >= TIME_MILLIS)) {
            bytes[size++] = TIME;
            boot = message.boot;
            timeMillis = message.receivedAt;
            put(boot);
            put(timeMillis);
        }
        long from = isTimed ? timeMillis : 0;
        int start = size;
        bytes[size++] = MESSAGE;
        put(message.id);
        put(message.topicLength);
        put(message.propertiesLength);
        put(message.qos | (message.retain ? 4 : 0) | (isTimed ? IS_TIMED : 0));
        put(message.expiresAt == StoredMessage.NEVER ? 0 : Math.max(0, message.expiresAt - from) + 1);
        put(message.data.length);
        System.arraycopy(message.data, 0, bytes, size, message.data.length);
        size += message.data.length;
        putCrc(crcOfMessage(bytes, start, size - start, isTimed));
    }

    void deliver(StoredDelivery delivery, long progress) {
        room(64);
        bytes[size++] = DELIVER;
        put(delivery.id);
        put(delivery.session);
        put(delivery.message.id);
        put(delivery.qos | (delivery.retain ? 4 : 0));
        put(delivery.subscriptionIdentifier);
        put(progress);
    }

    void progress(long id, long progress) {
        room(32);
        bytes[size++] = PROGRESS;
        put(id);
        put(progress);
    }

    void done(long id) {
        room(16);
        bytes[size++] = DONE;
        put(id);
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }

    private void put(long value) {
        long rest = value;
        while (rest >>> 7 != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    private void putCrc(int value) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    private int crc(byte[] data, int offset, int length) {
        crc.reset();
        crc.update(data, offset, length);
        return (int) crc.getValue();
    }

    private int crcOfMessage(byte[] data, int offset, int length, boolean isTimed) {
        crc.reset();
        crc.update(data, offset, length);
        if (isTimed) {
            crc.update(boot);
            for (int shift = 0; shift < 64; shift += 8) {
                crc.update((int) (timeMillis >>> shift));
            }
        }
        return (int) crc.getValue();
    }

    /**
     * Reads a row as far as it is whole.
     *
     * @return records that are torn: 0 for a row as it was written
     */
    int read(byte[] row, Reader reader) {
        if (row.length < CRC_BYTES) {
            return 1;
        }
        ByteBuffer in = ByteBuffer.wrap(row, 0, row.length - CRC_BYTES);
        boolean isWhole = crc(row, 0, in.limit()) == ByteBuffer.wrap(row).getInt(in.limit());
        int torn = 0;
        boot = StoredBoot.WALL;
        try {
            while (in.hasRemaining()) {
                switch (in.get()) {
                    case MESSAGE -> torn += message(row, in, reader);
                    case DELIVER -> deliver(in, reader);
                    case PROGRESS -> reader.progress(number(in), number(in));
                    case DONE -> reader.done(number(in));
                    case TIME -> {
                        boot = (int) number(in);
                        timeMillis = number(in);
                    }
                    default -> throw new IllegalArgumentException("no such record");
                }
            }
        } catch (IllegalArgumentException | java.nio.BufferUnderflowException _) {
            torn++; // and so is what is behind it
        }
        return isWhole ? torn : Math.max(1, torn);
    }

    private static void deliver(ByteBuffer in, Reader reader) {
        long id = number(in);
        long session = number(in);
        long message = number(in);
        long flags = number(in);
        long subscription = number(in);
        long progress = number(in);
        int qos = (int) flags & 3;
        if (Ranges.isId(id) && flags >>> 3 == 0 && Ranges.isQos(qos) && Ranges.isSubscriptionIdentifier(subscription)) {
            reader.deliver(id, session, message, qos, (flags & 4) != 0, (int) subscription, progress);
        } else {
            throw new IllegalArgumentException("no such delivery");
        }
    }

    /** 1 for one that is torn. */
    private int message(byte[] row, ByteBuffer in, Reader reader) {
        int start = in.position() - 1;
        long id = number(in);
        long topicLength = number(in);
        long propertiesLength = number(in);
        long flags = number(in);
        long expires = number(in);
        long length = number(in);
        if (length < 0 || length > in.remaining() - CRC_BYTES) {
            throw new IllegalArgumentException("longer than its row");
        }
        byte[] data = new byte[(int) length];
        in.get(data);
        int end = in.position();
        boolean isTimed = (flags & IS_TIMED) != 0;
        if (in.getInt() != crcOfMessage(row, start, end - start, isTimed)
                || isTimed && boot <= StoredBoot.WALL
                || !Ranges.isId(id) || flags >>> 4 != 0 || !Ranges.isQos((int) flags & 3) || expires < 0
                || !Ranges.isMessage(topicLength, propertiesLength, length)) {
            return 1;
        }
        long from = isTimed ? timeMillis : 0;
        reader.message(new StoredMessage(id, data, (int) topicLength, (int) propertiesLength, (int) flags & 3,
                (flags & 4) != 0, isTimed ? boot : StoredBoot.WALL, from,
                expires == 0 ? StoredMessage.NEVER : from + expires - 1));
        return 0;
    }

    private static long number(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = in.get();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("too long a number");
    }
}
