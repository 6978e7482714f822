package dev.libellule.gateway.serial;

import java.util.function.Consumer;
import org.tinylog.Logger;

/**
 * What a board prints and nobody reads as data: published on its own topic, the first lines in the gateway's log too. A talkative
 * sketch must neither wear the SD card out nor fill the line of its own values. The reader's thread alone.
 */
final class BoardLog {
    private static final int IN_OUR_LOG = 20;
    private static final int A_SECOND = 20;

    private final String board;
    private final Consumer<String> publisher;
    private int since;
    private long second;
    private int inSecond;

    /**
     * A log.
     *
     * @param publisher gets each line that may go out
     */
    BoardLog(String board, Consumer<String> publisher) {
        this.board = board;
        this.publisher = publisher;
    }

    /** The port was opened again. */
    void restart() {
        since = 0;
    }

    void add(String text, long nowMillis) {
        if (text.isEmpty()) {
            return;
        }
        if (since < IN_OUR_LOG) {
            Logger.info("board {} says: {}", board, text);
        } else if (since == IN_OUR_LOG) {
            Logger.info("board {} says more, at level debug from here on", board);
        }
        if (since++ >= IN_OUR_LOG) {
            Logger.debug("board {} says: {}", board, text);
        }
        if (nowMillis / 1000 != second) {
            second = nowMillis / 1000;
            inSecond = 0;
        }
        if (inSecond++ < A_SECOND) {
            publisher.accept(text);
        }
    }
}
