package dev.libellule.gateway.store;

/** A subscription of a session, with its options; see section 3.8.3.1. */
public record StoredSubscription(long session, String filter, int qos, boolean noLocal, boolean retainAsPublished,
        int identifier) {}
