package dev.libellule.device.host;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;

/**
 * A stream through a non-blocking {@link SocketChannel}. Reading and writing allocate nothing once connected. One thread uses it;
 * {@link #wakeup} is for any.
 */
abstract class ChannelTransport implements HostTransport {
    /** Direct memory: a heap array would be copied through a buffer that the JDK keeps for each thread. */
    private final ByteBuffer inbound;
    private final ByteBuffer outbound;
    private final Selector selector;
    private SocketChannel channel;
    private SelectionKey key;
    private boolean connected;
    private boolean reading;
    private boolean heard;
    private String failure = "";

    /**
     * Prepares a stream.
     *
     * @param bufferBytes the most that one read or write moves
     * @throws HostException if the system has no selector to give, as when it is out of file descriptors
     */
    ChannelTransport(int bufferBytes) {
        inbound = ByteBuffer.allocateDirect(bufferBytes);
        outbound = ByteBuffer.allocateDirect(bufferBytes);
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new HostException("cannot wait for sockets: " + e.getMessage() + "; too many open files?", e);
        }
    }

    /** A new channel, not connected. */
    abstract SocketChannel open() throws IOException;

    /** Where to connect to; asked at each connect. */
    abstract SocketAddress address() throws IOException;

    /** Called before a channel is closed on which the server has never said anything. */
    void abandon(SocketChannel unanswered) throws IOException {
        // closed like any other
    }

    @Override
    public final int connect() {
        try {
            if (channel == null) {
                failure = "";
                heard = false;
                SocketAddress address = address();
                channel = open();
                channel.configureBlocking(false);
                connected = channel.connect(address);
                key = channel.register(selector, connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT);
            } else if (!connected && channel.finishConnect()) {
                connected = true;
                key.interestOps(SelectionKey.OP_READ);
            }
            return connected ? CONNECTED : IN_PROGRESS;
        } catch (UnresolvedAddressException e) {
            return lost("host name not found");
        } catch (IOException e) {
            return lost(e.getMessage());
        }
    }

    @Override
    public final int read(byte[] buffer, int offset, int length) {
        if (!connected) {
            return LOST;
        }
        reading = true;
        try {
            inbound.clear();
            inbound.limit(Math.min(length, inbound.capacity()));
            int count = channel.read(inbound);
            if (count < 0) {
                return lost("closed by the server");
            }
            heard |= count > 0;
            inbound.flip();
            inbound.get(buffer, offset, count);
            return count;
        } catch (IOException e) {
            return lost(e.getMessage());
        }
    }

    @Override
    public final int write(byte[] buffer, int offset, int length) {
        if (!connected) {
            return LOST;
        }
        try {
            int total = 0;
            while (total < length) {
                outbound.clear();
                int part = Math.min(length - total, outbound.capacity());
                outbound.put(buffer, offset + total, part);
                outbound.flip();
                int count = channel.write(outbound);
                total += count;
                if (count < part) {
                    break;
                }
            }
            return total;
        } catch (IOException e) {
            return lost(e.getMessage());
        }
    }

    @Override
    public final void close() {
        SocketChannel old = channel;
        channel = null;
        key = null;
        connected = false;
        if (old != null) {
            try {
                if (!heard && old.isOpen()) { // it closes itself where nobody listens
                    abandon(old);
                }
                old.close();
                selector.selectNow(); // lets go of the file descriptor
            } catch (IOException e) {
                failure = e.getMessage(); // nothing more can be done for it
            }
        }
    }

    @Override
    public final void await(int millis, boolean forWriting) {
        try {
            if (connected) {
                int wanted = !forWriting
                        ? SelectionKey.OP_READ
                        : reading ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_WRITE;
                if (key.interestOps() != wanted) {
                    key.interestOps(wanted);
                }
                reading = false; // who does not read before it has written is not to be woken again and again by what it leaves there
            }
            if (millis > 0) {
                selector.select(millis);
            } else {
                selector.selectNow();
            }
            if (!selector.selectedKeys().isEmpty()) {
                selector.selectedKeys().clear();
            }
        } catch (IOException e) {
            failure = e.getMessage(); // the next read says so, too
        }
    }

    /** Nothing will be waited for any more. */
    final void closeSelector() {
        try {
            selector.close();
        } catch (IOException e) {
            failure = e.getMessage(); // nothing more can be done for it
        }
    }

    @Override
    public final void wakeup() {
        selector.wakeup();
    }

    @Override
    public final String failure() {
        return failure;
    }

    /** The channel, or null while there is no stream. */
    final SocketChannel channel() {
        return connected ? channel : null;
    }

    private int lost(String reason) {
        close();
        failure = reason == null ? "connection failed" : reason;
        return LOST;
    }
}
