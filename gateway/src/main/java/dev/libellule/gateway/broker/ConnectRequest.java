package dev.libellule.gateway.broker;

import dev.libellule.device.codec.Connect;
import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.Property;
import dev.libellule.device.codec.Publish;

/** What a CONNECT asked for, kept while its sender is being checked. */
record ConnectRequest(boolean cleanStart, long expirySeconds, int receiveMaximum, int maximumPacketSize,
        int keepAliveSeconds,
        boolean assigned, Will will) {

    ConnectRequest(Connect connect, int version, boolean assigned, long nowMillis) {
        this(connect.cleanStart, expirySeconds(connect, version),
                connect.properties.number(Property.RECEIVE_MAXIMUM, 65_535),
                connect.properties.number(Property.MAXIMUM_PACKET_SIZE, Integer.MAX_VALUE),
                connect.keepAliveSeconds, assigned,
                connect.hasWill() ? willOf(connect, version, nowMillis) : null);
    }

    private static long expirySeconds(Connect connect, int version) {
        if (version == MqttVersion.V5_0) {
            return Integer.toUnsignedLong(connect.properties.number(Property.SESSION_EXPIRY_INTERVAL, 0));
        }
        return connect.cleanStart ? 0 : Session.NEVER_EXPIRES;
    }

    private static Will willOf(Connect connect, int version, long nowMillis) {
        Publish publish = new Publish();
        publish.topic.set(connect.willTopic.copy());
        publish.payload.set(connect.willPayload.copy());
        publish.qos = connect.willQos;
        publish.retain = connect.willRetain;
        publish.packetIdentifier = publish.qos == 0 ? 0 : 1;
        Publication view = new Publication();
        view.setWill(publish, connect.willProperties, version, nowMillis);
        long delay = Integer.toUnsignedLong(connect.willProperties.number(Property.WILL_DELAY_INTERVAL, 0));
        return new Will(view.message(), delay);
    }
}
