package dev.libellule.gateway.serial;

import dev.libellule.boards.OutputEntry.Level;
import dev.libellule.boards.OutputEntry;
import dev.libellule.boards.OutputPart;
import dev.libellule.device.node.Actuator;
import dev.libellule.device.node.CommandTable;
import dev.libellule.device.node.SensorStatus;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.tinylog.Logger;

/** An output of a board on a serial line: told by {@code !led 1 #17}, measured by the board's answer. The node's thread alone. */
final class SerialOutput implements Actuator {
    private static final Pattern DIGITS = Pattern.compile("\\d{1,9}");
    private static final CommandTable VALUES = CommandTable.onOff();

    private final String board;
    private final OutputEntry entry;
    private final String command;
    private final Exchange exchange;
    private final BooleanSupplier isSettingUp;
    private final Supplier<OptionalLong> deadline;
    private int measured;
    private boolean isStarted;
    private boolean isMute;
    private OptionalInt held = OptionalInt.empty(); // the last command since the board began to be set up
    private OptionalLong heldUntil = OptionalLong.empty();

    /**
     * An output of a board.
     *
     * @param isSettingUp whether what the board is told now may be forgotten: its pins are being set up
     * @param deadline until when the command holds that {@link #set} is called for, by {@link System#nanoTime}; empty for ever
     */
    SerialOutput(String board, OutputEntry entry, Exchange exchange, BooleanSupplier isSettingUp,
            Supplier<OptionalLong> deadline) {
        this.board = board;
        this.entry = entry;
        this.command = entry.command().orElse(entry.name());
        this.exchange = exchange;
        this.isSettingUp = isSettingUp;
        this.deadline = deadline;
    }

    /** The word on the line. */
    String command() {
        return command;
    }

    /** Sends the command, again after 2 s, and waits for the answer; holds it while the board is being set up. */
    @Override
    public int set(int value) {
        boolean isAnswered = !isSettingUp.getAsBoolean() && ask(Integer.toString(value));
        if (!isSettingUp.getAsBoolean()) { // its answer may just have told that its pins are not set up
            held = OptionalInt.empty();
            return isAnswered ? SensorStatus.OK : SensorStatus.TIMEOUT;
        }
        held = OptionalInt.of(value);
        heldUntil = deadline.get();
        return SensorStatus.OK;
    }

    @Override
    public int measured() {
        return measured;
    }

    /** The board has come: carries out what was held, or sets the start state, or, if it was there before, asks how it is now. */
    void boardCame() {
        OptionalInt wanted = isSettingUp.getAsBoolean() ? OptionalInt.empty() : held;
        if (wanted.isPresent()) {
            held = OptionalInt.empty();
            if (heldUntil.isEmpty() || heldUntil.getAsLong() - System.nanoTime() > 0) {
                isStarted |= ask(Integer.toString(wanted.getAsInt()));
                return;
            }
            Logger.info("board {}: '!{} {}' expired while its pins were set up", board, command, wanted.getAsInt());
        }
        if (isStarted) {
            ask("?");
        } else {
            isStarted = ask(value(entry.start()));
        }
    }

    /** The board is gone: what was held is not carried out, now or later. */
    void boardLost() {
        held = OptionalInt.empty();
    }

    /** The gateway ends: sets the exit state. */
    void gatewayGoes() {
        if (isStarted && !isMute && entry.exit() != Level.KEEP) {
            ask(value(entry.exit()));
        }
    }

    /** What it is told for a level: on is its largest value. */
    private String value(Level level) {
        return Integer.toString(level == Level.ON ? maximum() : 0);
    }

    private int maximum() {
        return switch (entry.kind()) {
            case DIMMER -> 100;
            case SERVO -> 180;
            default -> 1;
        };
    }

    private boolean ask(String value) {
        Exchange.Reply reply = exchange.ask(command, value);
        if (reply instanceof Exchange.Reply.Offline) {
            Logger.info("board {} is offline: '!{} {}' is not carried out, now or later", board, command, value);
            return false;
        }
        boolean isAnswered = reply instanceof Exchange.Reply.Value(String text) && measured(text);
        if (!isAnswered && !isMute) {
            Logger.warn("board {} did not answer '!{} {}'{}; is the command the one of its sketch?", board, command,
                    value,
                    reply instanceof Exchange.Reply.Value(String text) ? " but with '" + text + "'" : ", asked twice");
        } else if (isAnswered && isMute) {
            Logger.info("board {} answers '!{}' again", board, command);
        }
        isMute = !isAnswered;
        return isAnswered;
    }

    /**
     * Takes the state that the board has read back.
     *
     * @return false if it is none
     */
    boolean measured(String answer) {
        int value = entry.kind() == OutputPart.Kind.SWITCH ? level(answer) : number(answer);
        if (value < 0 || value > maximum()) {
            return false;
        }
        measured = value;
        return true;
    }

    private int level(String answer) {
        byte[] text = answer.getBytes(StandardCharsets.UTF_8);
        return VALUES.value(text, 0, text.length, measured);
    }

    private static int number(String answer) {
        return DIGITS.matcher(answer).matches() ? Integer.parseInt(answer) : -1;
    }
}
