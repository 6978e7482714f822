package dev.libellule.gateway.broker;

import dev.libellule.gateway.store.StoredMessage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One application message as the broker keeps it: for the retained store, a queue or an acknowledgement that is awaited. Its content
 * never changes.
 *
 * <p>Topic Name, properties and payload stand one behind the other in one array:
 *
 * <pre>
 *   data: | Topic Name | properties to forward, without their length | payload |
 * </pre>
 */
final class Message {
    /** Never expires. */
    static final long NEVER = Long.MAX_VALUE;

    private static final byte[] NO_PROPERTIES = {};

    final byte[] data;
    final int topicLength;
    final int propertiesLength;
    final int qos;
    final boolean retain;
    /** On the broker's monotonic clock. Changes where it was estimated: {@link #isFromBefore}. */
    long expiresAtMillis;
    /** When the broker got it, in milliseconds since 1970; 0 if that is not known. */
    long receivedAt;
    /** Was kept before the machine was off, for as long as its clock says. */
    boolean isFromBefore;
    /** How many keep it; counted by {@link Memory}. */
    int holders;
    /** On the disk, for sessions that survive; null while there is none. */
    StoredMessage body;

    Message(byte[] data, int topicLength, int propertiesLength, int qos, boolean retain, long expiresAtMillis) {
        this.data = data;
        this.topicLength = topicLength;
        this.propertiesLength = propertiesLength;
        this.qos = qos;
        this.retain = retain;
        this.expiresAtMillis = expiresAtMillis;
    }

    static Message of(String topic, byte[] payload, int qos, boolean retain) {
        return of(topic, payload, qos, retain, NO_PROPERTIES, NEVER);
    }

    /** One from inside, with properties that go on to the receivers. */
    static Message of(String topic, byte[] payload, int qos, boolean retain, byte[] properties, long expiresAtMillis) {
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        byte[] data = new byte[name.length + properties.length + payload.length];
        System.arraycopy(name, 0, data, 0, name.length);
        System.arraycopy(properties, 0, data, name.length, properties.length);
        System.arraycopy(payload, 0, data, name.length + properties.length, payload.length);
        Message message = new Message(data, name.length, properties.length, qos, retain, expiresAtMillis);
        message.receivedAt = System.currentTimeMillis();
        return message;
    }

    /** The same, published now: its Message Expiry Interval begins. For a will, whose expiry is counted from 0. */
    Message publishedAt(long nowMillis) {
        return expiresAtMillis == NEVER
                ? this
                : new Message(data, topicLength, propertiesLength, qos, retain, nowMillis + expiresAtMillis);
    }

    /** One that was on the disk. */
    static Message restored(StoredMessage stored, Clocks clocks, long nowMillis) {
        boolean isKnown = clocks.isKnown(stored.boot);
        long lifeMillis = stored.expiresAt - stored.receivedAt;
        long expiresAt = stored.expiresAt == StoredMessage.NEVER
                ? NEVER
                : isKnown ? clocks.toMonotonic(stored.boot, stored.expiresAt) : nowMillis + lifeMillis;
        Message message = restored(stored, expiresAt);
        message.isFromBefore = isKnown && clocks.isFromBefore(stored.boot);
        message.receivedAt = isKnown && stored.receivedAt != 0
                ? clocks.wallMillis(clocks.toMonotonic(stored.boot, stored.receivedAt))
                : 0;
        message.body = stored.id == 0 ? null : stored;
        return message;
    }

    /** A will that was on the disk: its expiry is counted from when it is published. */
    static Message restoredWill(StoredMessage stored) {
        return restored(stored, stored.expiresAt);
    }

    private static Message restored(StoredMessage stored, long expiresAtMillis) {
        return new Message(stored.data, stored.topicLength, stored.propertiesLength, stored.qos, stored.retain,
                expiresAtMillis);
    }

    /** It was kept longer ago than it seemed. */
    void age(long millis) {
        expiresAtMillis -= expiresAtMillis == NEVER ? 0 : millis;
    }

    int payloadOffset() {
        return topicLength + propertiesLength;
    }

    int payloadLength() {
        return data.length - payloadOffset();
    }

    String topic() {
        return new String(data, 0, topicLength, StandardCharsets.UTF_8);
    }

    /** The encoded properties to forward, without their length. */
    byte[] properties() {
        return Arrays.copyOfRange(data, topicLength, payloadOffset());
    }

    byte[] payload() {
        byte[] payload = new byte[payloadLength()];
        System.arraycopy(data, payloadOffset(), payload, 0, payload.length);
        return payload;
    }

    boolean isExpired(long nowMillis) {
        return expiresAtMillis != NEVER && nowMillis >= expiresAtMillis;
    }
}
