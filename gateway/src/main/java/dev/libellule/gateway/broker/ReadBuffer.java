package dev.libellule.gateway.broker;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/**
 * One buffer that plain connections are read into, one after the other, since {@link ChannelWire} copies what came and lets go of it.
 *
 * <p>Broker thread. Not for TLS, WebSocket and the PROXY protocol, whose handlers may keep what they were given.
 */
final class ReadBuffer extends DefaultMaxMessagesRecvByteBufAllocator {
    private static final int BYTES = 64 * 1024;

    private ByteBuf buffer;

    @Override
    public MaxMessageHandle newHandle() {
        return new MaxMessageHandle() {
            @Override
            public ByteBuf allocate(ByteBufAllocator allocator) {
                return take(allocator);
            }

            @Override
            public int guess() {
                return BYTES;
            }
        };
    }

    private ByteBuf take(ByteBufAllocator allocator) {
        if (buffer == null) {
            buffer = allocator.directBuffer(BYTES, BYTES);
        }
        if (buffer.refCnt() > 1) { // nobody gets to see another's bytes, whatever a handler does
            return allocator.directBuffer(BYTES, BYTES);
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
