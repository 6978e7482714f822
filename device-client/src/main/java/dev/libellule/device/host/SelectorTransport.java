package dev.libellule.device.host;

import dev.libellule.device.client.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * TCP for very many clients on one thread: they share a selector and a buffer. A stream on which the broker has never answered is reset at
 * its end, as {@link TcpTransport} does it.
 */
public final class SelectorTransport implements Transport {
    private final Selector selector;
    private final InetSocketAddress address;
    private final ByteBuffer shared;
    private final Object attachment;
    private SocketChannel channel;
    private SelectionKey key;
    private boolean isHeard;

    /**
     * Does not connect yet.
     *
     * @param selector that the caller waits on; interested in writing only while the socket takes no more
     * @param shared as much as one read or write moves
     * @param attachment of the key, by which the caller knows whose turn it is
     */
    public SelectorTransport(Selector selector, InetSocketAddress address, ByteBuffer shared, Object attachment) {
        this.selector = selector;
        this.address = address;
        this.shared = shared;
        this.attachment = attachment;
    }

    @Override
    public int connect() {
        try {
            if (channel == null) {
                isHeard = false;
                channel = SocketChannel.open();
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, Boolean.TRUE);
                boolean isThere = channel.connect(address);
                key = channel.register(selector, isThere ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, attachment);
                return isThere ? CONNECTED : IN_PROGRESS;
            }
            if (!channel.finishConnect()) {
                return IN_PROGRESS;
            }
            key.interestOps(SelectionKey.OP_READ);
            return CONNECTED;
        } catch (IOException e) {
            close();
            return LOST;
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        try {
            shared.clear();
            shared.limit(Math.min(length, shared.capacity()));
            int count = channel.read(shared);
            if (count < 0) {
                return LOST;
            }
            isHeard |= count > 0;
            shared.flip();
            shared.get(buffer, offset, count);
            return count;
        } catch (IOException e) {
            return LOST;
        }
    }

    @Override
    public int write(byte[] buffer, int offset, int length) {
        try {
            shared.clear();
            shared.put(buffer, offset, Math.min(length, shared.capacity()));
            shared.flip();
            int count = channel.write(shared);
            key.interestOps(count < length ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
            return count;
        } catch (IOException e) {
            return LOST;
        }
    }

    @Override
    public void close() {
        try {
            if (channel != null) {
                if (!isHeard && channel.isOpen()) { // it closes itself where nobody listens
                    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                }
                channel.close();
            }
            channel = null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
