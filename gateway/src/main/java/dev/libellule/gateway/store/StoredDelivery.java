package dev.libellule.gateway.store;

/** A message on its way to one session. The broker adds what it needs itself. */
public class StoredDelivery extends Segment.Item {
    /** Rises: the order in which the session gets its messages. */
    public final long id;
    public final long session;
    public final StoredMessage message;
    public final int qos;
    public final boolean retain;
    public final int subscriptionIdentifier;
    /** Its progress on the disk. Store thread. */
    long written;

    public StoredDelivery(long id, long session, StoredMessage message, int qos, boolean retain,
            int subscriptionIdentifier) {
        this.id = id;
        this.session = session;
        this.message = message;
        this.qos = qos;
        this.retain = retain;
        this.subscriptionIdentifier = subscriptionIdentifier;
    }

    /** Takes the place of one that was read when the store was opened; before the store is started. */
    protected StoredDelivery(StoredDelivery read) {
        this(read.id, read.session, read.message, read.qos, read.retain, read.subscriptionIdentifier);
        written = read.written;
        Segment.replace(read, this);
    }

    @Override
    int logBytes() {
        return 20;
    }

    /**
     * How far it has come, in one number.
     *
     * @param awaited 0 while queued, then 1 for PUBACK, 2 for PUBREC, 3 for PUBCOMP
     */
    public static long progress(int awaited, int packetIdentifier) {
        return (long) awaited << 16 | packetIdentifier;
    }

    /** 0 while queued, then 1 for PUBACK, 2 for PUBREC, 3 for PUBCOMP. */
    public static int awaited(long progress) {
        return (int) (progress >>> 16);
    }

    /** 0 while queued. */
    public static int packetIdentifier(long progress) {
        return (int) progress & 0xFFFF;
    }
}
