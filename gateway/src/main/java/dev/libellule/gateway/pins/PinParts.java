package dev.libellule.gateway.pins;

import dev.libellule.boards.Board;
import dev.libellule.boards.InputEntry;
import dev.libellule.boards.OutputEntry;
import dev.libellule.boards.SensorEntry;
import dev.libellule.boards.SignalEntry;
import dev.libellule.device.node.Actuator;
import dev.libellule.device.node.Command;
import dev.libellule.device.node.Quantity;
import dev.libellule.device.node.Sensor;
import dev.libellule.device.node.Signal;
import dev.libellule.gateway.devices.BoardParts;
import dev.libellule.sensors.bus.WatchedLine;
import dev.libellule.sensors.chip.KeepsTotal;
import dev.libellule.sensors.pi4j.PiBuses;
import dev.libellule.sensors.pi4j.PiWiring;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.tinylog.Logger;

/**
 * The chips and pins that a board file names, opened and tied to signals and commands.
 *
 * <p>{@link #start} samples each chip on a thread of its own and hands the values to the node's thread; {@link #turn} and
 * everything of the node belong to that thread.
 */
public final class PinParts implements AutoCloseable {
    /** How often inputs are looked at; a fraction of any debounce that makes sense. */
    private static final int POLL_MILLIS = 5;
    private static final int LINK_MILLIS = 1_000;
    private static final int WATCH_SECONDS = 5;

    private final Board board;
    private final BoardChips chips;
    private final PiBuses buses;
    /** A thread of its own: the node's may be the one that hangs. */
    private final ScheduledExecutorService watch = Executors
            .newSingleThreadScheduledExecutor(Thread.ofVirtual().name("buses").factory());
    private final List<Signal> signals = new ArrayList<>();
    private final List<Command> commands = new ArrayList<>();
    private final List<SensorThread> sensorThreads = new ArrayList<>();
    private final List<KeptTotal> totals = new CopyOnWriteArrayList<>(); // the sensors' threads add
    private final List<Output> outputs = new ArrayList<>();
    private final List<Input> inputs = new ArrayList<>();

    private record Output(OutputEntry entry, Actuator actuator, Command command) {}

    private record Input(WatchedLine line, Signal signal) {}

    /**
     * Opens all that the board file names; outputs are set to their start state.
     *
     * @param buses of the Pi, or of the simulator
     * @param sys {@link PiWiring#SYS}, or the simulator's folder
     */
    public PinParts(Board board, PiBuses buses, Path sys) {
        this.board = board;
        this.buses = buses;
        chips = new BoardChips(buses, sys);
        for (SensorEntry entry : board.sensors()) {
            List<Quantity> quantities = BoardChips.quantities(entry);
            String name = ChipSampler.name(board, entry);
            ChipSampler sampler = new ChipSampler(name, () -> kept(entry, chips.sensor(entry)), quantities,
                    (int) entry.every().toMillis());
            sensorThreads.add(new SensorThread(name, sampler, signalsOf(entry, quantities)));
        }
        for (OutputEntry entry : board.outputs()) {
            Actuator actuator = chips.output(entry);
            Command command = BoardParts.command(board, entry, actuator);
            outputs.add(new Output(entry, actuator, command));
            commands.add(command);
        }
        for (InputEntry entry : board.inputs()) {
            Signal signal = BoardParts.signal(board, entry);
            signals.add(signal);
            inputs.add(new Input(chips.input(entry), signal));
        }
    }

    /** Of a meter whose total is to survive restarts, one that keeps it. On the sensor's thread. */
    private Sensor kept(SensorEntry entry, Sensor sensor) {
        if (entry.settings().getOrDefault(KeepsTotal.KEEP_TOTAL.name(), 0) == 0) {
            return sensor;
        }
        KeptTotal kept = KeptTotal.resume(sensor, KeptTotal.folder(),
                ChipSampler.name(board, entry), System::nanoTime);
        totals.add(kept);
        return kept;
    }

    /** One signal for each quantity of the sensor, by its index; null where the board file does not ask for it. */
    private Signal[] signalsOf(SensorEntry entry, List<Quantity> quantities) {
        Signal[] byQuantity = new Signal[quantities.size()];
        for (SignalEntry wanted : entry.signals()) {
            for (int i = 0; i < byQuantity.length; i++) {
                if (quantities.get(i).name().equals(wanted.name())) {
                    byQuantity[i] = BoardParts.signal(board, wanted, quantities.get(i).decimals());
                    signals.add(byQuantity[i]);
                }
            }
        }
        return byQuantity;
    }

    public Board board() {
        return board;
    }

    public Signal[] signals() {
        return signals.toArray(Signal[]::new);
    }

    public Command[] commands() {
        return commands.toArray(Command[]::new);
    }

    /** Begins to sample; values are offered to the signals on the node's thread. */
    public void start(Executor nodeThread) {
        sensorThreads.forEach(sensor -> sensor.start(nodeThread));
        BusWatch busWatch = new BusWatch(buses, BusWatch.PATIENCE, Logger::error);
        watch.scheduleWithFixedDelay(busWatch::look, WATCH_SECONDS, WATCH_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * Looks at the inputs.
     *
     * @return how many milliseconds may pass until the next turn
     */
    public int turn(int nowMillis) {
        for (Input input : inputs) {
            if (input.line().poll(nowMillis)) {
                input.signal().offer(input.line().isActive() ? 1 : 0, nowMillis);
            }
        }
        return inputs.isEmpty() ? Integer.MAX_VALUE : POLL_MILLIS;
    }

    /**
     * Tells outputs that have a state without link whether whoever commands them is out of reach. On the node's thread.
     *
     * @param isCutOff by the command topic
     * @return how many milliseconds may pass until the next look
     */
    int watchLinks(Predicate<String> isCutOff) {
        int sleepMillis = Integer.MAX_VALUE;
        for (Output output : outputs) {
            if (output.entry().rules().withoutLink().state() != OutputEntry.Level.KEEP) {
                output.command().cutOff(isCutOff.test(output.entry().topic()));
                sleepMillis = LINK_MILLIS;
            }
        }
        return sleepMillis;
    }

    /** Stops sampling and sets the outputs to their exit state, which the node's next step publishes. On the node's thread. */
    @Override
    public void close() {
        sensorThreads.forEach(SensorThread::close);
        watch.shutdownNow();
        totals.forEach(KeptTotal::close);
        for (Output output : outputs) {
            if (output.entry().exit() != OutputEntry.Level.KEEP) {
                output.actuator().set(BoardChips.value(output.entry(), output.entry().exit()));
            }
        }
        commands.forEach(Command::exitStateSet);
    }
}
