package dev.libellule.gateway.broker.config;

/**
 * One {@code topic} line of a bridge: {@code topic pattern [[[out|in|both] qos] local-prefix remote-prefix]}.
 *
 * @param pattern a Topic Filter, or empty to map one topic on another
 * @param qos the largest QoS of what is shared
 * @param localPrefix put before the pattern here; may be empty
 * @param remotePrefix put before the pattern there; may be empty
 */
public record BridgeTopic(String pattern, Direction direction, int qos, String localPrefix, String remotePrefix,
        Origin origin) {
    /** Which way messages go. */
    public enum Direction {
        OUT, IN, BOTH;

        public boolean isOut() {
            return this != IN;
        }

        public boolean isIn() {
            return this != OUT;
        }
    }

    /** The Topic Filter of what goes out, on this broker. */
    public String localFilter() {
        return localPrefix + pattern;
    }

    /** The Topic Filter of what comes in, on the other broker. */
    public String remoteFilter() {
        return remotePrefix + pattern;
    }
}
