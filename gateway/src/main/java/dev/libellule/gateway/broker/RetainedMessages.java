package dev.libellule.gateway.broker;

import dev.libellule.gateway.store.StoredMessage;
import dev.libellule.gateway.store.StoredRetained;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
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

    /** A message as the store keeps it. */
    static StoredRetained row(String topic, StoredMessage body, Source source) {
        return source == null
                ? new StoredRetained(topic, body, null, null, null)
                : new StoredRetained(topic, body, source.userName(), source.clientId(), source.rules().name());
    }

    /** Who sent a retained message, for the question whether it still might. */
    record Source(String userName, String clientId, ListenerRules rules) {
        private boolean mayStillPublish(Message message) {
            Rights rights = rules.rights(userName, clientId);
            return rights == null || rights.mayPublish(message);
        }
    }

    private final Node root = new Node();
    private final Memory memory;
    private int count;
    private long levels;
    private int expiring;
    private long bytes;

    RetainedMessages(Memory memory) {
        this.memory = memory;
    }

    /** Nodes of the tree. */
    long levels() {
        return levels;
    }

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
        String[] names = message.topic().split("/", -1);
        if (message.payloadLength() == 0) {
            remove(root, names, 0);
            return;
        }
        Node node = root;
        for (String level : names) {
            node = node.children.computeIfAbsent(level, _ -> {
                levels++;
                return new Node();
            });
        }
        replace(node, message);
        node.source = source;
        node.isHidden = false;
    }

    /** Whether a message is still the one of its topic, and may be seen. */
    boolean isCurrent(Message message) {
        Node node = root;
        for (String level : message.topic().split("/", -1)) {
            node = node.children.get(level);
            if (node == null) {
                return false;
            }
        }
        return node.message == message && !node.isHidden;
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
            expiring -= node.message.expiresAtMillis == Message.NEVER ? 0 : 1;
            memory.letGo(node.message);
        }
        node.message = message;
        if (message != null) {
            count++;
            bytes += message.data.length;
            expiring += message.expiresAtMillis == Message.NEVER ? 0 : 1;
            memory.hold(message);
        }
    }

    /** What is from before the machine was off was longer ago than it seemed. */
    void age(long millis, Set<Message> aged) {
        forEachMatch("#", message -> {
            if (message.isFromBefore && aged.add(message)) {
                message.age(millis);
            }
        });
    }

    /** Removes what has expired, 3.3.2.3.3; walks the tree only when there is something that expires at all. */
    void removeExpired(long nowMillis, Consumer<String> topics) {
        if (expiring > 0) {
            removeExpired(root, nowMillis, topics);
        }
    }

    private void removeExpired(Node node, long nowMillis, Consumer<String> topics) {
        if (node.message != null && node.message.isExpired(nowMillis)) {
            topics.accept(node.message.topic());
            replace(node, null);
        }
        node.children.values().removeIf(child -> {
            removeExpired(child, nowMillis, topics);
            return isEmptied(child);
        });
    }

    private boolean isEmptied(Node node) {
        boolean isEmpty = node.message == null && node.children.isEmpty();
        levels -= isEmpty ? 1 : 0;
        return isEmpty;
    }

    private void remove(Node node, String[] names, int depth) {
        if (depth == names.length) {
            replace(node, null);
            return;
        }
        Node child = node.children.get(names[depth]);
        if (child != null) {
            remove(child, names, depth + 1);
            if (isEmptied(child)) {
                node.children.remove(names[depth]);
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
