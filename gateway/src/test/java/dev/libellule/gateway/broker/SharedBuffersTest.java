package dev.libellule.gateway.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;

/** The buffers that all connections share: used again and again, but never while somebody holds them. */
class SharedBuffersTest {
    private final UnpooledByteBufAllocator allocator = UnpooledByteBufAllocator.DEFAULT;

    @Test
    void theNextConnectionIsReadIntoTheSameBuffer() {
        ReadBuffer buffer = new ReadBuffer();
        ByteBuf first = buffer.newHandle().allocate(allocator);
        first.writeByte(1);
        first.release();
        ByteBuf second = buffer.newHandle().allocate(allocator);
        assertSame(first, second);
        assertEquals(0, second.readableBytes());
        second.release();
        buffer.release();
        assertEquals(0, second.refCnt());
    }

    @Test
    void whatAHandlerKeepsIsNotReadInto() {
        ReadBuffer buffer = new ReadBuffer();
        ByteBuf kept = buffer.newHandle().allocate(allocator);
        ByteBuf other = buffer.newHandle().allocate(allocator);
        assertNotSame(kept, other);
        other.release();
        kept.release();
        assertSame(kept, buffer.newHandle().allocate(allocator));
    }

    @Test
    void whatAFullSocketKeepsIsNotWrittenInto() {
        WriteBuffer buffer = new WriteBuffer();
        ByteBuf kept = buffer.take(allocator, 10).writeByte(1);
        ByteBuf other = buffer.take(allocator, 10);
        assertNotSame(kept, other);
        assertEquals(1, kept.refCnt()); // freed when the socket has taken it
        other.release();
        assertSame(other, buffer.take(allocator, 10));
    }

    @Test
    void aLargeOutputHasABufferOfItsOwn() {
        WriteBuffer buffer = new WriteBuffer();
        ByteBuf large = buffer.take(allocator, 100_000);
        assertTrue(large.writableBytes() >= 100_000);
        large.release();
        assertEquals(0, large.refCnt());
        buffer.release();
    }
}
