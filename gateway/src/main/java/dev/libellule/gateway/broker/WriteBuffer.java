package dev.libellule.gateway.broker;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * One small buffer by which the output of all connections goes to their sockets, one after the other: a socket takes it at once, but for
 * one that is full, and that one keeps the buffer. Broker thread.
 */
final class WriteBuffer {
    /** Many packets at once are worth a buffer of their own. */
    private static final int BYTES = 4096;

    private ByteBuf buffer;

    /** An empty buffer with room for so many bytes, which the caller gives to a channel. */
    ByteBuf take(ByteBufAllocator allocator, int length) {
        if (length > BYTES) {
            return allocator.directBuffer(length, length);
        }
        if (buffer != null && buffer.refCnt() > 1) {
            buffer.release();
            buffer = null;
        }
        if (buffer == null) {
            buffer = allocator.directBuffer(BYTES, BYTES);
        }
        return buffer.clear().retain();
    }

    /** Frees it; the broker thread has ended. */
    void release() {
        if (buffer != null) {
            buffer.release();
        }
    }
}
