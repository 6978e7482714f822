package dev.libellule.gateway.store;

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
    /** In milliseconds since 1970, or {@link #NEVER}. */
    public final long expiresAt;
    /** Deliveries on the disk that need it. Store thread. */
    int references;

    public StoredMessage(long id, byte[] data, int topicLength, int propertiesLength, int qos, boolean retain,
            long expiresAt) {
        this.id = id;
        this.data = data;
        this.topicLength = topicLength;
        this.propertiesLength = propertiesLength;
        this.qos = qos;
        this.retain = retain;
        this.expiresAt = expiresAt;
    }

    @Override
    int logBytes() {
        return data.length + 24;
    }
}
