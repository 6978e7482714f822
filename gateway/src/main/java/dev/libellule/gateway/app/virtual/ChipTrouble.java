package dev.libellule.gateway.app.virtual;

import dev.libellule.boards.Durations;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.simulator.Fault;
import java.time.Duration;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** What became of one chip in one fault. */
final class ChipTrouble {
    private final Fault fault;
    private final Map<Integer, Integer> rejected = new TreeMap<>();
    private int wrong;
    private String firstWrong = "";
    private long endMillis = -1;
    private boolean isFollowed;
    private long backMillis = -1;

    ChipTrouble(Fault fault) {
        this.fault = fault;
    }

    Fault fault() {
        return fault;
    }

    void rejected(int status) {
        rejected.merge(-status, 1, Integer::sum);
    }

    void believed(String what) {
        wrong++;
        firstWrong = firstWrong.isEmpty() ? what : firstWrong;
    }

    /**
     * The fault is over.
     *
     * @param isInAnother whether the chip is in another one still, of which it comes back later
     */
    void end(long nowMillis, boolean isInAnother) {
        endMillis = nowMillis;
        isFollowed = isInAnother;
    }

    /** The chip has given a good reading after the end. */
    void back(long nowMillis) {
        backMillis = backMillis < 0 ? nowMillis : backMillis;
    }

    /** The chip is well again. */
    boolean isOver() {
        return backMillis >= 0;
    }

    /** The fault was over, and the chip did not give anything more. */
    boolean isLost() {
        return endMillis >= 0 && backMillis < 0 && rejected() > 0;
    }

    int rejected() {
        return rejected.values().stream().mapToInt(Integer::intValue).sum();
    }

    int wrong() {
        return wrong;
    }

    /** In words; empty if there was nothing to notice. */
    String text() {
        StringJoiner text = new StringJoiner("; ").setEmptyValue("");
        if (rejected() > 0) {
            StringJoiner reasons = new StringJoiner(", ");
            rejected.forEach((status, count) -> reasons.add(SensorStatus.text(-status) + " " + count));
            text.add("%d readings rejected (%s)".formatted(rejected(), reasons));
        }
        if (wrong > 0) {
            text.add("%d wrong values believed, the first %s".formatted(wrong, firstWrong));
        }
        if (rejected() > 0 && isOver() && !isFollowed) {
            text.add(
                    "back " + Durations.text(Duration.ofSeconds((backMillis - endMillis + 999) / 1_000)) + " after it");
        } else if (isLost()) {
            text.add("NOT BACK");
        }
        return text.toString();
    }
}
