package dev.libellule.gateway.devices;

import dev.libellule.device.node.Signal;
import java.nio.charset.StandardCharsets;
import org.tinylog.Logger;

/** Says in the log which signals of a board are stuck, and when they move again: each once. The node's thread. */
final class StuckSignals {
    private final String board;
    private final Signal[] signals;
    private final boolean[] said;

    StuckSignals(String board, Signal[] signals) {
        this.board = board;
        this.signals = signals;
        said = new boolean[signals.length];
    }

    void tell() {
        for (int i = 0; i < signals.length; i++) {
            if (signals[i].isStuck() != said[i]) {
                said[i] = signals[i].isStuck();
                String topic = new String(signals[i].topicName(), StandardCharsets.UTF_8);
                if (said[i]) {
                    Logger.warn(
                            "board {}: {} has been exactly the same for too long: its sensor is stuck, and nothing of it"
                                    + " is published until it changes; switch the sensor off and on, or give the signal a longer"
                                    + " 'stuck'",
                            board, topic);
                } else {
                    Logger.info("board {}: {} changes again", board, topic);
                }
            }
        }
    }
}
