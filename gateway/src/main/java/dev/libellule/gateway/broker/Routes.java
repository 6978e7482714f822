package dev.libellule.gateway.broker;

import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.Slice;
import dev.libellule.device.codec.Status;
import dev.libellule.device.codec.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Remembers, for each Topic Name, who gets its messages: a hash table of the topics' bytes. Broker thread.
 *
 * <p>A message whose topic was seen before costs one hash and one comparison; a walk of the {@link TopicTree} is made when the
 * topic is new or the subscriptions have changed since. The table is bounded and starts anew when it is full, so that a client
 * which invents topics costs time but no memory.
 */
final class Routes {
    private static final int CAPACITY = 1 << 14;
    private static final int MOST = CAPACITY / 2;
    private static final int MOST_BYTES = 8 << 20;
    private static final Subscription[] NO_SUBSCRIPTIONS = {};
    private static final SharedGroup[] NO_GROUPS = {};

    /** Who gets the messages of one topic. */
    static final class Route {
        final byte[] topic;
        final int hash;
        /** Begins with {@code $SYS}: not for clients to publish to. */
        final boolean isSystem;
        Subscription[] subscriptions = NO_SUBSCRIPTIONS;
        SharedGroup[] groups = NO_GROUPS;
        private long version = -1;

        Route(byte[] topic, int hash) {
            this.topic = topic;
            this.hash = hash;
            this.isSystem = topic.length > 3 && topic[0] == '$' && topic[1] == 'S' && topic[2] == 'Y'
                    && topic[3] == 'S';
        }

        boolean isNobody() {
            return subscriptions.length == 0 && groups.length == 0;
        }

        boolean isFor(Slice name) {
            return Arrays.equals(topic, 0, topic.length, name.buffer, name.offset, name.offset + name.length);
        }
    }

    private final TopicTree tree;
    private final Route[] table = new Route[CAPACITY];
    private int size;
    private int bytes;
    private final List<Subscription> found = new ArrayList<>();
    private final List<SharedGroup> foundGroups = new ArrayList<>();

    Routes(TopicTree tree) {
        this.tree = tree;
    }

    /**
     * Finds the route of a Topic Name.
     *
     * @param last the route that was found before for this publisher, the likeliest; may be null
     * @return null when the name is not a Topic Name, [MQTT-3.3.2-2]
     */
    Route find(Slice name, Route last) {
        Route route = last != null && last.isFor(name) ? last : lookUp(name);
        if (route != null && route.version != tree.version()) {
            walk(route);
        }
        return route;
    }

    private Route lookUp(Slice name) {
        int hash = hash(name.buffer, name.offset, name.length);
        int at = hash & CAPACITY - 1;
        while (table[at] != null) {
            if (table[at].hash == hash && table[at].isFor(name)) {
                return table[at];
            }
            at = at + 1 & CAPACITY - 1;
        }
        if (Topics.checkName(name.buffer, name.offset, name.length) != Status.OK || !TopicTree.isDepthAllowed(name)) {
            return null;
        }
        if (size >= MOST || bytes + name.length > MOST_BYTES) {
            Arrays.fill(table, null);
            size = 0;
            bytes = 0;
            at = hash & CAPACITY - 1;
        }
        size++;
        bytes += name.length;
        table[at] = new Route(name.copy(), hash);
        return table[at];
    }

    private static int hash(byte[] bytes, int from, int length) {
        int hash = length;
        for (int i = from; i < from + length; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash ^ hash >>> 15;
    }

    private void walk(Route route) {
        found.clear();
        foundGroups.clear();
        tree.match(new String(route.topic, StandardCharsets.UTF_8), found, foundGroups);
        found.removeIf(subscription -> !mayReceive(subscription, route));
        mergeOverlaps();
        route.subscriptions = found.isEmpty() ? NO_SUBSCRIPTIONS : found.toArray(NO_SUBSCRIPTIONS);
        route.groups = foundGroups.isEmpty() ? NO_GROUPS : foundGroups.toArray(NO_GROUPS);
        route.version = tree.version();
    }

    /** Rights are looked at here, once for a topic; {@link TopicTree#invalidate} when they change. */
    private static boolean mayReceive(Subscription subscription, Route route) {
        Rights rights = subscription.session().rights();
        return rights == null || rights.mayReceive(route.topic);
    }

    /** A client before 5.0 gets one copy, at the largest QoS of its filters, as Mosquitto does; a 5.0 client one for each. */
    private void mergeOverlaps() {
        Map<Session, Integer> first = new IdentityHashMap<>();
        int kept = 0;
        for (Subscription subscription : found) {
            Integer before = subscription.session().version() == MqttVersion.V5_0
                    ? null
                    : first.putIfAbsent(subscription.session(), kept);
            if (before == null) {
                found.set(kept++, subscription);
            } else if (subscription.qos() > found.get(before).qos()) {
                found.set(before, found.get(before).withQos(subscription.qos()));
            }
        }
        found.subList(kept, found.size()).clear();
    }
}
