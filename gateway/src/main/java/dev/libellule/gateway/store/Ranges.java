package dev.libellule.gateway.store;

/** What can be in a record that was written by us; everything else is damage. */
final class Ranges {
    private static final int LARGEST_TOPIC = 65_535;
    private static final long LARGEST_EXPIRY = 0xFFFF_FFFFL;
    private static final int LARGEST_SUBSCRIPTION_IDENTIFIER = 268_435_455; // 3.8.2.1.2
    /** A thousand new ones a second for a thousand years are less. A session's has to leave room for a Packet Identifier. */
    private static final long LARGEST_ID = 1L << 46;

    private Ranges() {}

    static boolean isId(long id) {
        return id > 0 && id < LARGEST_ID;
    }

    static boolean isQos(int qos) {
        return qos >= 0 && qos <= 2;
    }

    static boolean isSubscriptionIdentifier(long identifier) {
        return identifier >= 0 && identifier <= LARGEST_SUBSCRIPTION_IDENTIFIER;
    }

    static boolean isExpiry(long seconds) {
        return seconds >= 0 && seconds <= LARGEST_EXPIRY;
    }

    static boolean isMessage(long topicLength, long propertiesLength, long length) {
        return topicLength > 0 && topicLength <= LARGEST_TOPIC && propertiesLength >= 0 && propertiesLength <= length
                && topicLength + propertiesLength <= length;
    }

    static boolean isTopic(String topic) {
        return topic != null && !topic.isEmpty() && topic.length() <= LARGEST_TOPIC;
    }

    /** How far a delivery has come: as it was written, or as if it had not begun, where that is no state it can be in. */
    static long progress(long progress, int qos) {
        int awaited = StoredDelivery.awaited(progress);
        boolean isQueued = progress == 0;
        boolean isSent = progress >>> 18 == 0 && StoredDelivery.packetIdentifier(progress) > 0
                && (qos == 1 ? awaited == 1 : qos == 2 && awaited > 1);
        return isQueued || isSent ? progress : 0;
    }
}
