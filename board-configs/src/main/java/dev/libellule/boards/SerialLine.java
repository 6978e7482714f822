package dev.libellule.boards;

import java.time.Duration;

/**
 * The serial line that a board is reached by.
 *
 * @param port path of the device, best one of {@code /dev/serial/by-id}; may be a link
 * @param baud bits per second, 300 to 4,000,000
 * @param dtr what happens to the board when the port is opened
 * @param quiet nothing is sent and stale lines are dropped for so long after opening
 * @param silence no valid line for so long: the board is offline
 * @param line how a line is read
 */
public record SerialLine(String port, int baud, Dtr dtr, Duration quiet, Duration silence, LineFamily line) {
    static final int SLOWEST = 300;
    static final int FASTEST = 4_000_000;
    static final Duration LONGEST_QUIET = Duration.ofMinutes(1);
    static final Duration SHORTEST_SILENCE = Duration.ofSeconds(1);
    static final Duration LONGEST_SILENCE = Duration.ofDays(1);

    /** Opening a port moves its DTR line, which resets an Arduino Uno. */
    public enum Dtr {
        /** Leave the line alone, so that the board runs on. */
        KEEP,
        /** Reset the board on purpose. */
        RESET,
        /** Let it reset if it will, and wait for its hello or the quiet time. */
        WAIT
    }

    /** How a line of text is read. */
    public enum LineFamily {
        /** Whatever of the others fits. */
        AUTO,
        /** {@code T:22.5 H:41}, our own form, or pairs separated by commas or semicolons, {@code :} or {@code =}. */
        PAIRS,
        /** {@code maison/salon/temp 22.5}: the sketch names the topic. */
        TOPIC_PAYLOAD,
        /** {@code 22.5}: one signal only. */
        PLAIN
    }

    public SerialLine {
        if (port.isBlank()) {
            throw new BoardException("port", "is empty; give the path, such as /dev/serial/by-id/... or /dev/ttyACM0");
        }
        Checks.between("baud", baud, SLOWEST, FASTEST);
        Checks.between("quiet", quiet, Duration.ZERO, LONGEST_QUIET);
        Checks.between("silence", silence, SHORTEST_SILENCE, LONGEST_SILENCE);
    }
}
