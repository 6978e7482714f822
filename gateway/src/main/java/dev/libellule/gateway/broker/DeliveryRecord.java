package dev.libellule.gateway.broker;

import dev.libellule.gateway.store.StoredDelivery;
import dev.libellule.gateway.store.StoredMessage;

/** The store's side of an {@link Outgoing} that has to survive. Broker thread. */
final class DeliveryRecord extends StoredDelivery {
    /** Null when the delivery is done. */
    Outgoing out;
    final Session owner;
    /** Kept when this is on the disk, or done before; may be null. */
    Promise promise;
    /** Not handed to the store yet: it may be done before it has to be. */
    boolean isLazy;
    /** When a lazy one is written after all, on the broker's clock. */
    long dueMillis;
    /** The client must not see its present state before that is on the disk. */
    boolean isHeld;
    /** The batch of its last change, and that change's index in it. */
    long batch;
    int index;
    /** The batch that it first went into. */
    long firstBatch;

    DeliveryRecord(long id, Session owner, Outgoing out, StoredMessage message) {
        super(id, owner.storeId(), message, out.qos, out.retain, out.subscriptionIdentifier);
        this.owner = owner;
        this.out = out;
    }

    /** In place of one that was in the store when it was opened. */
    DeliveryRecord(StoredDelivery stored, Session owner, Outgoing out) {
        super(stored);
        this.owner = owner;
        this.out = out;
    }

    long progress() {
        return progress(out.state.ordinal(), out.packetIdentifier);
    }
}
