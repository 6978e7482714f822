package dev.libellule.gateway.broker;

import dev.libellule.device.codec.Connect;
import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.Property;
import dev.libellule.device.codec.Publish;

/** What a CONNECT asked for, kept while its sender is being checked. */
record ConnectRequest(boolean cleanStart, long expirySeconds, int receiveMaximum, int maximumPacketSize,
        int topicAliasMaximum, boolean wantsResponseInformation, int keepAliveSeconds, boolean assigned, Will will) {

    ConnectRequest(Connect connect, int version, boolean assigned) {
        this(connect.cleanStart, expirySeconds(connect, version),
                connect.properties.number(Property.RECEIVE_MAXIMUM, 65_535),
                connect.properties.number(Property.MAXIMUM_PACKET_SIZE, Integer.MAX_VALUE),
                connect.properties.number(Property.TOPIC_ALIAS_MAXIMUM, 0),
                connect.properties.number(Property.REQUEST_RESPONSE_INFORMATION, 0) == 1,
                connect.keepAliveSeconds, assigned,
                connect.hasWill() ? willOf(connect, version) : null);
    }

    private static long expirySeconds(Connect connect, int version) {
        if (version == MqttVersion.V5_0) {
            return Integer.toUnsignedLong(connect.properties.number(Property.SESSION_EXPIRY_INTERVAL, 0));
        }
        return connect.cleanStart ? 0 : Session.NEVER_EXPIRES;
    }

    private static Will willOf(Connect connect, int version) {
        Publish publish = new Publish();
        publish.topic.set(connect.willTopic.copy());
        publish.payload.set(connect.willPayload.copy());
        publish.qos = connect.willQos;
        publish.retain = connect.willRetain;
        publish.packetIdentifier = publish.qos == 0 ? 0 : 1;
        Publication view = new Publication();
        view.setWill(publish, connect.willProperties, version, 0); // expiry begins when it is published, 3.1.3.2.4
        long delay = Integer.toUnsignedLong(connect.willProperties.number(Property.WILL_DELAY_INTERVAL, 0));
        return new Will(view.message(), delay);
    }
}
