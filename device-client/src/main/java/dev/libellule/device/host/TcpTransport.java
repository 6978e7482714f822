package dev.libellule.device.host;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;

/**
 * A TCP stream through a non-blocking {@link SocketChannel}. Reading and writing allocate nothing once connected.
 *
 * <p>A host name is resolved at each {@link #connect}, so that a server may move. Resolving may block for as long as the system's resolver
 * does; it is the one thing that may. One thread uses it; {@link #wakeup} is for any.
 */
public final class TcpTransport implements HostTransport {
    private final String host;
    private final int port;
    /** Direct memory: a heap array would be copied through a buffer that the JDK keeps for each thread. */
    private final ByteBuffer inbound;
    private final ByteBuffer outbound;
    private final Selector selector;
    private SocketChannel channel;
    private SelectionKey key;
    private boolean connected;
    private String failure = "";

    /**
     * Prepares a stream to a server.
     *
     * @param bufferBytes the most that one read or write moves
     * @throws HostException if the system has no selector to give, as when it is out of file descriptors
     */
    public TcpTransport(String host, int port, int bufferBytes) {
        this.host = host;
        this.port = port;
        inbound = ByteBuffer.allocateDirect(bufferBytes);
        outbound = ByteBuffer.allocateDirect(bufferBytes);
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new HostException("cannot wait for sockets: " + e.getMessage() + "; too many open files?", e);
        }
    }

    /** Prepares a stream to a server, moving at most 64 KiB at once. */
    public TcpTransport(String host, int port) {
        this(host, port, 65_536);
    }

    @Override
    public int connect() {
        try {
            if (channel == null) {
                failure = "";
                channel = SocketChannel.open();
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, Boolean.TRUE); // packets leave in batches already
                connected = channel.connect(new InetSocketAddress(host, port));
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
    public int read(byte[] buffer, int offset, int length) {
        if (!connected) {
            return LOST;
        }
        try {
            inbound.clear();
            inbound.limit(Math.min(length, inbound.capacity()));
            int count = channel.read(inbound);
            if (count < 0) {
                return lost("closed by the server");
            }
            inbound.flip();
            inbound.get(buffer, offset, count);
            return count;
        } catch (IOException e) {
            return lost(e.getMessage());
        }
    }

    @Override
    public int write(byte[] buffer, int offset, int length) {
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
    public void close() {
        SocketChannel old = channel;
        channel = null;
        key = null;
        connected = false;
        if (old != null) {
            try {
                old.close();
                selector.selectNow(); // lets go of the file descriptor
            } catch (IOException e) {
                failure = e.getMessage(); // nothing more can be done for it
            }
        }
    }

    @Override
    public void await(int millis, boolean forWriting) {
        try {
            if (connected) {
                int wanted = forWriting ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
                if (key.interestOps() != wanted) {
                    key.interestOps(wanted);
                }
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

    @Override
    public void wakeup() {
        selector.wakeup();
    }

    @Override
    public String failure() {
        return failure;
    }

    /** The local port of the stream, or 0 when there is none. */
    public int localPort() {
        return connected ? channel.socket().getLocalPort() : 0;
    }

    private int lost(String reason) {
        close();
        failure = reason == null ? "connection failed" : reason;
        return LOST;
    }
}
