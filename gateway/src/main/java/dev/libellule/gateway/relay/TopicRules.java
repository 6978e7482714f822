package dev.libellule.gateway.relay;

import dev.libellule.device.codec.Slice;
import dev.libellule.gateway.broker.config.BridgeTopic;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The {@code topic} lines of a bridge: which topics go where, and under which name. Immutable. */
final class TopicRules {
    private final List<BridgeTopic> out;
    private final List<BridgeTopic> in;

    TopicRules(List<BridgeTopic> topics) {
        out = topics.stream().filter(topic -> topic.direction().isOut()).toList();
        in = topics.stream().filter(topic -> topic.direction().isIn()).toList();
    }

    /** What to subscribe to here: filter and QoS. */
    Map<String, Integer> localFilters() {
        Map<String, Integer> filters = new LinkedHashMap<>();
        out.forEach(topic -> filters.merge(topic.localFilter(), topic.qos(), Math::max));
        return filters;
    }

    /** What to subscribe to there: filter and QoS. */
    Map<String, Integer> remoteFilters() {
        Map<String, Integer> filters = new LinkedHashMap<>();
        in.forEach(topic -> filters.merge(topic.remoteFilter(), topic.qos(), Math::max));
        return filters;
    }

    boolean hasIncoming() {
        return !in.isEmpty();
    }

    /** What an older configuration may have subscribed to there: all that now only goes out. */
    List<String> staleFilters() {
        return out.stream().map(BridgeTopic::remoteFilter).filter(filter -> !remoteFilters().containsKey(filter))
                .distinct().toList();
    }

    /** Whether a topic of the other broker has a name here. */
    String toLocal(Slice remoteTopic) {
        return toLocal(new String(remoteTopic.buffer, remoteTopic.offset, remoteTopic.length, StandardCharsets.UTF_8));
    }

    /** The name of an outgoing message's topic there, by the first line that matches; null if none does. */
    String toRemote(String localTopic) {
        for (BridgeTopic topic : out) {
            if (Filters.matches(topic.localFilter(), localTopic)) {
                return topic.remotePrefix() + rest(localTopic, topic.localPrefix());
            }
        }
        return null;
    }

    /** The name of an incoming message's topic here, by the first line that matches; null if none does. */
    String toLocal(String remoteTopic) {
        for (BridgeTopic topic : in) {
            if (Filters.matches(topic.remoteFilter(), remoteTopic)) {
                return topic.localPrefix() + rest(remoteTopic, topic.remotePrefix());
            }
        }
        return null;
    }

    /** {@code a/#} with prefix {@code a/} also matches the topic {@code a}, which is shorter than the prefix. */
    private static String rest(String topic, String prefix) {
        return topic.substring(Math.min(prefix.length(), topic.length()));
    }
}
