package dev.libellule.gateway.serial;

import dev.libellule.boards.Board;
import dev.libellule.boards.LineForm;
import dev.libellule.boards.SerialLine;
import dev.libellule.boards.SerialLine.LineFamily;
import dev.libellule.device.node.Command;
import dev.libellule.gateway.broker.Delivery;
import dev.libellule.gateway.broker.LocalClients;
import dev.libellule.gateway.devices.BoardParts;
import dev.libellule.gateway.devices.NodeThread;
import dev.libellule.gateway.serial.line.CommandForm;
import dev.libellule.gateway.serial.line.Line;
import dev.libellule.gateway.serial.line.Numbers;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.tinylog.Logger;

/**
 * One board as a client of the broker, seen from its line: signals, outputs, and what it publishes by itself. The reader's thread calls,
 * all that belongs to the node is handed over to the node's.
 */
final class BoardDesk implements AutoCloseable {
    private static final int REPORT_MILLIS = 10_000;
    private static final int BUILDING_MILLIS = 10;
    private static final int NAMES = 20; // a sketch that counts its names must not fill the log

    private final Board board;
    private final SerialLine line;
    private final String prefix;
    private final String sys;
    private final boolean publishesOthers;
    private final PortCounters counters;
    private final SerialValues values;
    private final List<SerialOutput> outputs = new ArrayList<>();
    private final Map<String, Command> commands = new TreeMap<>();
    private final Exchange exchange;
    private final NodeThread node;
    private final Set<String> unknown = new HashSet<>();
    private final Map<String, String> reported = new HashMap<>(); // the node's thread alone
    private int nextReportMillis;
    private int nextOutput; // the node's thread alone
    private volatile boolean isBuilt;
    private volatile boolean isSettingUp;
    private boolean isReachable;

    BoardDesk(Board board, LocalClients clients, LineSender sender, PortCounters counters) {
        this.board = board;
        this.counters = counters;
        line = board.serial().orElseThrow();
        LineForm form = line.form();
        prefix = form.prefix().isEmpty() ? board.base() + "/" + board.place() : form.prefix();
        sys = "$SYS/broker/serial/" + board.id() + "/";
        publishesOthers = form.others() == LineForm.Others.PUBLISH || form.family() == LineFamily.SERIAL2MQTT;
        boolean isFirmata = form.family() == LineFamily.FIRMATA;
        exchange = new Exchange(CommandForm.of(form.family()),
                text -> isFirmata ? FirmataTalk.send(sender, text) : sender.send(text), line.answer().toMillis(),
                counters);
        values = new SerialValues(board);
        board.outputs().forEach(entry -> {
            SerialOutput output = new SerialOutput(board.id(), entry, exchange, this::isSettingUp,
                    this::deadline);
            outputs.add(output);
            commands.put(output.command(), BoardParts.command(board, entry, output));
        });
        node = new NodeThread(board.id(), board.availability(), clients, values.signals(),
                commands.values().toArray(Command[]::new), this::report);
        isBuilt = true;
    }

    private OptionalLong deadline() {
        return node.deadline();
    }

    /** Whether the board's pins are being set up: commands of that time are held. Any thread. */
    void setSettingUp(boolean newSettingUp) {
        isSettingUp = newSettingUp;
    }

    boolean isSettingUp() {
        return isSettingUp;
    }

    /** Publishes the counters that have changed, every ten seconds. The node's thread. */
    private int report(int nowMillis) {
        if (!isBuilt) {
            return BUILDING_MILLIS; // the node's thread is quicker than the constructor
        }
        if (nowMillis - nextReportMillis >= 0 || reported.isEmpty()) {
            nextReportMillis = nowMillis + REPORT_MILLIS;
            counters.report().forEach((name, value) -> {
                if (!value.equals(reported.put(name, value))) {
                    node.publish(sys + name, utf8(value), 0, true);
                }
            });
        }
        return Math.max(1, nextReportMillis - nowMillis);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Has what the counters say published soon. */
    void reportSoon() {
        node.post(() -> nextReportMillis = NodeThread.nowMillis());
    }

    /** Says that the board is there, or not. The reader's thread, or the node's. */
    synchronized void setReachable(boolean newReachable) {
        if (newReachable == isReachable) {
            return;
        }
        isReachable = newReachable;
        if (newReachable) {
            boardCame(); // states are known before they are published
            Logger.info("board {} is online", board.id());
        }
        node.setReachable(newReachable);
        reportSoon();
    }

    synchronized boolean isReachable() {
        return isReachable;
    }

    /** The board has started: its outputs are told, or asked. */
    void boardCame() {
        node.post(() -> outputs.forEach(SerialOutput::boardCame));
    }

    /** The board has started again though its line was never gone: its outputs are asked, and told to everybody. */
    void boardRestarted() {
        node.post(() -> {
            outputs.forEach(SerialOutput::boardCame);
            commands.values().forEach(Command::stateChanged);
        });
    }

    /** Asks one output after the other how it is; what it has done by itself is told to everybody. */
    void askNextOutput() {
        node.post(() -> {
            if (!outputs.isEmpty()) {
                nextOutput = (nextOutput + 1) % outputs.size();
                SerialOutput output = outputs.get(nextOutput);
                int before = output.measured();
                output.boardCame();
                if (output.measured() != before) {
                    commands.get(output.command()).stateChanged();
                }
            }
        });
    }

    /** The board, or its line, is gone. */
    void lost() {
        exchange.lost();
        isSettingUp = false;
        node.post(() -> outputs.forEach(SerialOutput::boardLost));
        setReachable(false);
    }

    /** Named values: those of signals are offered to them, the others published if the file says so. */
    void values(List<Line.Pair> pairs) {
        int now = NodeThread.nowMillis();
        for (Line.Pair pair : pairs) {
            Optional<BigDecimal> number = Numbers.of(pair.value());
            if (values.isNamed(pair.name())) {
                number.ifPresent(value -> node.post(() -> values.named(pair.name(), value, now)));
            } else if (publishesOthers) {
                publish(prefix + "/" + pair.name().replace('.', '/'), pair.value(), 0, false);
            } else if (unknown.size() < NAMES && unknown.add(pair.name())) {
                Logger.info("board {} prints '{}', which is not among the signals of its board file", board.id(),
                        pair.name());
            }
        }
    }

    /** A value without a name; false if nobody can tell which. */
    boolean plain(BigDecimal value) {
        int now = NodeThread.nowMillis();
        if (values.isOne()) {
            node.post(() -> values.unnamed(value, now));
            return true;
        }
        return publishesOthers && publish(prefix + "/valeur", value.toPlainString(), 0, false);
    }

    /** A message on a topic that the sketch names; false if it is not published. Of QoS 1 and 2: waits for the broker, unread. */
    boolean message(Line.Message message) {
        Optional<BigDecimal> number = Numbers.of(message.payload());
        if (values.isTopic(message.topic()) && number.isPresent()) {
            int now = NodeThread.nowMillis();
            node.post(() -> values.onTopic(message.topic(), number.get(), now));
            return true;
        }
        return publishesOthers && publish(message.topic(), message.payload(), message.qos(), message.retain());
    }

    /** Publishes below the topic of the values of others; false if the topic is none. */
    boolean publishBelowPrefix(String levels, String payload) {
        return publish(prefix + "/" + levels, payload, 0, false);
    }

    private boolean publish(String topic, String payload, int qos, boolean retain) {
        boolean isOwnCommand = board.outputs().stream().anyMatch(output -> output.topic().equals(topic));
        if (topic.startsWith("$") || isOwnCommand) {
            return false; // the broker's own topics, and what would make the board obey itself
        }
        try {
            node.publish(topic, utf8(payload), qos, retain);
            return true;
        } catch (IllegalArgumentException e) {
            return false; // no Topic Name: the line is the board's log
        }
    }

    /** What the board prints besides. */
    void publishLog(String text) {
        node.publish(board.base() + "/" + board.id() + "/$log", utf8(text), 0, false);
    }

    /** What the board says of itself, for those who want to know units and ranges. */
    void publishHello(String text) {
        node.publishState(board.base() + "/" + board.id() + "/$hello", utf8(text));
    }

    /**
     * Subscribes for the board.
     *
     * @param receiver on the node's thread
     * @return false if it is no Topic Filter
     */
    boolean subscribe(String filter, int qos, Consumer<Delivery> receiver) {
        try {
            node.subscribe(filter, qos, receiver);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Does something on the node's thread, which may wait for the board. */
    void post(Runnable task) {
        node.post(task);
    }

    void publishOwn(String topic, String payload) {
        node.publishState(topic, utf8(payload));
    }

    /**
     * Takes a line if it is an answer to a command of this board.
     *
     * @return false if it is none
     */
    boolean answered(Line said) {
        Optional<Line.Answer> found = exchange.answerIn(said).filter(answer -> commands.containsKey(answer.command()));
        found.filter(answer -> !exchange.answered(answer)).ifPresent(this::switchedByItself);
        return found.isPresent();
    }

    private void switchedByItself(Line.Answer answer) {
        node.post(() -> outputs.stream().filter(output -> output.command().equals(answer.command())).findFirst()
                .filter(output -> output.measured(answer.value()))
                .ifPresent(output -> commands.get(output.command()).stateChanged()));
    }

    /** Sets the outputs to their exit state and says {@code offline}; the line is still open. */
    @Override
    public void close() {
        node.post(() -> {
            outputs.forEach(SerialOutput::gatewayGoes);
            commands.values().forEach(Command::exitStateSet);
        });
        node.close();
    }
}
