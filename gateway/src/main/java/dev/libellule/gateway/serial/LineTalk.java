package dev.libellule.gateway.serial;

import dev.libellule.boards.Board;
import dev.libellule.boards.SerialLine;
import dev.libellule.boards.SerialLine.LineFamily;
import dev.libellule.gateway.broker.Delivery;
import dev.libellule.gateway.serial.line.HelloText;
import dev.libellule.gateway.serial.line.Line;
import dev.libellule.gateway.serial.line.LineAssembler;
import dev.libellule.gateway.serial.line.LineParser;
import dev.libellule.gateway.serial.line.MySensorsMessage;
import dev.libellule.gateway.serial.line.MySensorsNetwork;
import dev.libellule.gateway.serial.line.MySensorsReader;
import dev.libellule.gateway.serial.line.Serial2MqttReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.function.Consumer;
import org.tinylog.Logger;

/** A talk in lines of text: cuts them, reads them, and does what they say. The reader's thread. */
final class LineTalk implements PortThread.Talk {
    private static final int LONGEST_LINE = 1_024;

    private final Board board;
    private final SerialLine line;
    private final BoardDesk desk;
    private final LineSender sender;
    private final PortCounters counters;
    private final LineAssembler assembler;
    private final LineParser parser;
    private final Presence presence;
    private final BoardLog log;
    private final MySensorsNetwork network = new MySensorsNetwork();
    private final Consumer<Delivery> forward = this::forward; // one, however many subscriptions the board has
    private boolean isAsked;
    private int spoiltBefore;
    private String problem = "";
    private String portName = "";

    LineTalk(Board board, BoardDesk desk, LineSender sender, PortCounters counters) {
        this.board = board;
        this.desk = desk;
        this.sender = sender;
        this.counters = counters;
        line = board.serial().orElseThrow();
        assembler = new LineAssembler(LONGEST_LINE, this::heard, counters::sample);
        parser = new LineParser(line.form());
        presence = new Presence(line.quiet().toMillis(), line.silence().toMillis());
        log = new BoardLog(board.id(), desk::publishLog);
        if (line.line() == LineFamily.MYSENSORS) {
            serveMySensors();
        }
    }

    @Override
    public void opened(Port port) {
        problem = "";
        portName = port.name();
        Logger.info("board {} is on {} at {} baud", board.id(), portName, line.baud());
        counters.opened.increment();
        counters.state("open " + portName);
        assembler.restart();
        parser.agree(false, false);
        log.restart();
        isAsked = false;
        spoiltBefore = spoilt();
        sender.opened(port);
        presence.opened(System.nanoTime());
        desk.reportSoon();
        turn(); // without a quiet time the first bytes count
    }

    @Override
    public void received(byte[] bytes, int count) {
        counters.bytesReceived.add(count);
        assembler.accept(bytes, count);
        counters.spoilt(assembler.overlong(), assembler.unreadable(), assembler.partial());
    }

    private int spoilt() {
        return assembler.unreadable() + assembler.overlong();
    }

    @Override
    public void turn() {
        switch (presence.turn(System.nanoTime())) {
            case TALK -> {
                isAsked = true;
                sender.greet();
                if (line.line() == LineFamily.SERIAL2MQTT) {
                    desk.post(() -> sender.send(Serial2MqttReader.connected(board.id())));
                }
            }
            case SILENT -> silent();
            default -> {
                if (sender.takeStuck()) {
                    isAsked = true;
                    sender.greet();
                }
            }
        }
    }

    private void silent() {
        String hint = spoilt() > spoiltBefore
                ? "%d unreadable lines came: is 'baud: %d' also the speed of the sketch?"
                        .formatted(spoilt() - spoiltBefore, line.baud())
                : "does its sketch run, and print lines such as T:22.5?";
        Logger.warn("board {} is offline: no valid line for {} s; {}", board.id(), line.silence().toSeconds(), hint);
        counters.state("silent " + portName);
        desk.setReachable(false);
    }

    @Override
    public void closed() {
        sender.closed();
        desk.lost();
    }

    /** Says a problem once, until it is another one. */
    @Override
    public void problem(String message) {
        if (!message.equals(problem)) {
            Logger.warn("board {} is offline: {}; trying again", board.id(), message);
            counters.state("closed: " + message);
            desk.reportSoon();
        }
        problem = message;
    }

    /** A line was valid. In the quiet time it may be a stale one, and does not count. */
    private boolean valid() {
        if (!presence.valid(System.nanoTime())) {
            return false;
        }
        if (!desk.isReachable()) {
            counters.state("open " + portName);
            desk.setReachable(true);
        }
        return true;
    }

    private void heard(String text) {
        counters.lines.increment();
        Line said = parser.parse(text);
        boolean isAnswer = desk.answered(said);
        if (isAnswer && !(said instanceof Line.Node)) {
            sender.window().answered();
            valid();
            counters.data.increment();
            return;
        }
        switch (said) {
            case Line.Hello hello -> greeted(hello);
            case Line.Credit(int bytes) -> sender.window().credit(bytes);
            case Line.Values(var pairs) -> {
                counters.data.increment();
                if (valid()) {
                    desk.values(pairs);
                }
            }
            case Line.Plain(BigDecimal value) -> data(valid() && desk.plain(value), text);
            // valid again behind it: where it had to wait for the broker, that was no silence of the board
            case Line.Message message -> data(valid() && desk.message(message) && valid(), text);
            case Line.Subscribe(String filter) -> data(valid() && desk.subscribe(filter, 1, forward), text);
            case Line.Node(MySensorsMessage message) -> {
                counters.data.increment();
                if (valid()) {
                    node(message, isAnswer);
                }
            }
            case Line.Damaged(String why) -> {
                counters.damaged.increment();
                counters.sample(text + "  (" + why + ")");
            }
            case Line.Outcome(String outcome) -> {
                valid();
                remark(outcome);
            }
            case Line.Answer _,Line.Remark _ -> remark(text);
        }
    }

    /** A line that is data if somebody could take it, else the board's log. */
    private void data(boolean isTaken, String text) {
        if (isTaken) {
            counters.data.increment();
        } else {
            remark(text);
        }
    }

    private void remark(String text) {
        counters.log.increment();
        log.add(text, System.currentTimeMillis());
    }

    private void greeted(Line.Hello hello) {
        counters.data.increment();
        HelloText words = HelloText.of(hello.more());
        parser.agree(words.crc(), words.credit());
        sender.agree(words.longestLine(), words.credit(), words.crc());
        boolean isReset = presence.greeted(isAsked);
        isAsked = false;
        if (isReset) {
            counters.resets.increment();
            Logger.warn("board {} was reset, or lost its power for a moment", board.id());
            desk.boardRestarted();
        }
        if (valid()) {
            Logger.info("board {} says hello: {} {}", board.id(), hello.board(), hello.more());
            desk.publishHello(hello.more());
            if (!hello.board().equals(board.id()) && !hello.board().isEmpty()) {
                Logger.warn("board {} calls itself '{}'; is it the right one on {}?", board.id(), hello.board(),
                        portName);
            }
        }
    }

    /** What the board has subscribed to. The node's thread. */
    private void forward(Delivery delivery) {
        sender.send(Serial2MqttReader.publish(delivery.topic(),
                new String(delivery.payload(), StandardCharsets.UTF_8), 0, delivery.retain()));
    }

    private void node(MySensorsMessage message, boolean isAnswer) {
        if (!isAnswer) {
            MySensorsNetwork.value(message).ifPresent(pair -> desk.values(List.of(pair)));
        }
        desk.publishBelowPrefix(message.topic(), message.payload());
        String text = MySensorsNetwork.log(message);
        if (!text.isEmpty()) {
            log.add(text, System.currentTimeMillis());
        }
        ZonedDateTime now = ZonedDateTime.now();
        int before = network.highestNode();
        network.answers(message, now.toEpochSecond() + now.getOffset().getTotalSeconds()).forEach(sender::trySend);
        if (network.highestNode() != before) {
            desk.publishOwn(nodesTopic(), Integer.toString(network.highestNode()));
        }
    }

    /** The highest id that is given, retained: the broker's store is the only one. */
    private String nodesTopic() {
        return board.base() + "/" + board.id() + "/$nodes";
    }

    private void serveMySensors() {
        desk.subscribe(nodesTopic(), 1, delivery -> {
            String text = new String(delivery.payload(), StandardCharsets.UTF_8);
            if (delivery.topic().equals(nodesTopic()) && text.matches("\\d{1,3}")) {
                network.knownNodes(Integer.parseInt(text));
            }
        });
        String prefix = line.form().prefix().isEmpty() ? board.base() + "/" + board.place() : line.form().prefix();
        String in = (prefix.endsWith("-out") ? prefix.substring(0, prefix.length() - "-out".length()) : prefix)
                + "-in/";
        desk.subscribe(in + "#", 1, delivery -> {
            if (!delivery.retain() && delivery.topic().startsWith(in)) {
                MySensorsReader.of(delivery.topic().substring(in.length()),
                        new String(delivery.payload(), StandardCharsets.UTF_8)).ifPresent(message -> {
                            network.told(message);
                            sender.send(message.line());
                        });
            }
        });
    }
}
