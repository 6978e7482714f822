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
 * <p>Follows a Server Reference, 4.11: {@code host}, {@code host:port}, {@code [IPv6 address]} or {@code [IPv6 address]:port}; of several
 * the first that is one of these. Without a port it means the port of the configuration.
 */
public final class TcpTransport extends ChannelTransport implements Redirect {
    private final ServerAddress address;
    /** Null for the system's choice. */
    private final InetAddress localAddress;

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

    TcpTransport(ServerAddress address, int bufferBytes) {
        this(address, bufferBytes, null);
    }

    TcpTransport(ServerAddress address, int bufferBytes, InetAddress localAddress) {
        super(bufferBytes);
        this.address = address;
        this.localAddress = localAddress;
    }

    @Override
    SocketChannel open() throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, Boolean.TRUE); // packets leave in batches already
        if (localAddress != null) {
            channel.bind(new InetSocketAddress(localAddress, 0));
        }
        return channel;
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

    /** The local port of the stream, or 0 when there is none. */
    public int localPort() {
        SocketChannel channel = channel();
        return channel == null ? 0 : channel.socket().getLocalPort();
    }
}
