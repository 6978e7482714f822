package dev.libellule.gateway.relay;

import dev.libellule.device.codec.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Topic Filters as strings, section 4.7. */
public final class Filters {
    private Filters() {}

    /** Whether a filter matches a topic. */
    public static boolean matches(String filter, String topic) {
        byte[] a = filter.getBytes(StandardCharsets.UTF_8);
        byte[] b = topic.getBytes(StandardCharsets.UTF_8);
        return Topics.matches(a, 0, a.length, b, 0, b.length);
    }

    /** Whether there is a topic that both filters match. */
    static boolean overlap(String one, String other) {
        return intersection(one, other) != null;
    }

    /** A filter for the topics that both match; null if there are none. */
    static String intersection(String one, String other) {
        if (isWild(one) && other.startsWith("$") || isWild(other) && one.startsWith("$")) {
            return null; // [MQTT-4.7.2-1]
        }
        List<String> levels = new ArrayList<>();
        return intersect(one.split("/", -1), other.split("/", -1), levels) ? String.join("/", levels) : null;
    }

    private static boolean isWild(String filter) {
        return filter.startsWith("#") || filter.startsWith("+");
    }

    private static boolean intersect(String[] one, String[] other, List<String> levels) {
        for (int level = 0;; level++) {
            if (level < one.length && one[level].equals("#")) { // "a/#" matches "a" too, so the other may have ended
                levels.addAll(List.of(other).subList(Math.min(level, other.length), other.length));
                return true;
            }
            if (level < other.length && other[level].equals("#")) {
                levels.addAll(List.of(one).subList(Math.min(level, one.length), one.length));
                return true;
            }
            if (level == one.length || level == other.length) {
                return one.length == other.length;
            }
            if (!one[level].equals("+") && !other[level].equals("+") && !one[level].equals(other[level])) {
                return false;
            }
            levels.add(one[level].equals("+") ? other[level] : one[level]);
        }
    }
}
