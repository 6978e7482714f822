package dev.libellule.gateway.broker;

import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.Slice;

/**
 * Writes messages to one client: with what its version, mount point, Maximum Packet Size and Topic Alias Maximum make of them.
 * Broker thread; allocates nothing, but for a topic that gets an alias.
 */
final class ClientSender {
    /** From so many bytes in one socket on, a slow receiver has to wait when all sockets together hold too much. */
    private static final int FAIR_PENDING_BYTES = 64 << 10;
    private static final int CONGESTED_BYTES = 1 << 20;

    private final BrokerCore core;
    private final Carriers carriers;
    private final Statistics statistics;
    private final PacketLog log;
    private final Wire wire;
    private final ClientOutput output;
    private final MountPoint mountPoint;
    private String clientId;
    private int version;
    private OutgoingAliases aliases;

    ClientSender(BrokerCore core, Carriers carriers, Wire wire, ClientOutput output, MountPoint mountPoint) {
        this.core = core;
        this.carriers = carriers;
        this.statistics = core.statistics();
        this.log = core.log();
        this.wire = wire;
        this.output = output;
        this.mountPoint = mountPoint;
    }

    /**
     * The client is in.
     *
     * @param topicAliasMaximum how many aliases it takes, and we give
     */
    void begin(String newClientId, int newVersion, int topicAliasMaximum) {
        clientId = newClientId;
        version = newVersion;
        aliases = topicAliasMaximum == 0 ? null : new OutgoingAliases(topicAliasMaximum); // [MQTT-3.1.2-27]
    }

    /** Whether the socket has more than enough to do: what must not be lost should wait in the queue. */
    boolean isCongested() {
        return wire.pendingBytes() + output.length() > CONGESTED_BYTES;
    }

    private boolean mustDrop() {
        long pending = wire.pendingBytes() + output.length();
        return pending > core.limits().maxPendingBytes()
                || pending > FAIR_PENDING_BYTES && statistics.pendingBytes > core.mostPendingBytes();
    }

    void sendQos0(Publication publication, boolean retain, int subscriptionIdentifier) {
        if (mustDrop()) {
            statistics.drops.add(DropReason.SLOW);
            return;
        }
        if (log.isOn()) {
            log.sendingPublish(clientId, publication.topic, publication.payload.length, 0, 0, false, retain);
        }
        boolean isSameForAll = mountPoint == null && !retain && aliases == null
                && !(version == MqttVersion.V5_0 && (subscriptionIdentifier != 0 || !publication.isSameForAll()));
        boolean isSent = isSameForAll
                ? output.append(publication.packetQos0(version))
                : publish(publication.topic, publication.properties, publication.payload, 0, 0, false, retain,
                        subscriptionIdentifier, remainingSeconds(publication.expiresAtMillis));
        count(isSent, publication.payload.length);
    }

    /** Sends a message of QoS 1 or 2; false if it is too large for the client, [MQTT-3.1.2-25]. */
    boolean send(Outgoing outgoing, boolean dup) {
        Message message = outgoing.message;
        carriers.topicView.set(message.data, 0, message.topicLength);
        carriers.propertiesView.set(message.data, message.topicLength, message.propertiesLength);
        carriers.payloadView.set(message.data, message.payloadOffset(), message.payloadLength());
        boolean isSent = publish(carriers.topicView, carriers.propertiesView, carriers.payloadView, outgoing.qos,
                outgoing.packetIdentifier, dup,
                outgoing.retain, outgoing.subscriptionIdentifier, remainingSeconds(message.expiresAtMillis));
        if (isSent && log.isOn()) {
            log.sendingPublish(clientId, carriers.topicView, carriers.payloadView.length, outgoing.qos,
                    outgoing.packetIdentifier, dup,
                    outgoing.retain);
        }
        count(isSent, carriers.payloadView.length);
        return isSent;
    }

    private void count(boolean isSent, int payloadLength) {
        if (isSent) {
            statistics.sent(payloadLength);
        } else {
            statistics.drops.add(DropReason.TOO_LARGE);
        }
    }

    private boolean publish(Slice fullTopic, Slice properties, Slice payload, int qos, int packetIdentifier,
            boolean dup, boolean retain, int subscriptionIdentifier, long remainingSeconds) {
        Slice topic = shown(fullTopic);
        if (aliases != null) {
            int known = aliases.find(topic);
            int alias = known > 0 ? known : aliases.next();
            if (alias > 0 && output.publish(known > 0 ? carriers.noTopic : topic, alias, properties, payload, qos,
                    packetIdentifier, dup, retain, subscriptionIdentifier, remainingSeconds)) {
                if (known == 0) {
                    aliases.set(topic);
                }
                return true;
            }
        }
        return output.publish(topic, 0, properties, payload, qos, packetIdentifier, dup, retain,
                subscriptionIdentifier, remainingSeconds);
    }

    /** The topic as the client sees it: without the mount point. */
    private Slice shown(Slice topic) {
        if (mountPoint == null) {
            return topic;
        }
        int hidden = mountPoint.hidden(topic);
        carriers.shownTopic.set(topic.buffer, topic.offset + hidden, topic.length - hidden);
        return carriers.shownTopic;
    }

    /** What is left of a Message Expiry Interval, [MQTT-3.3.2-6]; -1 for none. */
    private long remainingSeconds(long expiresAtMillis) {
        return expiresAtMillis == Message.NEVER ? -1 : Math.max(1, (expiresAtMillis - core.nowMillis() + 999) / 1000);
    }
}
