package dev.libellule.gateway.broker;

import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.tinylog.Logger;

/**
 * The broker thread: Netty's one event loop, and what is done once a turn of it.
 *
 * <p>In a turn all sockets that are ready are read and their packets handled; behind that, the output of each connection is written
 * with one system call. So the busier the broker, the more packets share a call.
 */
final class NetworkLoop {
    private static final int SHORTEST_PAUSE_MILLIS = 2;
    private static final int LONGEST_PAUSE_MILLIS = 1_000;
    private static final int SCRATCH_BYTES = 64 * 1024;
    /** So much may wait in one socket even when all together hold too much. */
    private static final int FAIR_PENDING_BYTES = 1 << 20;
    /** For halves of packets, of all connections. */
    private static final long MOST_KEPT_BYTES = Runtime.getRuntime().maxMemory() / 8;

    private final EventLoop loop;
    private final BrokerCore core;
    private final Carriers carriers = new Carriers();
    private final byte[] scratch = new byte[SCRATCH_BYTES];
    private final Set<ChannelWire> open = new HashSet<>();
    private List<ChannelWire> toFlush = new ArrayList<>();
    private List<ChannelWire> flushing = new ArrayList<>();
    private final Runnable flush = this::flush;
    private final WriteBufferWaterMark waterMark;
    private long keptBytes;
    private boolean isMoreDue;

    NetworkLoop(EventLoop loop, BrokerCore core) {
        this.loop = loop;
        this.core = core;
        int most = core.limits().maxPendingBytes();
        this.waterMark = new WriteBufferWaterMark(most / 2, most + FAIR_PENDING_BYTES);
    }

    /** Those that hold now. */
    Limits limits() {
        return core.limits();
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

    long nowMillis() {
        return core.nowMillis();
    }

    /**
     * When a connection that takes no answers is not read from any more: messages of QoS 0 are dropped before that, so they alone do
     * not keep a slow client from being heard.
     */
    WriteBufferWaterMark waterMark() {
        return waterMark;
    }

    /** Bytes of halves of packets have come or gone. */
    void kept(int bytes) {
        keptBytes += bytes;
    }

    boolean mayKeep(int bytes) {
        return keptBytes + bytes <= MOST_KEPT_BYTES;
    }

    /** Bytes wait in a socket; when there is too much in all of them, one that holds more than its share has to go. */
    void pending(ChannelWire wire, long bytes) {
        core.statistics().pendingBytes += Math.max(0, bytes);
        if (core.statistics().pendingBytes > core.mostPendingBytes() && wire.pendingBytes() > FAIR_PENDING_BYTES) {
            Logger.warn("Closing the connection of {}: it does not take what is sent, and there is no memory to wait.",
                    wire.peer());
            execute(wire::closeNow);
        }
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
            flush(now.get(i));
        }
        now.clear();
        if (core.hasMoreRetained() && !isMoreDue) {
            sendMoreIn(SHORTEST_PAUSE_MILLIS);
        }
    }

    /** Sockets do not say that they have a little room again, so that they are asked: often while they take something. */
    private void sendMoreIn(int millis) {
        isMoreDue = true;
        loop.schedule(() -> {
            isMoreDue = false;
            advance();
            boolean hasSent = core.sendMoreRetained();
            if (core.hasMoreRetained()) {
                sendMoreIn(hasSent ? SHORTEST_PAUSE_MILLIS : Math.min(2 * millis, LONGEST_PAUSE_MILLIS));
            }
        }, millis, TimeUnit.MILLISECONDS);
    }

    private static void flush(ChannelWire wire) {
        try {
            wire.flush();
        } catch (OutOfMemoryError e) { // of native memory: one connection has to go, not all
            Logger.error("Closing the connection of {}: {}", wire.peer(), e.getMessage());
            wire.connection().output().clear();
            wire.closeNow();
        }
    }

    private void everySecond() {
        advance();
        core.sweep();
        long pending = 0;
        for (ChannelWire wire : List.copyOf(open)) {
            wire.connection().checkKeepAlive(core.nowMillis());
            wire.closeAtLast(core.nowMillis());
            pending += wire.pendingBytes();
        }
        core.statistics().pendingBytes = pending;
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
