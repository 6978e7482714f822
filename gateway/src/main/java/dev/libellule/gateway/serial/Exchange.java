package dev.libellule.gateway.serial;

import dev.libellule.gateway.serial.line.CommandForm;
import dev.libellule.gateway.serial.line.Line;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Commands to the board and their answers: one at a time, numbered, sent again once if no answer comes.
 *
 * <p>{@link #ask} is called on the node's thread and waits; {@link #answered} and {@link #lost} on the reader's.
 */
final class Exchange {
    /** What became of a command. */
    sealed interface Reply {
        /** The value that the board read back. */
        record Value(String text) implements Reply {}

        /** The board said nothing, twice. */
        record None() implements Reply {}

        /** The line is not open, or was closed meanwhile. */
        record Offline() implements Reply {}
    }

    private static final Line.Answer LOST = new Line.Answer("", "", Line.Answer.NO_ID);
    private static final int ATTEMPTS = 2;

    private final CommandForm form;
    private final Predicate<String> line;
    private final long answerMillis;
    private final PortCounters counters;
    private final BlockingQueue<Line.Answer> answers = new LinkedBlockingQueue<>();
    private volatile String pendingCommand = ""; // empty: nobody waits
    private volatile String pendingValue = "";
    private volatile int lastId;

    /**
     * An exchange over a line.
     *
     * @param line sends one line; false if it is not open
     * @param answerMillis how long one answer is waited for
     */
    Exchange(CommandForm form, Predicate<String> line, long answerMillis, PortCounters counters) {
        this.form = form;
        this.line = line;
        this.answerMillis = answerMillis;
        this.counters = counters;
    }

    /**
     * Sends a command and waits for its answer, twice at most. A repetition has the same number: it is the same command.
     */
    Reply ask(String command, String value) {
        answers.clear();
        lastId = lastId == 999_999_999 ? 1 : lastId + 1;
        pendingValue = value;
        pendingCommand = command;
        try {
            String text = form.line(command, value, lastId);
            counters.commands.increment();
            for (int i = 0; i < ATTEMPTS; i++) {
                if (!line.test(text)) {
                    return new Reply.Offline();
                }
                Line.Answer answer = answers.poll(answerMillis, TimeUnit.MILLISECONDS);
                if (answer != null) {
                    return answer == LOST ? new Reply.Offline() : new Reply.Value(answer.value());
                }
            }
            counters.unanswered.increment();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            pendingCommand = "";
        }
        return new Reply.None();
    }

    /** The answer that a line is, whether somebody waits for it or not; empty if it is none. */
    Optional<Line.Answer> answerIn(Line said) {
        return form.answer(said, pendingCommand, pendingValue);
    }

    /**
     * Takes an answer from the line.
     *
     * @return false if nobody waits for it: it is late, or the board switched by itself
     */
    boolean answered(Line.Answer answer) {
        if (!answer.command().equals(pendingCommand) || answer.id() != Line.Answer.NO_ID && answer.id() != lastId) {
            return false;
        }
        answers.add(answer);
        return true;
    }

    /** The line is gone: whoever waits need not wait longer. */
    void lost() {
        if (!pendingCommand.isEmpty()) {
            answers.add(LOST);
        }
    }
}
