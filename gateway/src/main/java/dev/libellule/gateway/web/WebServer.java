package dev.libellule.gateway.web;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * Serves the page over HTTP. Start and close it from one thread; it answers on its event loop.
 *
 * <p>Everything the page shows comes to it from the broker over WebSocket: nothing here needs a user or a password.
 */
public final class WebServer implements AutoCloseable {
    /** Where the page is unless configured otherwise. */
    public static final int DEFAULT_PORT = 8080;

    private static final int MAX_REQUEST_BODY = 1024; // none is wanted
    private static final int IDLE_SECONDS = 60;

    private final EventLoopGroup group;
    private final Class<? extends ServerChannel> channelType;
    private final boolean ownGroup;
    private final PageHandler handler;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private Channel listener;

    /** A server with one thread of its own. */
    public WebServer(PageSettings settings) {
        this(settings,
                new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("page", true), NioIoHandler.newFactory()),
                NioServerSocketChannel.class, true);
    }

    /**
     * A server on event loops of the caller, who ends them.
     *
     * @param channelType a listening TCP channel that the group can run
     */
    public WebServer(PageSettings settings, EventLoopGroup group, Class<? extends ServerChannel> channelType) {
        this(settings, group, channelType, false);
    }

    private WebServer(PageSettings settings, EventLoopGroup group, Class<? extends ServerChannel> channelType,
            boolean ownGroup) {
        this.group = group;
        this.channelType = channelType;
        this.ownGroup = ownGroup;
        this.handler = new PageHandler(new PageFiles(settings));
    }

    /**
     * Listens on the loopback address only.
     *
     * @param port 0 for any free one
     * @throws WebServerException as {@link #start(InetSocketAddress)}
     */
    public void start(int port) {
        start(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
    }

    /**
     * Listens; requests are answered when this returns.
     *
     * @throws WebServerException if the address cannot be had; the server is closed then
     */
    public void start(InetSocketAddress address) {
        ServerBootstrap bootstrap = new ServerBootstrap().group(group).channel(channelType)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        connections.add(channel);
                        channel.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(MAX_REQUEST_BODY),
                                new IdleStateHandler(0, 0, IDLE_SECONDS), handler);
                    }
                });
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            close();
            throw new WebServerException(explain(address, bound.cause()), bound.cause());
        }
        listener = bound.channel();
    }

    private static String explain(InetSocketAddress address, Throwable cause) {
        String where = "page: cannot listen on %s port %d".formatted(address.getHostString(), address.getPort());
        String reason = String.valueOf(cause.getMessage());
        if (reason.contains("in use")) {
            return "%s: another program has this port; end it (ss -ltnp 'sport = :%d' names it) or choose another port for the page"
                    .formatted(where, address.getPort());
        }
        if (reason.contains("ermission")) {
            return "%s: ports below 1024 are for root; choose one from 1024 to 65535, such as %d".formatted(where,
                    DEFAULT_PORT);
        }
        if (cause instanceof BindException || address.isUnresolved()) {
            return "%s: this machine does not have that address; choose one that 'ip address' shows, or 127.0.0.1"
                    .formatted(where);
        }
        return "%s: %s".formatted(where, reason);
    }

    /** The port in use, also when 0 was asked for. */
    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** Ends the listener and its connections, at once; does nothing a second time. */
    @Override
    public void close() {
        if (listener != null) {
            listener.close().awaitUninterruptibly();
            listener = null;
        }
        connections.close().awaitUninterruptibly();
        if (ownGroup) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }
}
