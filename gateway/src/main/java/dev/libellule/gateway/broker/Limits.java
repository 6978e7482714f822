package dev.libellule.gateway.broker;

/**
 * What the broker gives to one client at most; the words are those of Mosquitto's configuration.
 *
 * @param maxInflightMessages messages of QoS 1 and 2 sent to a client and not acknowledged, 1 to 65,535
 * @param receiveMaximum messages of QoS 2 that a client may have under way to us, 1 to 65,535
 * @param maxQueuedMessages messages of QoS 1 and 2 that wait for a client
 * @param maxPacketSize bytes of a whole packet
 * @param maxPendingBytes bytes waiting in one connection before its QoS 0 messages are dropped
 * @param policy what holds for the whole broker
 */
public record Limits(int maxInflightMessages, int receiveMaximum, int maxQueuedMessages, int maxPacketSize,
        int maxPendingBytes, Policy policy) {
    /** Mosquitto's defaults: {@code max_inflight_messages 20}, {@code max_queued_messages 1000}, {@code max_packet_size 2000000}. */
    public static final Limits DEFAULT = new Limits(20, 20, 1_000, 2_000_000, 16 << 20);

    /** With the usual policy. */
    public Limits(int maxInflightMessages, int receiveMaximum, int maxQueuedMessages, int maxPacketSize,
            int maxPendingBytes) {
        this(maxInflightMessages, receiveMaximum, maxQueuedMessages, maxPacketSize, maxPendingBytes, Policy.DEFAULT);
    }

    /** Whether it could wait for a client for whom nothing else does. */
    boolean mayEverQueue(Message message) {
        return policy.maxQueuedBytes() == 0 || message.data.length <= policy.maxQueuedBytes();
    }

    /** Why a message may not wait for a client for whom so much waits already; null if it may. */
    DropReason whyNoRoom(Message message, int queued, long queuedBytes, Statistics statistics, Memory memory) {
        int length = message.data.length;
        if (queued >= maxQueuedMessages) {
            return DropReason.QUEUE_MESSAGES;
        }
        if (policy.maxQueuedBytes() != 0 && queuedBytes + length > policy.maxQueuedBytes()) {
            return DropReason.QUEUE_BYTES;
        }
        long most = policy.budget().maxStoredMessages();
        boolean isKept = message.holders > 0; // for another, and so counted already
        return (most == 0 || isKept || memory.messages() < most)
                && statistics.hasMemoryFor(length, policy.memoryLimit()) && memory.has(length)
                        ? null
                        : DropReason.TOTAL;
    }
}
