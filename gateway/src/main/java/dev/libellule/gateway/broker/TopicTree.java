package dev.libellule.gateway.broker;

import dev.libellule.device.codec.Slice;
import dev.libellule.device.codec.Status;
import dev.libellule.device.codec.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All subscriptions by the levels of their filters, 4.7. Broker thread.
 *
 * <p>A match walks at most three branches a level: the level itself, {@code +} and {@code #}. What it finds is kept by
 * {@link Routes}, so a walk is made once for a topic, not once for a message.
 */
final class TopicTree {
    /** Levels of a Topic Name or Topic Filter at most, as in Mosquitto: a walk is recursive. */
    static final int MOST_LEVELS = 200;

    private static final String SHARE = "$share/";

    /** One level of a filter, and what ends there. */
    private static final class Node {
        final Map<String, Node> children = HashMap.newHashMap(4);
        final List<Subscription> subscriptions = new ArrayList<>(1);
        Map<String, SharedGroup> groups;

        boolean isEmpty() {
            return children.isEmpty() && subscriptions.isEmpty() && (groups == null || groups.isEmpty());
        }
    }

    private final Node root = new Node();
    private long version;
    private long levels;
    private int count;
    private int sharedCount;

    /** Changes with every change of what a topic may match. */
    long version() {
        return version;
    }

    /** Nodes of the tree. */
    long levels() {
        return levels;
    }

    int count() {
        return count;
    }

    int sharedCount() {
        return sharedCount;
    }

    /** Makes remembered routes stale: something that they depend on has changed. */
    void invalidate() {
        version++;
    }

    static boolean isShared(String filter) {
        return filter.startsWith(SHARE);
    }

    /** Tells whether a Topic Name or Topic Filter has no more levels than are allowed. */
    static boolean isDepthAllowed(Slice topic) {
        int separators = 0;
        for (int i = topic.offset; i < topic.offset + topic.length; i++) {
            separators += topic.buffer[i] == '/' ? 1 : 0;
        }
        return separators < MOST_LEVELS;
    }

    /** Tells whether a filter may be subscribed to. */
    static boolean isValidFilter(Slice bytes, String filter) {
        return Topics.checkFilter(bytes.buffer, bytes.offset, bytes.length) == Status.OK
                && isDepthAllowed(bytes) && (!isShared(filter) || isValidShared(filter));
    }

    /** Tells whether a filter that begins with {@code $share/} names a group and a filter, [MQTT-4.8.2-1] and [MQTT-4.8.2-2]. */
    static boolean isValidShared(String filter) {
        int slash = filter.indexOf('/', SHARE.length());
        String group = slash < 0 ? "" : filter.substring(SHARE.length(), slash);
        return !group.isEmpty() && group.indexOf('+') < 0 && group.indexOf('#') < 0 && slash + 1 < filter.length();
    }

    /** The filter of a shared subscription; any other as it is. */
    static String withoutGroup(String filter) {
        return isShared(filter) ? filter.substring(filter.indexOf('/', SHARE.length()) + 1) : filter;
    }

    /** Adds a subscription; one of the same session and filter has to be removed first. */
    void add(Subscription subscription) {
        version++;
        String filter = subscription.filter();
        if (isShared(filter)) {
            int slash = filter.indexOf('/', SHARE.length());
            Node node = nodeFor(filter.substring(slash + 1));
            if (node.groups == null) {
                node.groups = new HashMap<>();
            }
            node.groups.computeIfAbsent(filter.substring(SHARE.length(), slash), _ -> new SharedGroup())
                    .add(subscription);
            sharedCount++;
        } else {
            nodeFor(filter).subscriptions.add(subscription);
        }
        count++;
    }

    private Node nodeFor(String filter) {
        Node node = root;
        for (String level : filter.split("/", -1)) {
            node = node.children.computeIfAbsent(level, _ -> {
                levels++;
                return new Node();
            });
        }
        return node;
    }

    /** Removes a subscription that was added. */
    void remove(Subscription subscription) {
        version++;
        count--;
        String filter = subscription.filter();
        String group = null;
        if (isShared(filter)) {
            int slash = filter.indexOf('/', SHARE.length());
            group = filter.substring(SHARE.length(), slash);
            filter = filter.substring(slash + 1);
            sharedCount--;
        }
        remove(root, filter.split("/", -1), 0, group, subscription);
    }

    private void remove(Node node, String[] names, int depth, String group, Subscription subscription) {
        if (depth == names.length) {
            if (group == null) {
                node.subscriptions.remove(subscription);
            } else {
                SharedGroup shared = node.groups.get(group);
                shared.remove(subscription.session());
                if (shared.isEmpty()) {
                    node.groups.remove(group);
                }
            }
            return;
        }
        Node child = node.children.get(names[depth]);
        if (child != null) {
            remove(child, names, depth + 1, group, subscription);
            if (child.isEmpty()) {
                levels--;
                node.children.remove(names[depth]);
            }
        }
    }

    /** Collects what matches a Topic Name. */
    void match(String topic, List<Subscription> subscriptions, List<SharedGroup> groups) {
        match(root, topic.split("/", -1), 0, topic.startsWith("$"), subscriptions, groups);
    }

    private static void match(Node node, String[] levels, int depth, boolean isDollar, List<Subscription> subscriptions,
            List<SharedGroup> groups) {
        boolean wildcardsMatch = depth > 0 || !isDollar; // [MQTT-4.7.2-1]
        if (wildcardsMatch) {
            collect(node.children.get("#"), subscriptions, groups); // "sport/#" matches "sport" too
        }
        if (depth == levels.length) {
            collect(node, subscriptions, groups);
            return;
        }
        Node exact = node.children.get(levels[depth]);
        if (exact != null) {
            match(exact, levels, depth + 1, isDollar, subscriptions, groups);
        }
        Node plus = wildcardsMatch ? node.children.get("+") : null;
        if (plus != null) {
            match(plus, levels, depth + 1, isDollar, subscriptions, groups);
        }
    }

    private static void collect(Node node, List<Subscription> subscriptions, List<SharedGroup> groups) {
        if (node != null) {
            subscriptions.addAll(node.subscriptions);
            if (node.groups != null) {
                groups.addAll(node.groups.values());
            }
        }
    }
}
