package dev.libellule.gateway.broker;

/** Why a client did not get a message that was for it. */
enum DropReason {
    QUEUE_MESSAGES("queue-full", "max_queued_messages wait for it"), //
    QUEUE_BYTES("queue-bytes", "max_queued_bytes wait for it"), //
    QUEUE_AGE("too-old", "they waited longer than libellule_max_queued_age"), //
    /** Of all together. */
    TOTAL("total", "memory_limit, libellule_max_stored_messages or the heap allow no more"), //
    EXPIRED("expired", "their Message Expiry Interval is over"), //
    RIGHTS("not-allowed", "it may not receive them any more"), //
    /** At QoS 0. */
    SLOW("slow", "it does not take what it is sent"), //
    TOO_LARGE("too-large", "they are larger than its Maximum Packet Size"), //
    /** Not taken of a publisher. */
    PUBLISHER("refused", "larger than message_size_limit, or no room to retain");

    private final String level;
    private final String words;

    DropReason(String level, String words) {
        this.level = level;
        this.words = words;
    }

    /** The last level of its topic below {@code $SYS}. */
    String level() {
        return level;
    }

    String words() {
        return words;
    }
}
