package dev.libellule.gateway.app.virtual;

import dev.libellule.boards.Board;
import dev.libellule.device.codec.Property;
import dev.libellule.gateway.broker.Limits;
import dev.libellule.gateway.broker.VirtualBroker;
import dev.libellule.simulator.Fault;
import dev.libellule.simulator.FaultScript;
import dev.libellule.simulator.House;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Boards, broker and house on one virtual clock, so that a run depends on the seed alone. One thread.
 */
public final class World implements AutoCloseable {
    /** Where virtual time begins: a Monday at seven in the morning, as the house does. */
    public static final Instant START = Instant.parse("2026-01-05T07:00:00Z");

    static final int START_HOUR = 7;

    private static final long HOUSE_STEP = 60_000;

    private final Timeline time = new Timeline(START);
    private final House house;
    private final SplittableRandom random;
    private final Limits limits;
    /** Null where the broker keeps all in memory. */
    private final KilledStore store;
    private final List<VirtualBoard> boards = new ArrayList<>();
    private final List<Runnable> onBrokerStart = new ArrayList<>();
    private final List<Runnable> onBrokerEnd = new ArrayList<>();
    private final List<FaultListener> faultListeners = new ArrayList<>();
    private VirtualBroker broker;
    private boolean isBrokerUp = true;
    private long messages;
    private boolean isDiskFull;
    private final List<Kill> kills = new ArrayList<>();
    private Fault lastFault;

    /**
     * The broker was killed.
     *
     * @param safeMillis what was said to it until then was on the disk, or nothing if it has none
     */
    record Kill(long safeMillis, long atMillis) {
        /** Whether what was said to the broker at a moment may not have been on the disk. */
        boolean isUnsafe(long moment) {
            return moment >= safeMillis && moment <= atMillis;
        }
    }

    /**
     * A world at its beginning.
     *
     * @param limits of the broker
     * @param isPersistent whether the broker keeps a store, in a temporary folder
     */
    public World(long seed, Limits limits, boolean isPersistent) {
        this.limits = limits;
        store = isPersistent ? new KilledStore() : null;
        house = new House(seed);
        random = new SplittableRandom(seed);
        broker = new VirtualBroker(limits, time, file());
        every(HOUSE_STEP, () -> house.advance(HOUSE_STEP));
    }

    private Path file() {
        return store == null ? null : store.file();
    }

    /** Adds a board; it connects at once. */
    public VirtualBoard add(Board board) {
        VirtualBoard added = new VirtualBoard(board, this, random.split());
        boards.add(added);
        added.start();
        return added;
    }

    /** Plans what goes wrong. */
    public void plan(FaultScript script) {
        for (Fault fault : script.faults()) {
            if (!fault.board().isEmpty() && boards.stream().noneMatch(board -> board.id().equals(fault.board()))) {
                throw new IllegalArgumentException("%s: there is no such board; there are: %s".formatted(fault,
                        String.join(", ", boards.stream().map(VirtualBoard::id).toList())));
            }
            at(fault.at().toMillis(), () -> begin(fault));
            if (!fault.lasts().isZero()) {
                at(fault.at().plus(fault.lasts()).toMillis(), () -> end(fault));
            }
        }
    }

    private void begin(Fault fault) {
        lastFault = fault;
        switch (fault.kind()) {
            case CLOCK_JUMP -> time.setCalendarOff(time.calendarOffMillis() + fault.by().toMillis());
            case BROKER_KILL -> killBroker();
            case FULL_DISK -> {
                isDiskFull = true;
                broker.setDiskFull(true);
            }
            case SLOW_UPSTREAM, UPSTREAM_LOSS -> {
                /* bridges ask for it */ }
            default -> boards.stream() // of one board
                    .filter(board -> board.id().equals(fault.board())).forEach(board -> board.begin(fault));
        }
        faultListeners.forEach(listener -> listener.changed(fault, true));
    }

    private void end(Fault fault) {
        switch (fault.kind()) {
            case BROKER_KILL -> startBroker();
            case FULL_DISK -> {
                isDiskFull = false;
                broker.setDiskFull(false);
            }
            case CLOCK_JUMP, SLOW_UPSTREAM, UPSTREAM_LOSS -> {
                /* bridges ask for it */ }
            default -> boards.stream() // of one board
                    .filter(board -> board.id().equals(fault.board())).forEach(board -> board.end(fault));
        }
        faultListeners.forEach(listener -> listener.changed(fault, false));
    }

    /** Is told when faults begin and end. */
    public interface FaultListener {
        /** A fault has begun, or is over. */
        void changed(Fault fault, boolean begins);
    }

    /** Asks to be told of faults. */
    public void onFault(FaultListener listener) {
        faultListeners.add(listener);
    }

    /** Asks to be called after each start of the broker, the first included. */
    public void onBrokerStart(Runnable action) {
        onBrokerStart.add(action);
        action.run();
    }

    /** Asks to be called when the broker is killed. */
    void onBrokerEnd(Runnable action) {
        onBrokerEnd.add(action);
    }

    /** What the killed process had given to the system stays: the next one opens those very bytes. */
    private void killBroker() {
        if (!isBrokerUp) {
            return; // it is dead already
        }
        isBrokerUp = false;
        kills.add(new Kill(store == null ? 0 : broker.safeMillis(), time.nowMillis()));
        if (store != null) {
            store.keepAsItIs();
        }
        broker.kill();
        onBrokerEnd.forEach(Runnable::run);
        boards.forEach(VirtualBoard::brokerIsGone);
    }

    private void startBroker() {
        if (isBrokerUp) {
            return; // of two kills at once the first one is over
        }
        broker = new VirtualBroker(limits, time, file());
        broker.setDiskFull(isDiskFull);
        isBrokerUp = true;
        onBrokerStart.forEach(Runnable::run);
        boards.forEach(VirtualBoard::brokerIsBack);
    }

    /** Runs until a time since the start. */
    public void run(Duration until) {
        time.run(until);
    }

    /** Does something at a time, or at once if that is over. */
    public void at(long atMillis, Runnable action) {
        time.at(atMillis, action);
    }

    /** Does something again and again. */
    public void every(long periodMillis, Runnable action) {
        time.every(periodMillis, action);
    }

    /**
     * Properties of a PUBLISH with one more, by which this message is told from others that say the same: {@code n=17}, a User Property,
     * 3.3.2.3.7.
     */
    byte[] numbered(byte[] properties, int length) {
        byte[] number = Long.toString(++messages).getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(length + 6 + number.length).put(properties, 0, length)
                .put((byte) Property.USER_PROPERTY).putShort((short) 1).put((byte) 'n').putShort((short) number.length)
                .put(number).array();
    }

    /** Milliseconds since the start. */
    public long nowMillis() {
        return time.nowMillis();
    }

    /** What the calendar of the machine says, which may be wrong. */
    long wallMillis() {
        return time.wallMillis();
    }

    /** Whether the calendar is right. */
    boolean isCalendarRight() {
        return time.calendarOffMillis() == 0;
    }

    House house() {
        return house;
    }

    /** The broker as it is now; another one after it was killed without persistence. */
    public VirtualBroker broker() {
        return broker;
    }

    /** False while the broker is killed. */
    public boolean isBrokerUp() {
        return isBrokerUp;
    }

    /** Whether the broker keeps a store. */
    boolean isPersistent() {
        return store != null;
    }

    /** How often the broker was killed, and what was not on the disk then. */
    List<Kill> kills() {
        return kills;
    }

    /** Ends, and takes the temporary folders away. */
    @Override
    public void close() {
        boards.forEach(VirtualBoard::close);
        broker.kill();
        if (store != null) {
            store.close();
        }
    }

    /** The fault that began last; null before the first. */
    Fault lastFault() {
        return lastFault;
    }

    List<VirtualBoard> boards() {
        return boards;
    }

    SplittableRandom random() {
        return random;
    }
}
