package dev.libellule.gateway.app.virtual;

import dev.libellule.boards.Board;
import dev.libellule.boards.SensorEntry;
import dev.libellule.boards.SignalEntry;
import dev.libellule.device.node.Command;
import dev.libellule.device.node.Link;
import dev.libellule.device.node.Node;
import dev.libellule.device.node.OfflineRing;
import dev.libellule.device.node.Quality;
import dev.libellule.device.node.Quantity;
import dev.libellule.device.node.Sampling;
import dev.libellule.device.node.Signal;
import dev.libellule.gateway.broker.Delivery;
import dev.libellule.gateway.broker.LocalClient;
import dev.libellule.gateway.broker.LocalClientOptions;
import dev.libellule.gateway.devices.BoardParts;
import dev.libellule.simulator.Fault;
import dev.libellule.simulator.FaultScript;
import dev.libellule.simulator.SimulatedPi;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One board in virtual time: the real signals, commands and node of its board file, as a client of the virtual broker. Chips on its own
 * buses are read by their real drivers from register models; other readings, and what it switches, are simulated.
 */
public final class VirtualBoard implements Link {
    private static final long LINE_MILLIS = 5_000; // how often a sketch prints or publishes, where nothing says it
    private static final int SOURCE_DECIMALS = 2; // of a sensor on pins, of which there is no model
    private static final long WATCHDOG_MILLIS = 2_000; // a board that starts anew

    private final Board board;
    private final World world;
    private final List<Group> groups = new ArrayList<>();
    private final List<VirtualOutput> outputs = new ArrayList<>();
    private final List<VirtualChip> chips = new ArrayList<>();
    private final VirtualPi pi; // null for a board without chips on buses of its own
    private Signal[] signals;
    private int firstOfChips;
    private Command[] commands;
    private OfflineRing ring;
    private Node node;
    private LocalClient client;
    private int connections;
    private boolean isPowered = true;
    private boolean isLinked = true;
    private boolean isFailing;
    private boolean isStuck;
    private long wakeMillis = Long.MAX_VALUE;
    private int skipped;
    private int refusedByDisk;

    /** Signals that are sampled together. */
    private record Group(long everyMillis, List<SignalEntry> entries, List<Source> sources, int[] last, int first,
            int decimals) {}

    VirtualBoard(Board board, World world, SplittableRandom random) {
        this.board = board;
        this.world = world;
        board.signals().forEach(entry -> group(board.mqtt().isPresent() ? entry.min().toMillis() : LINE_MILLIS,
                List.of(entry), entry.decimals(), random));
        boolean hasModels = board.sensors().stream().anyMatch(SimulatedPi::hasModel);
        pi = hasModels ? new VirtualPi(board, world, random.split()) : null;
        for (SensorEntry sensor : board.sensors()) {
            if (SimulatedPi.hasModel(sensor)) {
                chips.add(new VirtualChip(board.id(), sensor, pi, world));
            } else {
                group(sensor.every().toMillis(), sensor.signals(), SOURCE_DECIMALS, random);
            }
        }
        board.outputs().forEach(entry -> outputs.add(new VirtualOutput(entry, world)));
    }

    private void group(long everyMillis, List<SignalEntry> entries, int decimals, SplittableRandom random) {
        int first = groups.stream().mapToInt(group -> group.entries().size()).sum();
        groups.add(new Group(Math.max(1_000, everyMillis), entries,
                entries.stream().map(entry -> new Source(board, entry, decimals, world, random.split())).toList(),
                new int[entries.size()], first, decimals));
    }

    void start() {
        boot();
        for (Group group : groups) {
            world.at(world.nowMillis() + 1_000, () -> sample(group));
            world.every(group.everyMillis(), () -> sample(group));
        }
        chips.forEach(chip -> world.at(world.nowMillis() + 1_000, () -> turn(chip)));
    }

    /** The board's program begins: what it had in memory is gone. */
    private void boot() {
        List<Signal> made = new ArrayList<>();
        groups.forEach(group -> group.entries()
                .forEach(entry -> made.add(BoardParts.signal(board, entry, group.decimals()))));
        firstOfChips = made.size();
        chips.forEach(chip -> chip.entries()
                .forEach(entry -> made.add(BoardParts.signal(board, entry, chip.quantity(entry).decimals()))));
        signals = made.toArray(Signal[]::new);
        outputs.forEach(VirtualOutput::restart);
        commands = outputs.stream().map(output -> BoardParts.command(board, output.entry(), output))
                .toArray(Command[]::new);
        ring = BoardParts.ring(board);
        node = new Node(this, board.availability(), new Sampling[0], signals, commands, ring)
                .wallClock(world::wallMillis);
        connect();
    }

    private void connect() {
        if (isPowered && isLinked && world.isBrokerUp() && client == null) {
            client = world.broker().connect(new LocalClientOptions(clientId(), false, 20, true,
                    new LocalClientOptions.Will(board.availability(), Node.offlinePayload(), 1, true)), this::arrived);
            connections++;
            step();
        }
    }

    /** The connection breaks: the broker sends the will. */
    private void lose() {
        if (client != null) {
            client = null;
            world.broker().lose(clientId());
        }
    }

    private String clientId() {
        return board.mqtt().map(mqtt -> mqtt.clientId()).orElse(board.id());
    }

    private void arrived(Delivery delivery) {
        delivery.acknowledge();
        byte[] topic = delivery.topic().getBytes(StandardCharsets.UTF_8);
        byte[] both = Arrays.copyOf(topic, topic.length + delivery.payload().length);
        System.arraycopy(delivery.payload(), 0, both, topic.length, delivery.payload().length);
        boolean isRetained = delivery.retain();
        world.at(world.nowMillis() + 1, () -> {
            if (client != null) {
                node.received(both, 0, topic.length, topic.length, both.length - topic.length, isRetained);
                step();
            }
        });
    }

    private void sample(Group group) {
        if (!isPowered) {
            return;
        }
        for (int i = 0; i < group.entries().size(); i++) {
            Signal signal = signals[group.first() + i];
            int reading = group.sources().get(i).next();
            if (isFailing) {
                signal.failed();
                continue;
            }
            group.last()[i] = isStuck && group.last()[i] != 0 ? group.last()[i] : reading;
            signal.offerRaw(group.last()[i], group.decimals(), (int) world.nowMillis());
            if (client == null && !group.entries().get(i).telling().keepOffline()) {
                skipped++;
            }
        }
        step();
    }

    private void turn(VirtualChip chip) {
        int waitMillis = chip.turn();
        if (isPowered) {
            int[] values = chip.isOk() ? chip.values() : null;
            int[] truth = chip.isDoubtful() ? chip.truth() : null;
            int first = firstOfChips + chips.stream().takeWhile(other -> other != chip)
                    .mapToInt(other -> other.entries().size()).sum();
            for (int i = 0; i < chip.entries().size(); i++) {
                take(chip, chip.entries().get(i), signals[first + i], values, truth);
            }
            step();
        }
        world.at(world.nowMillis() + waitMillis, () -> turn(chip));
    }

    private void take(VirtualChip chip, SignalEntry entry, Signal signal, int[] values, int[] truth) {
        if (values == null) {
            signal.failed();
            return;
        }
        Quantity quantity = chip.quantity(entry);
        int index = chip.index(entry);
        signal.offerRaw(values[index], quantity.decimals(), (int) world.nowMillis());
        if (truth != null && signal.quality() == Quality.GOOD) {
            Signal right = BoardParts.signal(board, entry, quantity.decimals());
            right.offerRaw(truth[index], quantity.decimals(), (int) world.nowMillis());
            long off = Math.abs((long) signal.value() - right.value());
            if (off > Math.max(1, entry.scaledChange())) {
                chip.believed(entry, BigDecimal.valueOf(off, entry.decimals()) + " " + entry.unit());
            }
        }
        if (client == null && !entry.telling().keepOffline()) {
            skipped++;
        }
    }

    private void step() {
        int sleepMillis = node.step((int) world.nowMillis());
        long wanted = world.nowMillis() + Math.max(1, sleepMillis);
        if (sleepMillis != Integer.MAX_VALUE && (wanted < wakeMillis || wakeMillis <= world.nowMillis())) {
            wakeMillis = wanted;
            world.at(wanted, () -> {
                if (wakeMillis == world.nowMillis() && isPowered) {
                    wakeMillis = Long.MAX_VALUE;
                    step();
                }
            });
        }
    }

    /** What happens to a board as a whole has no signal; but readings are those of chips. */
    private boolean isOfChips(Fault fault) {
        return !chips.isEmpty() && switch (fault.kind()) {
            case BAD_CRC, STUCK -> true;
            case UNPLUG, BROWN_OUT -> !fault.signal().isEmpty();
            default -> false;
        };
    }

    void begin(Fault fault) {
        if (isOfChips(fault)) {
            chips.stream().filter(chip -> chip.has(fault)).forEach(chip -> chip.begin(fault));
            return;
        }
        switch (fault.kind()) {
            case BAD_CRC -> isFailing = true;
            case STUCK -> isStuck = true;
            case BROWN_OUT -> {
                isPowered = false;
                lose();
                world.at(world.nowMillis() + WATCHDOG_MILLIS, this::powerOn);
            }
            default -> {
                isLinked = false;
                lose();
                step();
            }
        }
    }

    private void powerOn() {
        isPowered = true;
        boot();
    }

    void end(Fault fault) {
        if (isOfChips(fault)) {
            chips.stream().filter(chip -> chip.has(fault)).forEach(chip -> chip.end(fault));
            return;
        }
        switch (fault.kind()) {
            case BAD_CRC -> isFailing = false;
            case STUCK -> isStuck = false;
            case BROWN_OUT -> step();
            default -> {
                isLinked = true;
                connect();
            }
        }
    }

    void brokerIsGone() {
        client = null; // no will: who would send it is dead
        step();
    }

    void brokerIsBack() {
        connect();
    }

    @Override
    public int connection() {
        return client == null ? 0 : connections;
    }

    @Override
    public boolean isResumed() {
        return false;
    }

    @Override
    public int publish(byte[] topicName, byte[] payload, int offset, int length, int qos, boolean retain,
            byte[] properties, int propertiesLength) {
        if (client == null) {
            return LATER;
        }
        if (qos > 0 && world.broker().isRefusing() && board.mqtt().isPresent()) {
            refusedByDisk++; // Quota exceeded, 3.4.2.1: the broker takes nothing that it cannot keep
            return 0;
        }
        boolean isTaken = client.publish(new String(topicName, StandardCharsets.UTF_8),
                Arrays.copyOfRange(payload, offset, offset + length), qos, retain,
                world.numbered(properties, propertiesLength), Delivery.NEVER_EXPIRES);
        return isTaken ? 0 : LATER;
    }

    @Override
    public boolean hidesOwnMessages() {
        return true;
    }

    @Override
    public int subscribe(byte[] topicFilter, int options) {
        client.subscribe(new String(topicFilter, StandardCharsets.UTF_8), options & ~NO_LOCAL);
        return 0;
    }

    /** Its name in topics. */
    public String id() {
        return board.id();
    }

    Board board() {
        return board;
    }

    List<VirtualOutput> outputs() {
        return outputs;
    }

    Command[] commands() {
        return commands;
    }

    /** Whether commands can reach it. */
    boolean isReachable() {
        return client != null;
    }

    /** Readings that were taken while nobody could be told, and not kept. */
    int skipped() {
        return skipped;
    }

    int refusedByDisk() {
        return refusedByDisk;
    }

    /** The signals that a fault is about: of a chip, all. */
    Stream<Signal> signals(Fault fault) {
        List<Boolean> isMeant = new ArrayList<>();
        groups.forEach(group -> group.entries()
                .forEach(entry -> isMeant.add(fault.signal().isEmpty() || entry.name().equals(fault.signal()))));
        chips.forEach(chip -> chip.entries().forEach(_ -> isMeant.add(chip.has(fault))));
        return IntStream.range(0, signals.length).filter(isMeant::get).mapToObj(i -> signals[i]);
    }

    List<VirtualChip> chips() {
        return chips;
    }

    void close() {
        if (pi != null) {
            pi.close();
        }
    }

    /** Which faults can happen to it, and to its chips. */
    List<FaultScript.Suffering> suffers() {
        if (board.mqtt().isPresent()) {
            return List.of(suffering("", Fault.Kind.LINK_LOSS, Fault.Kind.BROWN_OUT, Fault.Kind.STUCK));
        }
        if (board.serial().isPresent()) {
            return List.of(suffering("", Fault.Kind.UNPLUG, Fault.Kind.BROWN_OUT, Fault.Kind.BAD_CRC,
                    Fault.Kind.STUCK));
        }
        if (chips.isEmpty()) {
            return board.sensors().isEmpty()
                    ? List.of()
                    : List.of(suffering("", Fault.Kind.BAD_CRC, Fault.Kind.STUCK));
        }
        return chips.stream().map(chip -> chip.entries().getFirst().name()).distinct()
                .map(signal -> suffering(signal, Fault.Kind.UNPLUG, Fault.Kind.BROWN_OUT, Fault.Kind.BAD_CRC,
                        Fault.Kind.STUCK))
                .toList();
    }

    private FaultScript.Suffering suffering(String signal, Fault.Kind... kinds) {
        return new FaultScript.Suffering(board.id(), signal, List.of(kinds));
    }
}
