package dev.libellule.gateway.serial;

import java.math.BigDecimal;
import java.util.List;

/** What one line of a board says. */
sealed interface Line {
    /** A name and a number: {@code T:22.5}. */
    record Pair(String name, BigDecimal value) {}

    /** Measured values, at least one: {@code T:22.5 H:41}. */
    record Values(List<Pair> pairs) implements Line {}

    /** One value without a name: {@code 22.5}. */
    record Plain(BigDecimal value) implements Line {}

    /** The sketch names the topic: {@code maison/salon/temp 22.5}. */
    record Message(String topic, String payload) implements Line {}

    /**
     * The board says what it is: {@code @salon-uno fw=0.1.0 len=60}.
     *
     * @param more all after the name; may be empty
     */
    record Hello(String board, String more) implements Line {}

    /**
     * An output as it was read back: {@code =led 1 #17}.
     *
     * @param id of the command that it answers; {@link #NO_ID} if the board said none
     */
    record Answer(String command, String value, int id) implements Line {
        static final int NO_ID = -1;
    }

    /** Anything else: the board's log. */
    record Remark(String text) implements Line {}
}
