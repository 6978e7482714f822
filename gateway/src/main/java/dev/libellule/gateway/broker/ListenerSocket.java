package dev.libellule.gateway.broker;

import dev.libellule.gateway.broker.BrokerOptions.Listener;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tinylog.Logger;

/** An open listener: a port or a Unix socket, and the rules that hold there. */
final class ListenerSocket {
    private static final int BACKLOG = 4096;
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(256 * 1024, 1024 * 1024);

    private final Listener listener;
    private final ListenerRules rules;
    private final Channel channel;

    private ListenerSocket(Listener listener, ListenerRules rules, Channel channel) {
        this.listener = listener;
        this.rules = rules;
        this.channel = channel;
    }

    /**
     * Opens it; from now on clients can connect.
     *
     * @throws BrokerStartException when the place cannot be had; the message says why and what to do
     */
    static ListenerSocket open(EventLoopGroup group, NetworkLoop loop, ListenerRules rules, HttpApi.Facts facts) {
        Listener listener = rules.listener();
        boolean isUnix = listener.socket() != null;
        ServerBootstrap bootstrap = new ServerBootstrap().group(group)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new Pipeline(loop, rules, facts));
        if (isUnix) {
            bootstrap.channel(Epoll.isAvailable()
                    ? EpollServerDomainSocketChannel.class
                    : NioServerDomainSocketChannel.class);
            removeStale(listener.socket());
        } else {
            bootstrap.channel(Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                    .option(ChannelOption.SO_BACKLOG, BACKLOG).option(ChannelOption.SO_REUSEADDR, true);
        }
        ChannelFuture bound = bootstrap.bind(address(listener)).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new BrokerStartException(explain(listener, bound.cause()), bound.cause());
        }
        ListenerSocket open = new ListenerSocket(listener, rules, bound.channel());
        Logger.info("Opening {} listen socket on {}{}.",
                switch (listener.transport()) {
                    case TCP -> "mqtt";
                    case WEBSOCKET -> "websockets";
                    case HTTP_API -> "http api";
                }, open.place(),
                listener.tls() == null ? "" : " (TLS)");
        return open;
    }

    private static SocketAddress address(Listener listener) {
        if (listener.socket() != null) {
            return Epoll.isAvailable()
                    ? new DomainSocketAddress(listener.socket().toFile())
                    : UnixDomainSocketAddress.of(listener.socket());
        }
        InetSocketAddress address = listener.address().isEmpty()
                ? new InetSocketAddress(listener.port())
                : new InetSocketAddress(listener.address(), listener.port());
        if (address.isUnresolved()) {
            throw new BrokerStartException(
                    "cannot listen on %s: no such address; check the listener line".formatted(listener.address()),
                    null);
        }
        return address;
    }

    /** A socket file that a broker has left behind is in the way of the next; one that somebody answers on is not ours to remove. */
    private static void removeStale(Path socket) {
        if (!Files.exists(socket)) {
            return;
        }
        try {
            SocketChannel.open(UnixDomainSocketAddress.of(socket)).close();
            throw new BrokerStartException(
                    "cannot listen on %s: another program answers there; stop it or choose another path"
                            .formatted(socket),
                    null);
        } catch (IOException e) {
            try {
                if (Files.readAttributes(socket, "*").get("isOther").equals(true)) {
                    Files.delete(socket);
                }
            } catch (IOException cannotDelete) {
                throw new BrokerStartException("cannot listen on %s: the old socket cannot be removed; see: ls -l %s"
                        .formatted(socket, socket), cannotDelete);
            }
        }
    }

    private static String explain(Listener listener, Throwable cause) {
        String why = String.valueOf(cause.getMessage());
        if (listener.socket() != null) {
            return "cannot listen on %s: %s; its folder has to be there and writable, and the path short (107 bytes)"
                    .formatted(listener.socket(), why.replaceFirst("^.*: ", ""));
        }
        String where = "cannot listen on %s port %d: ".formatted(listener.address(), listener.port());
        if (why.contains("ermission denied")) {
            return where + "permission denied; ports below 1024 are for root, choose a larger one such as 1883";
        }
        if (cause instanceof BindException || why.contains("in use")) {
            return where + why.replaceFirst("^.*: ", "")
                    + "; another program has this port, perhaps a mosquitto (see: ss -ltnp 'sport = :"
                    + listener.port() + "'); stop it or choose another port with -p";
        }
        return where + why;
    }

    private String place() {
        return listener.socket() == null
                ? "%s port %d".formatted(
                        ((InetSocketAddress) channel.localAddress()).getAddress().getHostAddress(), port())
                : listener.socket().toString();
    }

    Listener listener() {
        return listener;
    }

    ListenerRules rules() {
        return rules;
    }

    /** The port that it has got. */
    int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    void close() {
        channel.close().awaitUninterruptibly();
        if (listener.socket() != null) {
            try {
                Files.deleteIfExists(listener.socket());
            } catch (IOException e) {
                Logger.warn("cannot remove the socket {}: {}", listener.socket(), e.getMessage());
            }
        }
    }
}
