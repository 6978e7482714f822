package dev.libellule.simulator;

import dev.libellule.boards.Durations;
import java.time.Duration;
import java.util.Locale;

/**
 * One thing that goes wrong, at a time of its script.
 *
 * @param at since the start
 * @param lasts how long; 0 for what is over at once
 * @param board the board that it happens to; empty for what happens to all
 * @param signal the signal of that board; empty for all of them
 * @param by how far the clock jumps; 0 for the others
 */
public record Fault(Duration at, Kind kind, Duration lasts, String board, String signal, Duration by) {
    /** What can go wrong. */
    public enum Kind {
        /** The board is pulled off its line or loses its power: it comes back as it was. */
        UNPLUG,
        /** The board starts anew: outputs are in their start state, what it kept in memory is gone. */
        BROWN_OUT,
        /** Each reading is refused, such as for its check sum. */
        BAD_CRC,
        /** The sensor gives the same value again and again. */
        STUCK,
        /** The calendar of the machine jumps. */
        CLOCK_JUMP,
        /** A board that speaks MQTT by itself has no network. */
        LINK_LOSS,
        /** The broker is killed and comes back. */
        BROKER_KILL,
        /** The disk takes no more. */
        FULL_DISK,
        /** The upstream broker takes one message a second. */
        SLOW_UPSTREAM,
        /** The upstream broker is away. */
        UPSTREAM_LOSS;

        /** As scripts write it: {@code bad-crc}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Whether it happens to one board. */
        public boolean isOfABoard() {
            return switch (this) {
                case UNPLUG, BROWN_OUT, BAD_CRC, STUCK, LINK_LOSS -> true;
                case CLOCK_JUMP, BROKER_KILL, FULL_DISK, SLOW_UPSTREAM, UPSTREAM_LOSS -> false;
            };
        }
    }

    /** The same, of one signal of the board. */
    Fault of(String itsSignal) {
        return new Fault(at, kind, lasts, board, itsSignal, by);
    }

    @Override
    public String toString() {
        String what = board.isEmpty() ? "" : " of " + board + (signal.isEmpty() ? "" : " " + signal);
        String size = kind == Kind.CLOCK_JUMP
                ? " by " + (by.isNegative() ? "-" : "") + Durations.text(by.abs())
                : lasts.isZero() ? "" : " for " + Durations.text(lasts);
        return "%s%s%s at %d d %02d:%02d".formatted(kind.word(), what, size, at.toDays(), at.toHoursPart(),
                at.toMinutesPart());
    }
}
