package dev.libellule.gateway.store;

import java.nio.charset.StandardCharsets;

/** The body of a message, on the disk once for all sessions that wait for it. */
public final class StoredMessage extends Segment.Item {
    /** Never expires. */
    public static final long NEVER = Long.MAX_VALUE;

    /** 0 for one that belongs to a retained message or a will alone. */
    public final long id;
    /** Topic Name, properties, payload. */
    public final byte[] data;
    public final int topicLength;
    public final int propertiesLength;
    public final int qos;
    public final boolean retain;
    /** Whose clock the moments are on: {@link StoredBoot}. */
    public final int boot;
    /** When the broker got it; 0 if that is not known. */
    public final long receivedAt;
    /** Or {@link #NEVER}. Of a will: how long after it is published. */
    public final long expiresAt;
    /** Deliveries on the disk that need it. Store thread. */
    int references;

    /** As files of older formats have it: by the clock on the wall. */
    public StoredMessage(long id, byte[] data, int topicLength, int propertiesLength, int qos, boolean retain,
            long expiresAt) {
        this(id, data, topicLength, propertiesLength, qos, retain, StoredBoot.WALL, 0, expiresAt);
    }

    public StoredMessage(long id, byte[] data, int topicLength, int propertiesLength, int qos, boolean retain, int boot,
            long receivedAt, long expiresAt) {
        this.id = id;
        this.data = data;
        this.topicLength = topicLength;
        this.propertiesLength = propertiesLength;
        this.qos = qos;
        this.retain = retain;
        this.boot = boot;
        this.receivedAt = receivedAt;
        this.expiresAt = expiresAt;
    }

    /** Its Topic Name. */
    public String topic() {
        return new String(data, 0, topicLength, StandardCharsets.UTF_8);
    }

    @Override
    int logBytes() {
        return data.length + 24;
    }
}
