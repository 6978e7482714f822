package dev.libellule.gateway.serial;

import java.util.concurrent.TimeUnit;

/**
 * Whether a board is there: the quiet time after opening, its hello, its silence. Gets the time; the reader's thread alone.
 *
 * <pre>
 *   opened ─▶ quiet: stale lines do not count ─▶ talking ─▶ a valid line: reachable
 *                     hello ────────────────────▶    └────▶ none for too long: silent ─▶ a valid line
 * </pre>
 */
final class Presence {
    private final long quietNanos;
    private final long silenceNanos;
    private long openedNanos;
    private long validNanos;
    private boolean isGreeted;
    private boolean isTalking;
    private boolean isSilent;

    /** What a turn found out. */
    enum News {
        NOTHING,
        /** The quiet time is over, or the hello came before: the board may be asked. */
        TALK,
        /** No valid line for too long; said once. */
        SILENT
    }

    Presence(long quietMillis, long silenceMillis) {
        quietNanos = TimeUnit.MILLISECONDS.toNanos(quietMillis);
        silenceNanos = TimeUnit.MILLISECONDS.toNanos(silenceMillis);
    }

    void opened(long nowNanos) {
        openedNanos = nowNanos;
        validNanos = nowNanos;
        isGreeted = false;
        isTalking = false;
        isSilent = false;
    }

    /**
     * The board has said hello.
     *
     * @return true if it had said so before, without a port opened or a question in between: it was reset
     */
    boolean greeted(boolean isAsked) {
        boolean isReset = isGreeted && !isAsked;
        isGreeted = true;
        return isReset;
    }

    /** A line was valid. In the quiet time it may be a stale one, and does not count: false. */
    boolean valid(long nowNanos) {
        if (!isTalking) {
            return false;
        }
        validNanos = nowNanos;
        isSilent = false;
        return true;
    }

    News turn(long nowNanos) {
        if (!isTalking && (isGreeted || nowNanos - openedNanos >= quietNanos)) {
            isTalking = true;
            validNanos = nowNanos; // what it said before did not count, nor does what it did not say
            return News.TALK;
        }
        if (!isSilent && isTalking && nowNanos - validNanos >= silenceNanos) {
            isSilent = true;
            return News.SILENT;
        }
        return News.NOTHING;
    }
}
