package dev.libellule.gateway.serial;

import dev.libellule.boards.Board;
import dev.libellule.boards.SerialLine;
import dev.libellule.boards.SerialLine.LineFamily;
import dev.libellule.device.node.Command;
import dev.libellule.gateway.broker.LocalClients;
import dev.libellule.gateway.devices.BoardParts;
import dev.libellule.gateway.devices.NodeThread;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.tinylog.Logger;

/**
 * A board on a serial line inside the gateway: a client of the local broker. Started by {@link #start}, ended by {@link #close}.
 *
 * <p>A thread of its own opens the port, reads it, and opens it again after an unplug; it owns the parser's state. Signals and
 * outputs belong to the node's thread.
 */
public final class SerialBoard implements AutoCloseable {
    private static final int LONGEST_LINE = 250;
    private static final long ANSWER_MILLIS = 2_000;
    private static final long FIRST_RETRY_MILLIS = 250;
    private static final long LONGEST_RETRY_MILLIS = 2_000; // opening a path costs nothing; a person waits with a cable
    private static final int REMARKS = 20;
    private static final long CLOSE_MILLIS = 3_000;

    private final Board board;
    private final SerialLine line;
    private final SerialValues values;
    private final List<SerialOutput> outputs = new ArrayList<>();
    private final Map<String, Command> commands = new TreeMap<>();
    private final Exchange exchange = new Exchange(this::send, ANSWER_MILLIS);
    private final LineAssembler assembler = new LineAssembler(LONGEST_LINE, this::heard);
    private final NodeThread node;
    private final Thread reader;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Port port; // null: not open; set by the reader alone

    // The reader's own, about the port that is open
    private boolean isGreeted;
    private boolean isTalking;
    private boolean isReachable;
    private boolean isSilenceSaid;
    private long validNanos;
    private int unreadableBefore;
    private int remarks;
    private String problem = "";

    private SerialBoard(Board board, LocalClients clients) {
        this.board = board;
        line = board.serial().orElseThrow();
        values = new SerialValues(board);
        board.outputs().forEach(entry -> {
            SerialOutput output = new SerialOutput(board.id(), entry, exchange);
            outputs.add(output);
            commands.put(output.command(), BoardParts.command(entry, output));
        });
        node = new NodeThread(board.id(), board.availability(), clients, values.signals(),
                commands.values().toArray(Command[]::new), NodeThread.Turn.NONE);
        reader = Thread.ofPlatform().name("serial " + board.id()).daemon().unstarted(this::run);
    }

    /**
     * Starts a board that has a serial line. A port that cannot be opened is no failure: it is tried again until it can.
     */
    public static SerialBoard start(Board board, LocalClients clients) {
        SerialBoard started = new SerialBoard(board, clients);
        started.reader.start();
        Port.beforeShutdown(started::close);
        return started;
    }

    private void run() {
        long retryMillis = FIRST_RETRY_MILLIS;
        try {
            while (!isClosing(0)) {
                if (converse()) {
                    retryMillis = FIRST_RETRY_MILLIS;
                }
                isClosing(retryMillis);
                retryMillis = Math.min(retryMillis * 2, LONGEST_RETRY_MILLIS);
            }
        } catch (RuntimeException e) {
            Logger.error(e, "board {} is read no longer; restart the gateway, and report this", board.id());
            setReachable(false);
        }
    }

    private boolean isClosing(long waitMillis) {
        try {
            return closing.await(waitMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /**
     * Opens the port and reads it until it is gone.
     *
     * @return false if it could not be opened
     */
    private boolean converse() {
        try (Port opened = Port.open(line)) {
            say("");
            Logger.info("board {} is on {} at {} baud", board.id(), line.port(), line.baud());
            port = opened;
            listen(opened);
            return true;
        } catch (PortException e) {
            say(e.getMessage());
            return false;
        } finally {
            port = null;
            exchange.lost();
            setReachable(false);
        }
    }

    /** Says a problem once, until it is another one. */
    private void say(String newProblem) {
        if (!newProblem.isEmpty() && !newProblem.equals(problem)) {
            Logger.warn("board {} is offline: {}; trying again", board.id(), newProblem);
        }
        problem = newProblem;
    }

    private void listen(Port opened) {
        byte[] buffer = new byte[512];
        assembler.restart();
        isGreeted = false;
        isTalking = false;
        isSilenceSaid = false;
        remarks = 0;
        unreadableBefore = assembler.unreadable() + assembler.overlong();
        long openedNanos = System.nanoTime();
        validNanos = openedNanos;
        while (!isClosing(0)) {
            int count = opened.read(buffer);
            if (count < 0) {
                say(line.port() + " was unplugged");
                return;
            }
            assembler.accept(buffer, count);
            long nowNanos = System.nanoTime();
            if (!isTalking && (isGreeted || nowNanos - openedNanos >= line.quiet().toNanos())) {
                isTalking = true;
                validNanos = nowNanos; // what it said before did not count, nor does what it did not say
                opened.send(""); // ends what may stand in the board's buffer
                opened.send("?");
            }
            if (nowNanos - validNanos >= line.silence().toNanos()) {
                silent();
            }
        }
    }

    /** No valid line for too long; said once. */
    private void silent() {
        if (!isSilenceSaid) {
            int spoilt = assembler.unreadable() + assembler.overlong() - unreadableBefore;
            String hint = spoilt > 0
                    ? "%d unreadable lines came: is 'baud: %d' also the speed of the sketch?"
                            .formatted(spoilt, line.baud())
                    : "does its sketch run, and print lines such as T:22.5?";
            Logger.warn("board {} is offline: no valid line for {} s; {}", board.id(), line.silence().toSeconds(),
                    hint);
            isSilenceSaid = true;
        }
        setReachable(false);
    }

    private void setReachable(boolean newReachable) {
        if (newReachable == isReachable) {
            return;
        }
        isReachable = newReachable;
        if (newReachable) {
            node.post(() -> outputs.forEach(SerialOutput::boardCame)); // states are known before they are published
            Logger.info("board {} is online", board.id());
        }
        node.setReachable(newReachable);
    }

    /** A line was valid. In the quiet time it may be a stale one, and does not count. */
    private boolean valid() {
        if (!isTalking) {
            return false;
        }
        validNanos = System.nanoTime();
        isSilenceSaid = false;
        setReachable(true);
        return true;
    }

    private void heard(String text) {
        int now = NodeThread.nowMillis();
        switch (LineParser.parse(text, line.line())) {
            case Line.Hello hello -> {
                isGreeted = true;
                if (valid()) {
                    greeted(hello);
                }
            }
            case Line.Answer answer when commands.containsKey(answer.command()) -> {
                if (valid() && !exchange.answered(answer)) {
                    switchedByItself(answer);
                }
            }
            case Line.Values(var pairs) -> {
                if (valid()) {
                    pairs.forEach(pair -> node.post(() -> values.named(pair.name(), pair.value(), now)));
                }
            }
            case Line.Plain(BigDecimal value) when isPlainUnderstood() -> {
                if (valid()) {
                    node.post(() -> values.unnamed(value, now));
                }
            }
            case Line.Message(var topic, var payload) when isSignalTopic(topic)
                    && LineParser.parse(payload, LineFamily.PLAIN) instanceof Line.Plain(BigDecimal value) -> {
                if (valid()) {
                    node.post(() -> values.onTopic(topic, value, now));
                }
            }
            case Line.Answer _,Line.Plain _,Line.Message _,Line.Remark _ -> remark(text);
        }
    }

    private boolean isPlainUnderstood() {
        return board.signals().size() == 1;
    }

    private boolean isSignalTopic(String topic) {
        return board.signals().stream().anyMatch(signal -> signal.topic().equals(topic));
    }

    private void greeted(Line.Hello hello) {
        Logger.info("board {} says hello: {} {}", board.id(), hello.board(), hello.more());
        if (!hello.board().equals(board.id())) {
            Logger.warn("board {} calls itself '{}'; is it the right one on {}?", board.id(), hello.board(),
                    line.port());
        }
    }

    private void switchedByItself(Line.Answer answer) {
        node.post(() -> outputs.stream().filter(output -> output.command().equals(answer.command())).findFirst()
                .filter(output -> output.measured(answer.value()))
                .ifPresent(output -> commands.get(output.command()).stateChanged()));
    }

    /** The board's log. A talkative sketch must not wear the SD card out. */
    private void remark(String text) {
        if (remarks < REMARKS) {
            Logger.info("board {} says: {}", board.id(), text);
        } else if (remarks == REMARKS) {
            Logger.info("board {} says more, at level debug from here on", board.id());
        }
        if (remarks++ >= REMARKS) {
            Logger.debug("board {} says: {}", board.id(), text);
        }
    }

    /** Sends one line, if the port is open. The node's thread. */
    private boolean send(String text) {
        Port open = port;
        return open != null && open.send(text);
    }

    /** Sets the outputs to their exit state, says {@code offline} and closes the port. Any thread, more than once. */
    @Override
    public void close() {
        node.post(() -> {
            outputs.forEach(SerialOutput::gatewayGoes);
            commands.values().forEach(Command::exitStateSet);
        });
        node.close();
        closing.countDown();
        try {
            reader.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
