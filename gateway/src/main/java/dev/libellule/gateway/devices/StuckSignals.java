package dev.libellule.gateway.devices;

import dev.libellule.device.node.Signal;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Says which signals of a board are stuck, and when they move again: each once. The node's thread. */
final class StuckSignals {
    private final String board;
    private final Signal[] signals;
    private final Consumer<String> alarm;
    private final boolean[] said;

    /**
     * For the signals of a board, by its name.
     *
     * @param alarm is given a line for people
     */
    StuckSignals(String board, Signal[] signals, Consumer<String> alarm) {
        this.board = board;
        this.signals = signals;
        this.alarm = alarm;
        said = new boolean[signals.length];
    }

    void tell() {
        for (int i = 0; i < signals.length; i++) {
            if (signals[i].isStuck() != said[i]) {
                said[i] = signals[i].isStuck();
                String topic = new String(signals[i].topicName(), StandardCharsets.UTF_8);
                alarm.accept("board %s: %s %s".formatted(board, topic, said[i]
                        ? "has been exactly the same for too long: its sensor is stuck, and nothing of it is published until"
                                + " it changes; switch the sensor off and on, or give the signal a longer 'stuck'"
                        : "changes again"));
            }
        }
    }
}
