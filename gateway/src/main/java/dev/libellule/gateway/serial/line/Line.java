package dev.libellule.gateway.serial.line;

import java.math.BigDecimal;
import java.util.List;

/** What one line of a board says. */
public sealed interface Line {
    /**
     * A name and a value: {@code T:22.5}.
     *
     * @param name its levels have a {@code .} between: {@code 5.Temperature}
     * @param value as it stood there; {@link Numbers#of} tells whether it is a number
     */
    record Pair(String name, String value) {}

    /** Named values, at least one: {@code T:22.5 H:41}. */
    record Values(List<Pair> pairs) implements Line {}

    /** One value without a name: {@code 22.5}. */
    record Plain(BigDecimal value) implements Line {}

    /** The sketch names the topic: {@code maison/salon/temp 22.5}. */
    record Message(String topic, String payload, int qos, boolean retain) implements Line {
        /** At QoS 0, not retained. */
        public Message(String topic, String payload) {
            this(topic, payload, 0, false);
        }
    }

    /** The board wants what is published on a Topic Filter: {@code [0,"dst/uno/+"]}. */
    record Subscribe(String filter) implements Line {}

    /**
     * The board says what it is: {@code @salon-uno fw=0.1.0 len=60}.
     *
     * @param board empty for one that has no id yet: {@code @?}
     * @param more all after the name; may be empty
     */
    record Hello(String board, String more) implements Line {}

    /**
     * An output as it was read back: {@code =led 1 #17}.
     *
     * @param id of the command that it answers; {@link #NO_ID} if the board said none
     */
    record Answer(String command, String value, int id) implements Line {
        /** The board said no number. */
        public static final int NO_ID = -1;
    }

    /** The board can take so many bytes more: {@code +32}. */
    record Credit(int bytes) implements Line {}

    /** A message of a MySensors network. */
    record Node(MySensorsMessage message) implements Line {}

    /** An answer of an RFLink to what it was told: {@code 20;06;OK;}. */
    record Outcome(String text) implements Line {}

    /** A line that is known to be broken: its check sum is wrong. */
    record Damaged(String why) implements Line {}

    /** Anything else: the board's log. */
    record Remark(String text) implements Line {}
}
