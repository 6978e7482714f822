package dev.libellule.device.codec;

/**
 * Writes packets one behind the other into a byte array.
 *
 * <p>A packet is written between {@link #begin} and {@link #end}; what does not fit leaves no trace: {@code end} then gives
 * {@link Status#BUFFER_FULL} and the writer stands where the packet began. Allocates nothing. One owner, one thread.
 */
public final class PacketWriter {
    /** The largest Remaining Length, 2.1.4. */
    public static final int MAXIMUM_REMAINING_LENGTH = 268435455;

    private byte[] buffer;
    private int position;
    private int limit;
    private int packetStart;
    private int propertiesStart;
    private int status;

    /**
     * Points at free space.
     *
     * @param from first free byte
     * @param to one past the last
     */
    public void wrap(byte[] bytes, int from, int to) {
        buffer = bytes;
        position = from;
        limit = to;
        status = Status.OK;
    }

    public byte[] buffer() {
        return buffer;
    }

    /** Where the next byte goes: one past the last finished packet, outside {@link #begin} and {@link #end}. */
    public int position() {
        return position;
    }

    public int free() {
        return limit - position;
    }

    /** How many bytes a Variable Byte Integer takes, 1.5.5. */
    public static int variableByteIntegerLength(int value) {
        return value < 128 ? 1 : value < 16384 ? 2 : value < 2097152 ? 3 : 4;
    }

    /** Starts a packet whose length is not known yet: one byte is kept for the Remaining Length, more are made at the end. */
    public void begin(int firstByte) {
        packetStart = position;
        status = Status.OK;
        writeUint8(firstByte);
        writeUint8(0);
    }

    /** Starts a packet whose Remaining Length is known: nothing has to be moved at the end. */
    public void begin(int firstByte, int remainingLength) {
        packetStart = position;
        status = Status.OK;
        if (remainingLength > MAXIMUM_REMAINING_LENGTH) {
            status = Status.PACKET_TOO_LARGE;
        } else if (limit - position < 1 + variableByteIntegerLength(remainingLength) + remainingLength) {
            status = Status.BUFFER_FULL;
        }
        writeUint8(firstByte);
        writeVariableByteInteger(remainingLength);
    }

    /**
     * Ends a packet begun with an unknown length.
     *
     * @return its whole length, or a negative {@link Status}; then nothing was written
     */
    public int end() {
        if (status != Status.OK) {
            return abandon();
        }
        int remainingLength = position - packetStart - 2;
        if (!insertLength(packetStart + 1, remainingLength)) {
            return abandon();
        }
        return position - packetStart;
    }

    /** Ends a packet begun with its length; see {@link #end()}. */
    public int endKnown() {
        return status == Status.OK ? position - packetStart : abandon();
    }

    private int abandon() {
        position = packetStart;
        return status == Status.OK ? Status.BUFFER_FULL : status;
    }

    /** Puts a Variable Byte Integer where one byte was kept for it, and moves what follows when it is longer. */
    private boolean insertLength(int at, int length) {
        int extra = variableByteIntegerLength(length) - 1;
        if (extra > 0) {
            if (limit - position < extra) {
                return false;
            }
            System.arraycopy(buffer, at + 1, buffer, at + 1 + extra, length);
        }
        int end = position + extra;
        position = at;
        writeVariableByteInteger(length);
        position = end;
        return true;
    }

    /** Starts the list of properties, 2.2.2; none may be open. */
    public void beginProperties() {
        propertiesStart = position;
        writeUint8(0);
    }

    /** Ends the list of properties. */
    public void endProperties() {
        if (status == Status.OK && !insertLength(propertiesStart, position - propertiesStart - 1)) {
            status = Status.BUFFER_FULL;
        }
    }

    /** Writes a property of one byte. */
    public void property8(int identifier, int value) {
        writeUint8(identifier);
        writeUint8(value);
    }

    /** Writes a Two Byte Integer property. */
    public void property16(int identifier, int value) {
        writeUint8(identifier);
        writeUint16(value);
    }

    /** Writes a Four Byte Integer property. */
    public void property32(int identifier, int value) {
        writeUint8(identifier);
        writeUint32(value);
    }

    /** Writes a Variable Byte Integer property. */
    public void propertyVariable(int identifier, int value) {
        writeUint8(identifier);
        writeVariableByteInteger(value);
    }

    /** Writes a string or binary property; nothing when the slice is absent. */
    public void property(int identifier, Slice value) {
        if (value.isPresent()) {
            writeUint8(identifier);
            writeBinary(value);
        }
    }

    /** Writes a User Property, 3.1.2.11.8. */
    public void userProperty(Slice name, Slice value) {
        writeUint8(Property.USER_PROPERTY);
        writeBinary(name);
        writeBinary(value);
    }

    public void writeUint8(int value) {
        if (position >= limit) {
            status = status == Status.OK ? Status.BUFFER_FULL : status;
            return;
        }
        buffer[position++] = (byte) value;
    }

    public void writeUint16(int value) {
        if (limit - position < 2) {
            status = status == Status.OK ? Status.BUFFER_FULL : status;
            return;
        }
        buffer[position] = (byte) (value >> 8);
        buffer[position + 1] = (byte) value;
        position += 2;
    }

    public void writeUint32(int value) {
        writeUint16(value >>> 16);
        writeUint16(value & 0xFFFF);
    }

    /** Writes 0 to 268,435,455 in one to four bytes, 1.5.5. */
    public void writeVariableByteInteger(int value) {
        int rest = value;
        while (rest >= 128) {
            writeUint8(rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        writeUint8(rest);
    }

    /** Writes bytes without a length. */
    public void writeBytes(byte[] bytes, int from, int count) {
        if (limit - position < count) {
            status = status == Status.OK ? Status.BUFFER_FULL : status;
            return;
        }
        System.arraycopy(bytes, from, buffer, position, count);
        position += count;
    }

    /** Writes two bytes of length and the bytes; an absent slice is written as empty. At most 65,535 bytes. */
    public void writeBinary(Slice bytes) {
        writeUint16(bytes.length);
        if (bytes.length > 0) {
            writeBytes(bytes.buffer, bytes.offset, bytes.length);
        }
    }

    /** Writes two bytes of length and the bytes. At most 65,535. */
    public void writeBinary(byte[] bytes) {
        writeUint16(bytes.length);
        writeBytes(bytes, 0, bytes.length);
    }
}
