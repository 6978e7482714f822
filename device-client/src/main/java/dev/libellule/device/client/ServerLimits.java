package dev.libellule.device.client;

import dev.libellule.device.codec.ConnAck;
import dev.libellule.device.codec.Property;

/** What the server said in its CONNACK that the client has to keep to, 3.2.2.3. In 3.1.1 there are no limits. */
final class ServerLimits {
    private static final int NO_LIMIT = Integer.MAX_VALUE;

    int receiveMaximum;
    int maximumQos;
    boolean retainAvailable;
    int maximumPacketSize;
    int keepAliveSeconds;

    /**
     * Takes the limits of a new connection.
     *
     * @param ownKeepAliveSeconds holds unless the server gives another one, [MQTT-3.2.2-21]
     */
    void read(ConnAck connAck, int ownKeepAliveSeconds) {
        receiveMaximum = connAck.properties.number(Property.RECEIVE_MAXIMUM, 65_535);
        maximumQos = connAck.properties.number(Property.MAXIMUM_QOS, 2);
        retainAvailable = connAck.properties.number(Property.RETAIN_AVAILABLE, 1) == 1;
        int size = connAck.properties.number(Property.MAXIMUM_PACKET_SIZE, NO_LIMIT);
        maximumPacketSize = size < 0 ? NO_LIMIT : size; // negative: above 2,147,483,647
        keepAliveSeconds = connAck.properties.number(Property.SERVER_KEEP_ALIVE, ownKeepAliveSeconds);
    }
}
