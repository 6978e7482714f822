package dev.libellule.gateway.broker;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The last retained message of each topic, by levels, 3.3.1.3. Broker thread. */
final class RetainedMessages {
    /** One level of a Topic Name. */
    private static final class Node {
        final Map<String, Node> children = HashMap.newHashMap(4);
        Message message;
        /** Who sent it; null for the broker itself and for clients who may do everything. */
        Source source;
        boolean isHidden;
    }

    /** Who sent a retained message, for the question whether it still might. */
    record Source(String userName, String clientId, ListenerRules rules) {
        private boolean mayStillPublish(Message message) {
            Rights rights = rules.rights(userName, clientId);
            return rights == null || rights.mayPublish(message);
        }
    }

    private final Node root = new Node();
    private int count;
    private long bytes;

    int count() {
        return count;
    }

    /** Bytes of topics, properties and payloads. */
    long bytes() {
        return bytes;
    }

    /** Keeps a message in place of the last one of its topic; an empty payload removes that, [MQTT-3.3.1-6]. */
    void put(Message message) {
        put(message, null);
    }

    /** The same, with its sender. */
    void put(Message message, Source source) {
        String[] levels = message.topic().split("/", -1);
        if (message.payloadLength() == 0) {
            remove(root, levels, 0);
            return;
        }
        Node node = root;
        for (String level : levels) {
            node = node.children.computeIfAbsent(level, _ -> new Node());
        }
        replace(node, message);
        node.source = source;
        node.isHidden = false;
    }

    /** Rights have changed: hides what its sender could not send any more, and shows the rest, {@code check_retain_source}. */
    void checkSources() {
        checkSources(root);
    }

    private static void checkSources(Node node) {
        node.isHidden = node.message != null && node.source != null && !node.source.mayStillPublish(node.message);
        node.children.values().forEach(RetainedMessages::checkSources);
    }

    private void replace(Node node, Message message) {
        if (node.message != null) {
            count--;
            bytes -= node.message.data.length;
        }
        node.message = message;
        if (message != null) {
            count++;
            bytes += message.data.length;
        }
    }

    private void remove(Node node, String[] levels, int depth) {
        if (depth == levels.length) {
            replace(node, null);
            return;
        }
        Node child = node.children.get(levels[depth]);
        if (child != null) {
            remove(child, levels, depth + 1);
            if (child.message == null && child.children.isEmpty()) {
                node.children.remove(levels[depth]);
            }
        }
    }

    /** Gives each retained message whose topic matches a Topic Filter, 4.7. */
    void forEachMatch(String filter, Consumer<Message> action) {
        match(root, filter.split("/", -1), 0, action);
    }

    private static void match(Node node, String[] levels, int depth, Consumer<Message> action) {
        if (depth == levels.length) {
            give(node, action);
            return;
        }
        String level = levels[depth];
        if (level.equals("#")) {
            all(node, depth == 0, action);
        } else if (level.equals("+")) {
            for (Map.Entry<String, Node> child : node.children.entrySet()) {
                if (depth > 0 || !child.getKey().startsWith("$")) { // [MQTT-4.7.2-1]
                    match(child.getValue(), levels, depth + 1, action);
                }
            }
        } else {
            Node child = node.children.get(level);
            if (child != null) {
                match(child, levels, depth + 1, action);
            }
        }
    }

    private static void all(Node node, boolean isRoot, Consumer<Message> action) {
        give(node, action);
        for (Map.Entry<String, Node> child : node.children.entrySet()) {
            if (!isRoot || !child.getKey().startsWith("$")) {
                all(child.getValue(), false, action);
            }
        }
    }

    private static void give(Node node, Consumer<Message> action) {
        if (node.message != null && !node.isHidden) {
            action.accept(node.message);
        }
    }
}
