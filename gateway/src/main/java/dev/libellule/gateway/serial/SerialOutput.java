package dev.libellule.gateway.serial;

import dev.libellule.boards.OutputEntry;
import dev.libellule.device.node.Actuator;
import dev.libellule.device.node.CommandTable;
import dev.libellule.device.node.SensorStatus;
import java.nio.charset.StandardCharsets;
import org.tinylog.Logger;

/** An output of a board on a serial line: told by {@code !led 1 #17}, measured by the board's answer. The node's thread alone. */
final class SerialOutput implements Actuator {
    private static final CommandTable VALUES = CommandTable.onOff();

    private final String board;
    private final OutputEntry entry;
    private final String command;
    private final Exchange exchange;
    private int measured;
    private boolean isStarted;
    private boolean isMute;

    SerialOutput(String board, OutputEntry entry, Exchange exchange) {
        this.board = board;
        this.entry = entry;
        this.command = entry.command().orElse(entry.name());
        this.exchange = exchange;
    }

    /** The word on the line. */
    String command() {
        return command;
    }

    /** Sends the command, again after 2 s, and waits for the answer. */
    @Override
    public int set(int value) {
        return ask(Integer.toString(value)) ? SensorStatus.OK : SensorStatus.TIMEOUT;
    }

    @Override
    public int measured() {
        return measured;
    }

    /** The board has come: sets the start state, or, if it was there before, asks how it is now. */
    void boardCame() {
        if (isStarted) {
            ask("?");
        } else {
            isStarted = ask(entry.start() == OutputEntry.Level.ON ? "1" : "0");
        }
    }

    /** The gateway ends: sets the exit state. */
    void gatewayGoes() {
        if (isStarted && !isMute && entry.exit() != OutputEntry.Level.KEEP) {
            ask(entry.exit() == OutputEntry.Level.ON ? "1" : "0");
        }
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
        byte[] text = answer.getBytes(StandardCharsets.UTF_8);
        int value = VALUES.value(text, 0, text.length, measured);
        if (value != 0 && value != 1) {
            return false;
        }
        measured = value;
        return true;
    }
}
