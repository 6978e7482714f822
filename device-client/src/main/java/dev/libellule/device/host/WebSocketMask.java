package dev.libellule.device.host;

import java.security.SecureRandom;

/** Headers and masks of frames that go out, RFC 6455, 5.2 and 5.3. */
final class WebSocketMask {
    /** Taken from the system in batches: one call for many frames. */
    private final byte[] keys = new byte[1024];
    private final SecureRandom random = new SecureRandom();
    private int next = keys.length;

    /**
     * Writes the header of one unfragmented frame, with a fresh masking key.
     *
     * @return its length, at most 8
     */
    int begin(byte[] out, int opcode, int length) {
        int at = 0;
        out[at++] = (byte) (0x80 | opcode);
        if (length < 126) {
            out[at++] = (byte) (0x80 | length);
        } else {
            out[at++] = (byte) (0x80 | 126);
            out[at++] = (byte) (length >> 8);
            out[at++] = (byte) length;
        }
        if (next == keys.length) {
            random.nextBytes(keys);
            next = 0;
        }
        System.arraycopy(keys, next, out, at, 4);
        next += 4;
        return at + 4;
    }

    /** Masks a payload with the key that stands right before its place. */
    void apply(byte[] payload, int offset, int length, byte[] out, int at) {
        for (int i = 0; i < length; i++) {
            out[at + i] = (byte) (payload[offset + i] ^ out[at - 4 + (i & 3)]);
        }
    }
}
