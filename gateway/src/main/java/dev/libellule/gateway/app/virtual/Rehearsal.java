package dev.libellule.gateway.app.virtual;

import dev.libellule.boards.Board;
import dev.libellule.boards.Durations;
import dev.libellule.boards.OutputEntry;
import dev.libellule.boards.SignalEntry;
import dev.libellule.device.node.Command;
import dev.libellule.device.node.Signal;
import dev.libellule.gateway.app.virtual.Findings.Grade;
import dev.libellule.gateway.broker.Delivery;
import dev.libellule.gateway.broker.LocalClient;
import dev.libellule.gateway.broker.LocalClientOptions;
import dev.libellule.gateway.broker.config.BrokerConfig;
import dev.libellule.simulator.Fault;
import dev.libellule.simulator.FaultScript;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs somebody's own boards and bridges through virtual time with faults, watches everything that is published, sends commands, and says
 * what would have been lost or wrong.
 */
public final class Rehearsal implements AutoCloseable {
    private static final long ANSWER_MILLIS = 10_000;
    private static final long COMMANDS_EVERY_MILLIS = 3 * 3_600_000L;
    private static final long UPSTREAM_COMMANDS_EVERY_MILLIS = 2 * 3_600_000L;
    private static final long LONG_ON_MILLIS = 3_600_000;
    private static final long LOOK_MILLIS = 60_000;
    private static final Duration LONGEST_DRAIN = Duration.ofMinutes(10);

    private final World world;
    private final Duration length;
    private final Findings findings = new Findings();
    private final List<VirtualBridge> bridges = new ArrayList<>();
    private final Map<String, Watched> signals = new LinkedHashMap<>();
    private final Map<String, Pending> answers = new HashMap<>();
    private final Map<String, String> retained = new LinkedHashMap<>();
    private final FaultScript script;
    private final boolean isPersistent;
    private long messages;
    private long commandsAnswered;
    private LocalClient client;
    private boolean isCatchingUp;

    /** A signal as its subscribers see it. */
    private static final class Watched {
        final VirtualBoard board;
        final SignalEntry entry;
        long heardMillis;
        boolean isHeard;
        boolean isSaidToBeOld;
        boolean isNoted;

        Watched(VirtualBoard board, SignalEntry entry) {
            this.board = board;
            this.entry = entry;
        }
    }

    /** A command that waits for its answer. */
    private record Pending(String topic, long number, boolean isReachable) {}

    /**
     * Prepares a run.
     *
     * @param config of the broker and its bridges
     * @param script null for an ordinary bad week
     */
    public Rehearsal(List<Board> boards, BrokerConfig config, FaultScript script, long seed, Duration length) {
        this.length = length;
        isPersistent = config.persistence().isOn();
        world = new World(seed, config.limits(), isPersistent);
        world.onBrokerStart(this::listen);
        boards.forEach(board -> {
            VirtualBoard added = world.add(board);
            board.allSignals().forEach(entry -> signals.put(entry.topic(), new Watched(added, entry)));
        });
        config.bridges().forEach(bridge -> bridges.add(new VirtualBridge(bridge, world, this::comesIn)));
        this.script = script == null ? ordinary(seed, bridges.isEmpty()) : script;
        world.plan(this.script);
        world.onFault(this::fault);
        for (VirtualBoard board : world.boards()) {
            for (int i = 0; i < board.outputs().size(); i++) {
                int index = i;
                world.every(COMMANDS_EVERY_MILLIS + 60_000L * (i + 1), () -> command(board, index));
            }
        }
        world.boards().stream().flatMap(board -> board.outputs().stream()).map(output -> output.entry().topic())
                .distinct().forEach(this::commandFromUpstream);
        world.every(LOOK_MILLIS, this::look);
    }

    private FaultScript ordinary(long seed, boolean isWithoutUpstream) {
        FaultScript all = FaultScript.ordinary(seed, length,
                world.boards().stream().flatMap(board -> board.suffers().stream()).toList());
        return new FaultScript(all.faults().stream().filter(fault -> !isWithoutUpstream
                || fault.kind() != Fault.Kind.SLOW_UPSTREAM && fault.kind() != Fault.Kind.UPSTREAM_LOSS).toList());
    }

    private void listen() {
        client = world.broker().connect(LocalClientOptions.clean("rehearsal"), this::arrived);
        Map<String, String> before = new LinkedHashMap<>(retained);
        retained.clear();
        isCatchingUp = true; // what is retained comes now, and was published before
        client.subscribeAsPublished("#", 2);
        isCatchingUp = false;
        before.values().removeIf(String::isEmpty); // was taken back
        long unknown = before.keySet().stream().filter(topic -> !retained.containsKey(topic)).count();
        long late = before.entrySet().stream().filter(state -> retained.containsKey(state.getKey())
                && !retained.get(state.getKey()).equals(state.getValue())).count();
        findings.add(isPersistent ? Grade.MISSED : Grade.WRONG,
                "%d retained states were unknown to new subscribers after the broker was killed, until they came again",
                unknown, when(world), isPersistent ? "" : "'persistence true' in mosquitto.conf");
        findings.add(Grade.MISSED,
                "%d retained states were the ones before the last after the broker was killed: what came in "
                        + "its last second was not on the disk",
                late, when(world), "");
    }

    private void arrived(Delivery delivery) {
        delivery.acknowledge();
        String topic = delivery.topic();
        String text = new String(delivery.payload(), StandardCharsets.UTF_8);
        if (delivery.retain()) {
            retained.put(topic, text);
        }
        if (isCatchingUp) {
            return;
        }
        messages++;
        bridges.forEach(bridge -> bridge.published(delivery));
        Watched watched = signals.get(topic);
        if (watched != null) {
            watched.heardMillis = world.nowMillis();
            watched.isHeard = true;
            watched.isNoted = false;
            watched.isSaidToBeOld = false;
        } else if (topic.endsWith(SignalEntry.JSON)) {
            json(topic.substring(0, topic.length() - SignalEntry.JSON.length()), text);
        }
        answers.remove(topic);
    }

    private void json(String topic, String text) {
        Watched watched = signals.get(topic);
        if (watched != null) {
            watched.isSaidToBeOld = !text.contains("\"q\":\"good\"");
            if (!world.isCalendarRight() && !watched.isSaidToBeOld) {
                findings.add(Grade.WRONG, "%d messages of " + topic + SignalEntry.JSON + " carried a wrong time", 1,
                        when(world), "NTP on this machine, and a clock with a battery where there is no network");
            }
        }
    }

    private void fault(Fault fault, boolean begins) {
        if (begins || fault.kind() != Fault.Kind.STUCK) {
            return;
        }
        for (VirtualBoard board : world.boards()) {
            if (board.id().equals(fault.board())) {
                long all = board.signals(fault).count();
                long found = board.signals(fault).filter(Signal::isStuck).count();
                findings.add(Grade.GOOD, "%d stuck signals of " + board.id() + " were found out", found,
                        fault.toString(),
                        "");
                findings.add(Grade.MISSED, "%d stuck signals of " + board.id() + " looked like ones that work",
                        all - found,
                        fault.toString(), board.board().mqtt().isPresent()
                                ? ""
                                : "'stuck: 2 h' for the signal, or as long as it may rest: its quality becomes bad");
            }
        }
    }

    /** Once a minute: what a person who looks at the topics would believe. */
    private void look() {
        for (Watched watched : signals.values()) {
            long silentMillis = world.nowMillis() - watched.heardMillis;
            boolean isOffline = "offline".equals(retained.get(watched.board.board().availability()));
            boolean isTooLong = watched.isHeard
                    && silentMillis > watched.entry.telling().old().toMillis() + LOOK_MILLIS;
            if (isTooLong && !isOffline && !watched.isSaidToBeOld && !watched.isNoted && world.isBrokerUp()) {
                watched.isNoted = true;
                findings.add(Grade.WRONG, watched.entry.topic() + " was silent for longer than " + Durations.text(
                        watched.entry.telling().old()) + " and nothing said so, %d times", 1, when(world),
                        "'json: true' for the signal: its quality becomes bad or old");
            }
        }
        for (VirtualBoard board : world.boards()) {
            board.outputs().forEach(output -> look(board, output));
        }
    }

    private void look(VirtualBoard board, VirtualOutput output) {
        if (!board.isReachable() && output.onMillis() > LONG_ON_MILLIS && board.board().mqtt().isEmpty()) {
            boolean isPin = board.board().serial().isEmpty();
            findings.add(Grade.WRONG, output.entry().name() + " of " + board.id()
                    + " was on for %d minutes beyond an hour while nobody could switch it off", 1, when(world),
                    isPin
                            ? "'longest-on' or 'without-link: off after ...' for the output"
                            : "the sketch must switch it off by itself: the gateway cannot reach it then");
        }
    }

    private void commandFromUpstream(String topic) {
        bridges.stream().filter(bridge -> bridge.takesIn(topic))
                .forEach(bridge -> world.every(UPSTREAM_COMMANDS_EVERY_MILLIS,
                        () -> bridge.commandUpstream(topic, world.random().nextBoolean() ? "ON" : "OFF")));
    }

    /** Boards that obey a topic are to answer a command that a bridge brings. */
    private void comesIn(String topic) {
        for (VirtualBoard board : world.boards()) {
            board.outputs().stream().map(VirtualOutput::entry).filter(entry -> entry.topic().equals(topic))
                    .forEach(entry -> expect(board, entry));
        }
    }

    private void expect(VirtualBoard board, OutputEntry entry) {
        Pending pending = new Pending(entry.topic(), messages, board.isReachable());
        answers.put(entry.state(), pending);
        world.at(world.nowMillis() + ANSWER_MILLIS, () -> judge(board, entry, pending));
    }

    private void command(VirtualBoard board, int index) {
        OutputEntry entry = board.outputs().get(index).entry();
        if (!world.isBrokerUp()) {
            return;
        }
        String payload = List.of("ON", "OFF", "TOGGLE").get(world.random().nextInt(3));
        boolean isRetained = world.random().nextInt(10) == 0; // people do
        expect(board, entry);
        client.publish(entry.topic(), payload.getBytes(StandardCharsets.UTF_8), 1, isRetained,
                world.numbered(new byte[0], 0), Delivery.NEVER_EXPIRES);
    }

    private void judge(VirtualBoard board, OutputEntry entry, Pending pending) {
        boolean isUnanswered = answers.remove(entry.state(), pending) && !entry.isBare();
        commandsAnswered += isUnanswered ? 0 : 1;
        if (isUnanswered && pending.isReachable() && board.isReachable()) {
            findings.add(Grade.WRONG,
                    "%d commands on " + entry.topic() + " were not answered by a board that was there", 1,
                    when(world), "");
        } else if (isUnanswered) {
            boolean isKnown = "offline".equals(retained.get(board.board().availability()));
            findings.add(isKnown ? Grade.MISSED : Grade.WRONG, "%d commands on " + entry.topic() + " went nowhere: "
                    + board.id() + " was away" + (isKnown ? ", and said so" : " and nothing said so"), 1, when(world),
                    "");
        }
    }

    /** When it is, and what went wrong last before. */
    static String when(World world) {
        Fault fault = world.lastFault();
        return time(world.nowMillis()) + (fault == null ? "" : ", after " + fault);
    }

    static String time(long millis) {
        Duration time = Duration.ofMillis(millis);
        return "at %d d %02d:%02d:%02d".formatted(time.toDays(), time.toHoursPart(), time.toMinutesPart(),
                time.toSecondsPart());
    }

    /** Runs it all, and says what came of it. */
    public List<String> run() {
        world.run(length);
        Duration end = length;
        while (bridges.stream().filter(VirtualBridge::end).count() > 0
                && end.minus(length).compareTo(LONGEST_DRAIN) < 0) {
            end = end.plusSeconds(1);
            world.run(end);
        }
        bridges.forEach(bridge -> bridge.judge(findings));
        for (VirtualBoard board : world.boards()) {
            findings.add(Grade.MISSED,
                    "%d readings of " + board.id() + " were taken while it had no link, and not kept",
                    board.skipped(), "", board.board().mqtt().isPresent() || board.board().serial().isPresent()
                            ? ""
                            : "'keep-offline: true' for its signals");
            findings.add(Grade.LOST, "%d messages of " + board.id() + " were refused while the disk was full",
                    board.refusedByDisk(), "", "room on the disk; an alert on its filling");
            board.chips().forEach(chip -> chip.judge(findings));
            long ignored = 0;
            for (Command command : board.commands()) {
                ignored += command.retainedIgnored();
            }
            findings.add(Grade.GOOD, "%d retained commands were inert at " + board.id(), ignored, "", "");
        }
        findings.add(Grade.GOOD, "%d commands were answered", commandsAnswered, "", "");
        List<String> lines = new ArrayList<>();
        lines.add("%d boards, %d bridges, %s of virtual time, %d messages, %d faults:".formatted(world.boards().size(),
                bridges.size(), Durations.text(length), messages, script.faults().size()));
        for (Fault fault : script.faults()) {
            lines.add("  " + fault);
            world.boards().stream().flatMap(board -> board.chips().stream())
                    .flatMap(chip -> chip.said(fault).stream()).forEach(said -> lines.add("      " + said));
        }
        lines.add("");
        lines.addAll(findings.lines());
        return lines;
    }

    @Override
    public void close() {
        world.close();
    }

    /** Whether something was lost or wrong. */
    public boolean isBad() {
        return findings.has(Grade.LOST) || findings.has(Grade.WRONG);
    }
}
