package dev.libellule.gateway.broker;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The broker thread: Netty's one event loop, and what is done once a turn of it.
 *
 * <p>In a turn all sockets that are ready are read and their packets handled; behind that, the output of each connection is written
 * with one system call. So the busier the broker, the more packets share a call.
 */
final class NetworkLoop {
    private static final int SCRATCH_BYTES = 256 * 1024;

    private final EventLoop loop;
    private final BrokerCore core;
    private final Carriers carriers = new Carriers();
    private final byte[] scratch = new byte[SCRATCH_BYTES];
    private final Set<ChannelWire> open = new HashSet<>();
    private List<ChannelWire> toFlush = new ArrayList<>();
    private List<ChannelWire> flushing = new ArrayList<>();
    private final Runnable flush = this::flush;

    NetworkLoop(EventLoop loop, BrokerCore core) {
        this.loop = loop;
        this.core = core;
    }

    void start() {
        loop.scheduleAtFixedRate(this::everySecond, 1, 1, TimeUnit.SECONDS);
    }

    ClientConnection accept(ChannelWire wire, ListenerRules rules) {
        advance();
        return new ClientConnection(core, carriers, rules, wire);
    }

    void opened(ChannelWire wire) {
        open.add(wire);
        core.statistics().socketsOpened++;
        core.statistics().connectionsNow = open.size();
    }

    void closed(ChannelWire wire) {
        open.remove(wire);
        core.statistics().connectionsNow = open.size();
    }

    int openCount() {
        return open.size();
    }

    /** Where bytes are read to before they are handled; used by one connection at a time. */
    byte[] scratch() {
        return scratch;
    }

    /** Tells the core the time. */
    void advance() {
        core.advance(System.nanoTime() / 1_000_000);
    }

    void execute(Runnable task) {
        loop.execute(task);
    }

    void flushLater(ChannelWire wire) {
        if (toFlush.isEmpty()) {
            loop.execute(flush); // runs behind the reads of this turn
        }
        toFlush.add(wire);
    }

    private void flush() {
        List<ChannelWire> now = toFlush;
        toFlush = flushing;
        flushing = now;
        for (int i = 0; i < now.size(); i++) {
            now.get(i).flush();
        }
        now.clear();
    }

    private void everySecond() {
        advance();
        core.sweep();
        for (ChannelWire wire : List.copyOf(open)) {
            wire.connection().checkKeepAlive(core.nowMillis());
        }
    }

    /** What the sockets have not taken. */
    SysTopics.Outgoings outgoings() {
        return new SysTopics.Outgoings() {
            @Override
            public long packets() {
                return open.stream().mapToLong(ChannelWire::pendingPackets).sum();
            }

            @Override
            public long bytes() {
                return open.stream().mapToLong(ChannelWire::pendingBytes).sum();
            }
        };
    }

    /** Closes all connections with a Reason Code. */
    void closeAll(int reasonCode) {
        advance();
        for (ChannelWire wire : List.copyOf(open)) {
            wire.connection().close(reasonCode);
        }
    }
}
