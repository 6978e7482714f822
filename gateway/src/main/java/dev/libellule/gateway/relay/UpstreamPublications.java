package dev.libellule.gateway.relay;

import dev.libellule.device.codec.PacketReader;
import dev.libellule.device.codec.Property;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.Slice;
import dev.libellule.device.codec.Status;
import dev.libellule.gateway.broker.BridgeMessage;

/** Messages that came from one connection, on their way to the broker: aliases resolved, topics renamed, loops cut. */
final class UpstreamPublications {
    private final Upstream.Listener listener;
    private final TopicCache topics;
    private final Hops hops;
    private final Echoes echoes;
    private final byte[][] aliases;
    private final Slice properties = new Slice();
    private final Slice skipped = new Slice();
    private final PacketReader reader = new PacketReader();
    private byte[] forwarded = new byte[512];

    /** @param echoes what was sent; null where nothing comes back */
    UpstreamPublications(LinkPlan plan, Echoes echoes, Upstream.Listener listener) {
        this.echoes = echoes;
        this.listener = listener;
        topics = new TopicCache(plan.rules()::toLocal);
        hops = new Hops(plan.brokerId());
        aliases = new byte[plan.remote().maxTopicAlias() + 1][];
    }

    /** Takes one; what is not to be had here goes on without its content, for it has to be acknowledged. */
    int take(Publish in, long now) {
        int alias = in.properties.number(Property.TOPIC_ALIAS, 0);
        if (in.properties.has(Property.TOPIC_ALIAS)) {
            if (alias < 1 || alias >= aliases.length || in.topic.length == 0 && aliases[alias] == null) {
                return Status.PROTOCOL_ERROR; // [MQTT-3.3.2-8]
            }
            if (in.topic.length > 0) {
                aliases[alias] = in.topic.copy();
            } else {
                in.topic.set(aliases[alias]);
            }
        }
        byte[] topic = topics.find(in.topic);
        Drop drop = topic == null ? Drop.NO_RULE : null;
        if (hops.isLoop(in.properties.raw.buffer, in.properties.raw.offset, in.properties.raw.length)
                || echoes != null && echoes.takes(in.topic, in.payload, now)) {
            drop = Drop.LOOP;
        }
        long expiry = in.properties.has(Property.MESSAGE_EXPIRY_INTERVAL)
                ? Integer.toUnsignedLong(in.properties.number(Property.MESSAGE_EXPIRY_INTERVAL, 0))
                : -1;
        if (drop == null) {
            copyForwardable(in.properties.raw);
            listener.arrived(BridgeMessage.received(in.packetIdentifier, in.qos, in.retain, topic, properties,
                    in.payload, expiry));
        } else {
            listener.passedOver(in.qos, in.packetIdentifier, drop);
        }
        return Status.OK;
    }

    /** All properties but those that end here: the alias, the expiry, which is counted down, and our subscription's identifier. */
    private void copyForwardable(Slice raw) {
        properties.set(forwarded, 0, 0);
        if (raw.length == 0) {
            return;
        }
        if (forwarded.length < raw.length) {
            forwarded = new byte[raw.length * 2];
        }
        reader.wrap(raw.buffer, raw.offset, raw.offset + raw.length);
        int length = 0;
        while (reader.remaining() > 0) {
            int from = reader.position();
            boolean goesOn = true;
            switch (reader.readUint8()) {
                case Property.MESSAGE_EXPIRY_INTERVAL -> {
                    reader.skip(4);
                    goesOn = false;
                }
                case Property.TOPIC_ALIAS -> {
                    reader.skip(2);
                    goesOn = false;
                }
                case Property.SUBSCRIPTION_IDENTIFIER -> {
                    reader.readVariableByteInteger();
                    goesOn = false;
                }
                case Property.PAYLOAD_FORMAT_INDICATOR -> reader.skip(1);
                case Property.USER_PROPERTY -> {
                    reader.readBinary(skipped);
                    reader.readBinary(skipped);
                }
                default -> reader.readBinary(skipped);
            }
            if (goesOn) {
                System.arraycopy(raw.buffer, from, forwarded, length, reader.position() - from);
                length += reader.position() - from;
            }
        }
        properties.set(forwarded, 0, length);
    }
}
