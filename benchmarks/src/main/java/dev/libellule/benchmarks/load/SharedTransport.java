package dev.libellule.benchmarks.load;

import dev.libellule.device.client.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** TCP for many clients on one thread: their channels share a selector and a buffer. */
final class SharedTransport implements Transport {
    private static final ByteBuffer SHARED = ByteBuffer.allocateDirect(256 * 1024);

    private final Selector selector;
    private final InetSocketAddress address;
    private final LoadClient owner;
    private SocketChannel channel;
    private SelectionKey key;

    SharedTransport(Selector selector, InetSocketAddress address, LoadClient owner) {
        this.selector = selector;
        this.address = address;
        this.owner = owner;
    }

    @Override
    public int connect() {
        try {
            if (channel == null) {
                channel = SocketChannel.open(address);
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, Boolean.TRUE);
                key = channel.register(selector, SelectionKey.OP_READ, owner);
            }
            return CONNECTED;
        } catch (IOException e) {
            throw new UncheckedIOException("no broker at " + address + ": " + e.getMessage(), e);
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        try {
            SHARED.clear().limit(Math.min(length, SHARED.capacity()));
            int count = channel.read(SHARED);
            if (count > 0) {
                SHARED.flip().get(buffer, offset, count);
            }
            return count;
        } catch (IOException e) {
            return LOST;
        }
    }

    @Override
    public int write(byte[] buffer, int offset, int length) {
        try {
            SHARED.clear();
            SHARED.put(buffer, offset, Math.min(length, SHARED.capacity())).flip();
            int count = channel.write(SHARED);
            boolean full = count < length;
            key.interestOps(full ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
            return count;
        } catch (IOException e) {
            return LOST;
        }
    }

    @Override
    public void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
