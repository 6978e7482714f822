package dev.libellule.gateway.relay;

import dev.libellule.device.codec.Topics;
import java.nio.charset.StandardCharsets;

/** Topic Filters as strings, section 4.7. */
final class Filters {
    private Filters() {}

    static boolean matches(String filter, String topic) {
        byte[] a = filter.getBytes(StandardCharsets.UTF_8);
        byte[] b = topic.getBytes(StandardCharsets.UTF_8);
        return Topics.matches(a, 0, a.length, b, 0, b.length);
    }

    /** Whether there is a topic that both filters match. */
    static boolean overlap(String one, String other) {
        if (isWild(one) && other.startsWith("$") || isWild(other) && one.startsWith("$")) {
            return false; // [MQTT-4.7.2-1]
        }
        return overlap(one.split("/", -1), other.split("/", -1), 0);
    }

    private static boolean isWild(String filter) {
        return filter.startsWith("#") || filter.startsWith("+");
    }

    private static boolean overlap(String[] one, String[] other, int level) {
        if (level < one.length && one[level].equals("#") || level < other.length && other[level].equals("#")) {
            return true; // "a/#" matches "a" too, so the other may have ended
        }
        if (level == one.length || level == other.length) {
            return one.length == other.length;
        }
        boolean isSame = one[level].equals("+") || other[level].equals("+") || one[level].equals(other[level]);
        return isSame && overlap(one, other, level + 1);
    }
}
