package dev.libellule.gateway.broker;

/**
 * One client's interest in one Topic Filter.
 *
 * @param session who subscribed
 * @param filter as subscribed, with its {@code $share} prefix if any
 * @param qos the largest QoS granted
 * @param noLocal not to the one who published, 3.8.3.1
 * @param retainAsPublished RETAIN goes on as it came, 3.8.3.1
 * @param identifier Subscription Identifier, or 0 for none
 */
record Subscription(Session session, String filter, int qos, boolean noLocal, boolean retainAsPublished,
        int identifier) {

    /** The same with another QoS: what several filters of one 3.1.1 client come to. */
    Subscription withQos(int newQos) {
        return new Subscription(session, filter, newQos, noLocal, retainAsPublished, identifier);
    }
}
