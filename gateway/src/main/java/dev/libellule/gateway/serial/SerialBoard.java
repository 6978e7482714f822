package dev.libellule.gateway.serial;

import dev.libellule.boards.Board;
import dev.libellule.boards.SerialLine.LineFamily;
import dev.libellule.gateway.broker.LocalClients;

/**
 * A board on a serial line inside the gateway: a client of the local broker. Started by {@link #start}, ended by {@link #close}.
 *
 * <p>A thread of its own opens the port, reads it, and opens it again after an unplug. Signals and outputs belong to the node's thread.
 */
public final class SerialBoard implements AutoCloseable {
    private static final long STUCK_MILLIS = 5_000;

    private final BoardDesk desk;
    private final PortThread port;

    private SerialBoard(Board board, LocalClients clients, Port.Source source) {
        PortCounters counters = new PortCounters();
        LineSender sender = new LineSender(board.id(), board.serial().orElseThrow().buffer(), counters);
        desk = new BoardDesk(board, clients, sender, counters);
        PortThread.Talk talk = board.serial().orElseThrow().line() == LineFamily.FIRMATA
                ? new FirmataTalk(board, desk, sender, counters)
                : new LineTalk(board, desk, sender, counters);
        port = new PortThread(board.id(), source, talk, STUCK_MILLIS);
    }

    /**
     * Starts a board that has a serial line. A port that cannot be opened is no failure: it is tried again until it can.
     */
    public static SerialBoard start(Board board, LocalClients clients) {
        return start(board, clients, PortSources.of(board.serial().orElseThrow()));
    }

    static SerialBoard start(Board board, LocalClients clients, Port.Source source) {
        SerialBoard started = new SerialBoard(board, clients, source);
        started.port.start();
        DevicePort.beforeShutdown(started::close);
        return started;
    }

    /** Sets the outputs to their exit state, says {@code offline} and closes the port. Any thread, more than once. */
    @Override
    public void close() {
        desk.close();
        port.close();
    }
}
