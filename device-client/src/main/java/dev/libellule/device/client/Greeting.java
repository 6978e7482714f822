package dev.libellule.device.client;

import dev.libellule.device.codec.ConnAck;
import dev.libellule.device.codec.Connect;
import dev.libellule.device.codec.ConnectCoder;
import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.PacketWriter;
import dev.libellule.device.codec.Property;
import dev.libellule.device.codec.Slice;

/** The CONNECT of this client, and what the server's answer changes in the next one. Owned by the {@link MqttClient}. */
final class Greeting {
    /** Session Expiry Interval 5 bytes, Receive Maximum 3, Maximum Packet Size 5, Topic Alias Maximum 3. */
    private static final int PROPERTIES_LENGTH = 16;
    /** Longer identifiers are not kept; the server then gives another one each time. */
    private static final int MAXIMUM_ASSIGNED_LENGTH = 64;

    private static final byte[] NO_NAME = new byte[0];

    private final Connect connect = new Connect();
    private final byte[] assigned = new byte[MAXIMUM_ASSIGNED_LENGTH];
    private final Slice assignedIdentifier = new Slice();
    private final boolean cleanOnce;
    private final AuthenticationExchange authentication;
    private final PacketWriter propertiesWriter = new PacketWriter();
    private int fixedLength;
    private int topicAliasMaximum;
    private boolean isKept;

    Greeting(MqttSettings settings, int receiveBufferLength, AuthenticationExchange authentication) {
        this.authentication = authentication;
        topicAliasMaximum = settings.incomingAliases;
        connect.version = settings.version;
        boolean isV5 = settings.version == MqttVersion.V5_0;
        connect.cleanStart = settings.cleanStart
                || !isV5 && settings.clientIdentifier.length == 0; // 3.1.1 [MQTT-3.1.3-7]
        connect.keepAliveSeconds = settings.keepAliveSeconds;
        connect.clientIdentifier.set(settings.clientIdentifier);
        if (settings.userName != null) {
            connect.userName.set(settings.userName);
        }
        if (settings.password != null) {
            if (settings.userName == null && !isV5) {
                connect.userName.set(NO_NAME); // 3.1.1 [MQTT-3.1.2-22]
            }
            connect.password.set(settings.password);
        }
        if (settings.willTopic != null) {
            connect.willTopic.set(settings.willTopic);
            connect.willPayload.set(settings.willPayload);
            connect.willQos = settings.willQos;
            connect.willRetain = settings.willRetain;
            connect.willPropertiesToSend.set(settings.willProperties);
        }
        cleanOnce = settings.version == MqttVersion.V5_0 && settings.sessionExpirySeconds != 0;
        if (settings.version == MqttVersion.V5_0) {
            int length = PROPERTIES_LENGTH + settings.connectProperties.length + authentication.propertiesLength();
            byte[] properties = new byte[length];
            PacketWriter writer = propertiesWriter;
            writer.wrap(properties, 0, length);
            if (settings.sessionExpirySeconds != 0) {
                writer.property32(Property.SESSION_EXPIRY_INTERVAL, settings.sessionExpirySeconds);
            }
            writer.property16(Property.RECEIVE_MAXIMUM, settings.receiveMaximum);
            if (settings.announcePacketSize) {
                writer.property32(Property.MAXIMUM_PACKET_SIZE, receiveBufferLength);
            }
            writer.writeBytes(settings.connectProperties, 0, settings.connectProperties.length);
            fixedLength = writer.position();
            connect.propertiesToSend.set(properties);
        }
    }

    /** Writes CONNECT; its length, or a negative status when it does not fit. */
    int write(PacketWriter out) {
        if (connect.version == MqttVersion.V5_0) {
            byte[] properties = connect.propertiesToSend.buffer;
            propertiesWriter.wrap(properties, fixedLength, properties.length);
            if (topicAliasMaximum > 0) {
                propertiesWriter.property16(Property.TOPIC_ALIAS_MAXIMUM, topicAliasMaximum);
            }
            authentication.begin(propertiesWriter);
            connect.propertiesToSend.length = propertiesWriter.position();
        }
        return ConnectCoder.encode(out, connect);
    }

    /** Goes on with the session of this identifier. */
    void resume(Slice clientIdentifier) {
        if (clientIdentifier.length <= assigned.length) {
            keep(clientIdentifier);
            connect.cleanStart = false;
            isKept = true;
        }
    }

    private void keep(Slice clientIdentifier) {
        System.arraycopy(clientIdentifier.buffer, clientIdentifier.offset, assigned, 0, clientIdentifier.length);
        connect.clientIdentifier.set(assigned, 0, clientIdentifier.length);
    }

    /**
     * Keeps the identifier that the server gave, so that the session is found again.
     *
     * @return true if the identifier is new to a {@link SessionStore}
     */
    boolean accepted(ConnAck connAck) {
        connAck.properties.slice(Property.ASSIGNED_CLIENT_IDENTIFIER, assignedIdentifier);
        if (assignedIdentifier.isPresent() && assignedIdentifier.length <= assigned.length) {
            keep(assignedIdentifier);
            isKept = false;
        }
        if (cleanOnce) {
            connect.cleanStart = false;
        }
        boolean isNew = !isKept;
        isKept = true;
        return isNew;
    }

    /** Whether the latest CONNECT asked to forget an older session. */
    boolean isClean() {
        return connect.cleanStart;
    }

    /** How many aliases the server may use on this connection. */
    int topicAliasMaximum() {
        return topicAliasMaximum;
    }

    /** Allows no alias from the next connection on. */
    void allowNoAliases() {
        topicAliasMaximum = 0;
    }

    void clientIdentifier(Slice out) {
        out.set(connect.clientIdentifier.buffer, connect.clientIdentifier.offset, connect.clientIdentifier.length);
    }
}
