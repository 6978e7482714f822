package dev.libellule.gateway.broker;

import dev.libellule.device.codec.Slice;
import dev.libellule.device.codec.Status;
import dev.libellule.device.codec.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What one client may publish and receive, by the rules of an access control list that are about it. Immutable.
 *
 * <p>The first rule that matches and is about what is wanted counts; what no rule allows is denied. A topic that begins with {@code $}
 * is matched by filters that begin with it only, 4.7.2. A check allocates nothing.
 */
public final class Rights {
    /** What a rule says about the topics that it matches. */
    public enum Access {
        DENY(0), READ(1), WRITE(2), READWRITE(3);

        private final int bits;

        Access(int bits) {
            this.bits = bits;
        }
    }

    /**
     * One line of an access control list.
     *
     * @param filter with its wildcards; other placeholders have been replaced
     */
    public record Rule(String filter, Access access) {}

    private final byte[][] filters;
    private final int[] access;

    /**
     * Makes the rights of a client whom these rules are about.
     *
     * @param groups of rules, one behind the other; in each, those that deny come first. A filter that is not one is left out
     */
    public Rights(List<List<Rule>> groups) {
        List<Rule> sorted = new ArrayList<>();
        for (List<Rule> group : groups) {
            for (boolean denies : new boolean[]{true, false}) {
                group.stream().filter(rule -> rule.access() == Access.DENY == denies && isFilter(rule.filter()))
                        .forEach(sorted::add);
            }
        }
        filters = new byte[sorted.size()][];
        access = new int[sorted.size()];
        for (int i = 0; i < filters.length; i++) {
            filters[i] = sorted.get(i).filter().getBytes(StandardCharsets.UTF_8);
            access[i] = sorted.get(i).access().bits;
        }
    }

    private static boolean isFilter(String filter) {
        byte[] bytes = filter.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= 65_535 && Topics.checkFilter(bytes, 0, bytes.length) == Status.OK;
    }

    boolean mayPublish(Slice topic) {
        return isAllowed(Access.WRITE.bits, topic.buffer, topic.offset, topic.length);
    }

    boolean mayReceive(Slice topic) {
        return isAllowed(Access.READ.bits, topic.buffer, topic.offset, topic.length);
    }

    /** For a message that the broker keeps. */
    boolean mayReceive(Message message) {
        return isAllowed(Access.READ.bits, message.data, 0, message.topicLength);
    }

    /** For a message that the broker keeps. */
    boolean mayPublish(Message message) {
        return isAllowed(Access.WRITE.bits, message.data, 0, message.topicLength);
    }

    boolean mayReceive(byte[] topic) {
        return isAllowed(Access.READ.bits, topic, 0, topic.length);
    }

    private boolean isAllowed(int wanted, byte[] topic, int offset, int length) {
        for (int i = 0; i < filters.length; i++) {
            if ((access[i] == 0 || (access[i] & wanted) != 0) && matches(filters[i], topic, offset, offset + length)) {
                return access[i] != 0;
            }
        }
        return false;
    }

    /** Whether a subscription can bring anything: some rule that lets the client read has a topic in common with the filter. */
    boolean mayReceiveSomeOf(String filter) {
        String[] wanted = filter.split("/", -1);
        for (int i = 0; i < filters.length; i++) {
            if ((access[i] & Access.READ.bits) != 0
                    && overlap(wanted, new String(filters[i], StandardCharsets.UTF_8).split("/", -1))) {
                return true;
            }
        }
        return false;
    }

    private static boolean overlap(String[] a, String[] b) {
        if (a[0].startsWith("$") != b[0].startsWith("$")) {
            return false;
        }
        int i = 0;
        while (i < a.length && i < b.length) {
            if (a[i].equals("#") || b[i].equals("#")) {
                return true;
            }
            if (!a[i].equals(b[i]) && !a[i].equals("+") && !b[i].equals("+")) {
                return false;
            }
            i++;
        }
        return a.length == b.length || i < a.length && a[i].equals("#") || i < b.length && b[i].equals("#"); // "a/#" has "a"
    }

    /** Whether a Topic Filter matches a Topic Name, 4.7. */
    static boolean matches(byte[] filter, byte[] topic, int from, int to) {
        if (to > from && (topic[from] == '$') != (filter.length > 0 && filter[0] == '$')) {
            return false; // [MQTT-4.7.2-1]
        }
        int f = 0;
        int t = from;
        while (f < filter.length) {
            byte c = filter[f];
            if (c == '#') {
                return true;
            }
            if (c == '+') {
                while (t < to && topic[t] != '/') {
                    t++;
                }
                f++;
            } else if (t < to && topic[t] == c) {
                f++;
                t++;
            } else {
                return t == to && c == '/' && f + 2 == filter.length && filter[f + 1] == '#'; // "a/#" matches "a"
            }
        }
        return t == to;
    }
}
