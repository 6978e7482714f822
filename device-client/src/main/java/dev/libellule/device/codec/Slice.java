package dev.libellule.device.codec;

/** A stretch of somebody's byte array, or nothing. Mutable, so that it can be made once and set for each packet. */
public final class Slice {
    /** The array, or null when absent. */
    public byte[] buffer;
    public int offset;
    public int length;

    /** Points at a part of an array; copies nothing. */
    public void set(byte[] newBuffer, int newOffset, int newLength) {
        buffer = newBuffer;
        offset = newOffset;
        length = newLength;
    }

    /** Points at a whole array. */
    public void set(byte[] whole) {
        set(whole, 0, whole.length);
    }

    /** Makes it absent. */
    public void clear() {
        buffer = null;
        offset = 0;
        length = 0;
    }

    /** False for a field that the packet does not have; an empty field is present. */
    public boolean isPresent() {
        return buffer != null;
    }

    /** Allocates a copy of the bytes; an empty array when absent. */
    public byte[] copy() {
        byte[] bytes = new byte[length];
        if (length > 0) {
            System.arraycopy(buffer, offset, bytes, 0, length);
        }
        return bytes;
    }

    /** Tells whether the bytes are the same as those of an array. */
    public boolean contentEquals(byte[] other) {
        if (length != other.length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (buffer[offset + i] != other[i]) {
                return false;
            }
        }
        return true;
    }
}
