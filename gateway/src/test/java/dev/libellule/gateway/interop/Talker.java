package dev.libellule.gateway.interop;

/**
 * A client of others that holds the conversation of {@link InteropIT}: it connects, subscribes to {@code base/0/+}, {@code base/1/+} and
 * {@code base/2/+} at QoS 0, 1 and 2, publishes to {@code base/s/p} at QoS p for each s, {@code 10 s + p} bytes, at 2/2 70,000, and
 * disconnects when the nine messages have come.
 */
@FunctionalInterface
interface Talker {
    /**
     * Holds it.
     *
     * @param url with scheme mqtt, mqtts, ws or wss
     * @param version 3, 4 or 5
     * @param base client identifier, and topic
     * @return what came, a line for each: topic below the base, length, {@code q} and QoS
     */
    String converse(String url, int version, String base) throws Exception;
}
