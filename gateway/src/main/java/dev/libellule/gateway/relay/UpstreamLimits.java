package dev.libellule.gateway.relay;

import dev.libellule.device.codec.Properties;
import dev.libellule.device.codec.Property;

/**
 * What the upstream allows, 3.2.2.3; before 5.0 it does not say.
 *
 * @param receiveMaximum messages of QoS 1 and 2 under way
 * @param maxPacketSize bytes
 * @param keepAliveSeconds the upstream's, in place of ours; -1 if it has none
 */
record UpstreamLimits(int receiveMaximum, int maxQos, boolean retainAvailable, long maxPacketSize,
        int keepAliveSeconds) {
    static final UpstreamLimits NONE = new UpstreamLimits(65_535, 2, true, 268_435_460L, -1);

    static UpstreamLimits of(Properties properties) {
        long size = Integer.toUnsignedLong(properties.number(Property.MAXIMUM_PACKET_SIZE, -1));
        return new UpstreamLimits(properties.number(Property.RECEIVE_MAXIMUM, 65_535),
                properties.number(Property.MAXIMUM_QOS, 2), properties.number(Property.RETAIN_AVAILABLE, 1) == 1,
                Math.min(size, NONE.maxPacketSize()), properties.number(Property.SERVER_KEEP_ALIVE, -1));
    }
}
