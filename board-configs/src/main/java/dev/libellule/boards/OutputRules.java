package dev.libellule.boards;

import dev.libellule.boards.OutputEntry.Level;
import java.time.Duration;

/**
 * What an output does whatever anybody asks.
 *
 * @param longestOn it is switched off after so long, whoever switched it on; 0 is never
 * @param shortestOff commands to switch on are refused until it was off for so long; 0 refuses none
 * @param withoutLink what it does when the link to the broker is lost
 * @param refuseQueued commands are refused that come so soon after the broker has resumed the session; 0 refuses none
 */
public record OutputRules(Duration longestOn, Duration shortestOff, WithoutLink withoutLink, Duration refuseQueued) {
    static final Duration LONGEST = Duration.ofDays(10);
    static final Duration LONGEST_QUEUED = Duration.ofMinutes(1);

    /** Every command is obeyed, and nothing happens by itself. */
    public static final OutputRules NONE = new OutputRules(Duration.ZERO, Duration.ZERO, WithoutLink.KEEP,
            Duration.ZERO);

    public OutputRules {
        Checks.between("longest-on", longestOn, Duration.ZERO, LONGEST);
        Checks.between("shortest-off", shortestOff, Duration.ZERO, LONGEST);
        Checks.between("refuse-queued", refuseQueued, Duration.ZERO, LONGEST_QUEUED);
    }

    /**
     * What an output does without a link. Written {@code keep}, {@code off after 30 s} or {@code on after 5 min}.
     *
     * @param after how long the link has to be gone
     */
    public record WithoutLink(Level state, Duration after) {
        /** It stays as it is. */
        public static final WithoutLink KEEP = new WithoutLink(Level.KEEP, Duration.ZERO);

        public WithoutLink {
            if (state != Level.KEEP) {
                Checks.between("without-link", after, Duration.ofSeconds(1), LONGEST);
            }
        }

        @Override
        public String toString() {
            return state == Level.KEEP ? "keep" : Words.of(state) + " after " + Units.text(after);
        }
    }
}
