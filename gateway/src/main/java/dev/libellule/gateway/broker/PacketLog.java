package dev.libellule.gateway.broker;

import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.Slice;
import java.nio.charset.StandardCharsets;
import org.tinylog.Logger;

/**
 * The lines of the log about single packets, in Mosquitto's form; written when somebody wants to see them only. Broker thread.
 *
 * <p>Callers ask {@link #isOn} first, so that nothing is built in vain.
 */
final class PacketLog {
    private boolean isOn;

    boolean isOn() {
        return isOn;
    }

    void set(boolean on) {
        isOn = on;
    }

    void received(String packet, String clientId) {
        Logger.debug("Received {} from {}", packet, clientId);
    }

    void sending(String packet, String clientId) {
        Logger.debug("Sending {} to {}", packet, clientId);
    }

    void sendingConnAck(String clientId, Will will, boolean sessionPresent) {
        if (will == null) {
            Logger.debug("No will message specified.");
        } else {
            Logger.debug("Will message specified ({} bytes) (r{}, q{}).", will.message().payloadLength(),
                    will.message().retain ? 1 : 0, will.message().qos);
        }
        Logger.debug("Sending CONNACK to {} ({}, 0)", clientId, sessionPresent ? 1 : 0);
    }

    void receivedPublish(String what, String clientId, Publish publish) {
        Logger.debug("{} PUBLISH from {} (d{}, q{}, r{}, m{}, '{}', ... ({} bytes))", what, clientId,
                publish.dup ? 1 : 0, publish.qos, publish.retain ? 1 : 0, publish.packetIdentifier,
                text(publish.topic), publish.payload.length);
    }

    void sendingPublish(String clientId, Slice topic, int payloadLength, int qos, int packetIdentifier, boolean dup,
            boolean retain) {
        Logger.debug("Sending PUBLISH to {} (d{}, q{}, r{}, m{}, '{}', ... ({} bytes))", clientId, dup ? 1 : 0, qos,
                retain ? 1 : 0, packetIdentifier, text(topic), payloadLength);
    }

    void receivedAck(String packet, String clientId, int packetIdentifier, int reasonCode) {
        Logger.debug("Received {} from {} (Mid: {}, RC:{})", packet, clientId, packetIdentifier, reasonCode);
    }

    void sendingAck(String packet, String clientId, int packetIdentifier, int reasonCode) {
        Logger.debug("Sending {} to {} (m{}, rc{})", packet, clientId, packetIdentifier, reasonCode);
    }

    /** {@code log_type subscribe}: who, largest QoS, filter. */
    void subscribed(Subscription subscription) {
        Logger.tag("subscribe").info("{} {} {}", subscription.session().clientId(), subscription.qos(),
                subscription.filter());
    }

    /** {@code log_type unsubscribe}. */
    void unsubscribed(Subscription subscription) {
        Logger.tag("unsubscribe").info("{} {}", subscription.session().clientId(), subscription.filter());
    }

    void subscription(String filter, int qos) {
        Logger.debug("\t{} (QoS {})", filter, qos);
    }

    private static String text(Slice slice) {
        return new String(slice.buffer, slice.offset, slice.length, StandardCharsets.UTF_8);
    }
}
