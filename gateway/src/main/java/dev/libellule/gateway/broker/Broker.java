package dev.libellule.gateway.broker;

import dev.libellule.device.codec.ReasonCode;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.tinylog.Logger;

/**
 * An MQTT broker: TCP and WebSocket listeners around a {@link BrokerCore}, on one thread.
 *
 * <p>Started with {@link #start}, ended with {@link #close}; both may be called from any thread but the broker's own.
 */
public final class Broker implements LocalClients, AutoCloseable {
    private static final int BACKLOG = 1024;
    private static final long CLOSE_TIMEOUT_SECONDS = 5;
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(256 * 1024, 1024 * 1024);

    private final EventLoopGroup group;
    private final BrokerCore core;
    private final NetworkLoop loop;
    private final List<Channel> listeners = new ArrayList<>();

    private Broker(BrokerOptions options, String version) {
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("broker"), io);
        core = new BrokerCore(options.limits());
        loop = new NetworkLoop(group.next(), core);
        long sysMillis = options.sysInterval().toMillis();
        group.next().execute(() -> {
            loop.advance();
            loop.start();
            SysTopics sys = new SysTopics(core, version);
            if (sysMillis > 0) {
                long toFirst = sysMillis - System.currentTimeMillis() % sysMillis; // aligned to the clock
                group.next().scheduleAtFixedRate(sys::publish, toFirst, sysMillis, TimeUnit.MILLISECONDS);
            }
        });
    }

    /**
     * Starts a broker; when this returns, clients can connect.
     *
     * @param version of the program, for {@code $SYS/broker/version}
     * @throws BrokerStartException when a port cannot be had
     */
    public static Broker start(BrokerOptions options, String version) {
        Broker broker = new Broker(options, version);
        try {
            for (BrokerOptions.Listener listener : options.listeners()) {
                broker.listen(listener, options.limits());
            }
        } catch (BrokerStartException e) {
            broker.close();
            throw e;
        }
        return broker;
    }

    private void listen(BrokerOptions.Listener listener, Limits limits) {
        Class<? extends ServerChannel> type = Epoll.isAvailable()
                ? EpollServerSocketChannel.class
                : NioServerSocketChannel.class;
        ServerBootstrap bootstrap = new ServerBootstrap().group(group).channel(type)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true).childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new Pipeline(loop, listener.transport(), limits.maxPacketSize(),
                        new PasswordAuthenticator(listener.anonymousAllowed(), listener.credentials(), this::execute)));
        InetSocketAddress address = listener.address().isEmpty()
                ? new InetSocketAddress(listener.port())
                : new InetSocketAddress(listener.address(), listener.port());
        if (address.isUnresolved()) {
            throw new BrokerStartException(
                    "cannot listen on %s: no such address; check the listener line".formatted(listener.address()),
                    null);
        }
        var bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new BrokerStartException(explain(listener, bound.cause()), bound.cause());
        }
        listeners.add(bound.channel());
        Logger.info("Opening {} listen socket on {}.",
                listener.transport() == BrokerOptions.Transport.TCP ? "mqtt" : "websockets",
                text((InetSocketAddress) bound.channel().localAddress()));
    }

    private static String explain(BrokerOptions.Listener listener, Throwable cause) {
        String where = "cannot listen on %s port %d: ".formatted(listener.address(), listener.port());
        String why = String.valueOf(cause.getMessage());
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

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + " port " + address.getPort();
    }

    /**
     * The port that a listener has got.
     *
     * @param index of the listener in the options, from 0
     */
    public int port(int index) {
        return ((InetSocketAddress) listeners.get(index).localAddress()).getPort();
    }

    @Override
    public LocalClient connect(LocalClientOptions options, DeliveryListener listener) {
        LocalConnection connection = new LocalConnection(core, this::execute, options, listener);
        connection.open();
        return connection;
    }

    private void execute(Runnable task) {
        group.next().execute(() -> {
            loop.advance();
            task.run();
        });
    }

    /** Closes the listeners, tells the clients, and ends the broker thread. */
    @Override
    public void close() {
        for (Channel listener : listeners) {
            listener.close().awaitUninterruptibly();
        }
        if (!group.isShuttingDown()) {
            group.next().submit(() -> loop.closeAll(ReasonCode.SERVER_SHUTTING_DOWN)).awaitUninterruptibly();
            group.shutdownGracefully(20, CLOSE_TIMEOUT_SECONDS * 1000, TimeUnit.MILLISECONDS)
                    .awaitUninterruptibly(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        }
    }
}
