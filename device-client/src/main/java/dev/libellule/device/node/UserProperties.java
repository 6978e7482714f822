package dev.libellule.device.node;

/**
 * The User Properties of a message on its way out, 3.3.2.3.7, encoded in an array made once. Allocates nothing.
 *
 * <pre>
 *   0x26 | length of the name (2) | name | length of the value (2) | value
 * </pre>
 */
final class UserProperties {
    private static final int IDENTIFIER = 0x26;

    private final byte[] encoded;
    private int length;

    /** Makes room; the owner adds no more than fits. */
    UserProperties(int capacity) {
        encoded = new byte[capacity];
    }

    void clear() {
        length = 0;
    }

    void add(byte[] name, byte[] value) {
        encoded[length++] = IDENTIFIER;
        text(name);
        text(value);
    }

    void add(byte[] name, long value) {
        encoded[length++] = IDENTIFIER;
        text(name);
        int digits = DecimalText.writeLong(value, encoded, length + 2);
        encoded[length] = 0;
        encoded[length + 1] = (byte) digits;
        length += 2 + digits;
    }

    private void text(byte[] bytes) {
        encoded[length++] = (byte) (bytes.length >> 8);
        encoded[length++] = (byte) bytes.length;
        System.arraycopy(bytes, 0, encoded, length, bytes.length);
        length += bytes.length;
    }

    byte[] encoded() {
        return encoded;
    }

    int length() {
        return length;
    }
}
