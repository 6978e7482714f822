package dev.libellule.device.host;

import dev.libellule.device.client.Redirect;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/**
 * A TCP stream through a non-blocking {@link SocketChannel}. Reading and writing allocate nothing once connected.
 *
 * <p>A host name is resolved at each {@link #connect}, so that a server may move. Resolving may block for as long as the system's resolver
 * does; it is the one thing that may. One thread uses it; {@link #wakeup} is for any.
 *
 * <p>A stream on which the server has never answered is reset at its end. Closed in order, the CONNECT on it would still reach a server
 * that was too busy, after that of the next stream, and throw the client's own new connection out, 3.1.4.
 *
 * <p>Follows a Server Reference, 4.11: {@code host}, {@code host:port}, {@code [IPv6 address]} or {@code [IPv6 address]:port}; of several
 * the first that is one of these. Without a port it means the port of the configuration.
 */
public final class TcpTransport extends ChannelTransport implements Redirect {
    private static final Setup USUAL = new Setup() {
        @Override
        public void prepare(SocketChannel channel) {
            // as the system has it
        }
    };

    private final ServerAddress address;
    private final Setup setup;
    /** Null for the system's choice. */
    private final InetAddress localAddress;

    /** What an application sets on a new socket before it is connected: the local address, keep-alive and the like. */
    public interface Setup {
        /** Called at each connect; a failure is the stream's. */
        void prepare(SocketChannel channel) throws IOException;
    }

    /**
     * Prepares a stream to a server.
     *
     * @param bufferBytes the most that one read or write moves
     * @throws HostException if the system has no selector to give, as when it is out of file descriptors
     */
    public TcpTransport(String host, int port, int bufferBytes) {
        this(new ServerAddress(host, port), bufferBytes);
    }

    /** Prepares a stream to a server, moving at most 64 KiB at once. */
    public TcpTransport(String host, int port) {
        this(host, port, 65_536);
    }

    /** Prepares a stream from a socket that the application has set up. */
    public TcpTransport(String host, int port, int bufferBytes, Setup setup) {
        this(new ServerAddress(host, port), bufferBytes, setup);
    }

    TcpTransport(ServerAddress address, int bufferBytes) {
        this(address, bufferBytes, USUAL, null);
    }

    private TcpTransport(ServerAddress address, int bufferBytes, Setup setup) {
        this(address, bufferBytes, setup, null);
    }

    TcpTransport(ServerAddress address, int bufferBytes, InetAddress localAddress) {
        this(address, bufferBytes, USUAL, localAddress);
    }

    private TcpTransport(ServerAddress address, int bufferBytes, Setup setup, InetAddress localAddress) {
        super(bufferBytes);
        this.address = address;
        this.setup = setup;
        this.localAddress = localAddress;
    }

    @Override
    SocketChannel open() throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, Boolean.TRUE); // packets leave in batches already
            if (localAddress != null) {
                channel.bind(new InetSocketAddress(localAddress, 0));
            }
            setup.prepare(channel);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    void abandon(SocketChannel unanswered) throws IOException {
        unanswered.setOption(StandardSocketOptions.SO_LINGER, Integer.valueOf(0));
    }

    @Override
    SocketAddress address() {
        return new InetSocketAddress(address.host(), address.port());
    }

    @Override
    public boolean follow(byte[] reference, int offset, int length) {
        return address.follow(reference, offset, length);
    }

    @Override
    public void home() {
        address.home();
    }

    /** Ends the stream for good, and gives back what waits for it; after this it cannot be connected. */
    public void release() {
        close();
        closeSelector();
    }

    /** The local port of the stream, or 0 when there is none. */
    public int localPort() {
        SocketChannel channel = channel();
        return channel == null ? 0 : channel.socket().getLocalPort();
    }
}
