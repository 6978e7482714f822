package dev.libellule.device.codec;

/**
 * Reads the fields of one packet out of a byte array, in order.
 *
 * <p>The first failure sticks: every later read returns 0 and moves nothing, so that a coder reads down the page and reports once.
 * Allocates nothing. One owner, one thread.
 */
public final class PacketReader {
    private byte[] buffer;
    private int position;
    private int limit;
    private int status;

    /**
     * Points at the body of a packet: what follows the Remaining Length.
     *
     * @param from first byte
     * @param to one past the last byte
     */
    public void wrap(byte[] bytes, int from, int to) {
        buffer = bytes;
        position = from;
        limit = to;
        status = Status.OK;
    }

    /**
     * Finds the end of the packet that begins at {@code from}, 2.1.4.
     *
     * @return the length of the whole packet with its Fixed Header; 0 when bytes of the header are missing;
     *         {@link Status#VARIABLE_BYTE_INTEGER} when there will never be one. More bytes may be needed than there are.
     */
    public static int packetLength(byte[] bytes, int from, int to) {
        int remainingLength = 0;
        for (int i = 1; i <= 4; i++) {
            if (from + i >= to) {
                return 0;
            }
            int digit = bytes[from + i];
            remainingLength |= (digit & 0x7F) << 7 * (i - 1);
            if (digit >= 0) {
                return remainingLength + 1 + i;
            }
        }
        return Status.VARIABLE_BYTE_INTEGER;
    }

    /**
     * Gives the length of the Fixed Header of a packet of this length.
     *
     * @param bytes holds the whole header at {@code from}
     * @return 2 to 5 bytes
     */
    public static int headerLength(byte[] bytes, int from) {
        int i = from + 1;
        while (bytes[i] < 0) {
            i++;
        }
        return i + 1 - from;
    }

    public byte[] buffer() {
        return buffer;
    }

    public int position() {
        return position;
    }

    public int remaining() {
        return limit - position;
    }

    public int status() {
        return status;
    }

    /** Notes a failure, unless there was one before; returns the one that counts. */
    public int fail(int newStatus) {
        if (status == Status.OK) {
            status = newStatus;
            position = limit;
        }
        return status;
    }

    /** The verdict at the end of a packet: every byte has to be used. */
    public int finish() {
        return status == Status.OK && position != limit ? fail(Status.TRAILING_BYTES) : status;
    }

    public int readUint8() {
        if (position >= limit) {
            fail(Status.TRUNCATED);
            return 0;
        }
        return buffer[position++] & 0xFF;
    }

    public int readUint16() {
        if (limit - position < 2) {
            fail(Status.TRUNCATED);
            return 0;
        }
        int value = (buffer[position] & 0xFF) << 8 | buffer[position + 1] & 0xFF;
        position += 2;
        return value;
    }

    /** Reads a Four Byte Integer, 1.5.3; values above 2,147,483,647 come as negative ints. */
    public int readUint32() {
        int high = readUint16();
        return high << 16 | readUint16();
    }

    /** Reads a Variable Byte Integer of one to four bytes, and no more than it needs: [MQTT-1.5.5-1]. */
    public int readVariableByteInteger() {
        int value = 0;
        for (int shift = 0; shift < 28; shift += 7) {
            if (position >= limit) {
                fail(Status.TRUNCATED);
                return 0;
            }
            int digit = buffer[position++];
            value |= (digit & 0x7F) << shift;
            if (digit > 0 || digit == 0 && shift == 0) {
                return value;
            }
            if (digit == 0) {
                break;
            }
        }
        fail(Status.VARIABLE_BYTE_INTEGER);
        return 0;
    }

    /** Reads Binary Data: two bytes of length, then as many bytes, 1.5.6. */
    public void readBinary(Slice out) {
        int length = readUint16();
        if (limit - position < length) {
            fail(Status.TRUNCATED);
        }
        if (status != Status.OK) {
            out.clear();
            return;
        }
        out.set(buffer, position, length);
        position += length;
    }

    /** Reads a UTF-8 Encoded String and checks that it is well formed, 1.5.4. */
    public void readString(Slice out) {
        readBinary(out);
        if (status == Status.OK && !Utf8.isWellFormed(out.buffer, out.offset, out.length)) {
            fail(Status.MALFORMED_STRING);
        }
    }

    /** Takes all that is left of the packet. */
    public void readRest(Slice out) {
        out.set(buffer, position, limit - position);
        position = limit;
    }

    /** Passes over bytes. */
    public void skip(int count) {
        if (limit - position < count) {
            fail(Status.TRUNCATED);
        } else {
            position += count;
        }
    }
}
