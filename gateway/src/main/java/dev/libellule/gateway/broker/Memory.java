package dev.libellule.gateway.broker;

/**
 * Counts what clients make the broker keep, so that they can never use up its heap: messages, sessions, subscriptions, levels of
 * topics. Broker thread.
 *
 * <p>{@code memory_limit} is about the bytes of messages and is looked after by {@link Statistics}; this is the last line, and holds
 * whatever is configured.
 */
final class Memory {
    /** Of one level in the tree of subscriptions or retained messages: its node, its map, its name. */
    static final int PER_LEVEL = 240;
    static final int PER_SUBSCRIPTION = 160;
    static final int PER_SESSION = 1_200;
    /** With what the store keeps of it. */
    static final int PER_MESSAGE = 150;
    /** Of a message on its way to one session, with what the store keeps of that. */
    static final int PER_DELIVERY = 190;

    private final long limitBytes;
    private long bytes;
    private long messages;
    private long messageBytes;
    private long levels;

    /** @param limitBytes a share of the heap */
    Memory(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** With half of the heap that this JVM may have. */
    static Memory ofThisJvm() {
        return new Memory(Runtime.getRuntime().maxMemory() / 2);
    }

    long bytes() {
        return bytes + levels * PER_LEVEL;
    }

    /** Whether as many bytes more may be kept. */
    boolean has(long more) {
        return bytes() + more <= limitBytes;
    }

    /** Bytes that may still be kept. */
    long left() {
        return Math.max(0, limitBytes - bytes());
    }

    void add(long more) {
        bytes += more;
    }

    /** Messages that are kept, each counted once: retained, waiting, or sent and not acknowledged. */
    long messages() {
        return messages;
    }

    /** Of their topics, properties and payloads. */
    long messageBytes() {
        return messageBytes;
    }

    /** Levels in all trees. */
    void setLevels(long newLevels) {
        levels = newLevels;
    }

    /** Somebody keeps a message; it is counted once, however many do. */
    void hold(Message message) {
        if (message.holders++ == 0) {
            bytes += message.data.length + PER_MESSAGE;
            messages++;
            messageBytes += message.data.length;
        }
    }

    /** It waits for a session, or for the acknowledgement of its client. */
    void queue(Message message) {
        hold(message);
        bytes += PER_DELIVERY;
    }

    /** It does not wait any more. */
    void unqueue(Message message) {
        letGo(message);
        bytes -= PER_DELIVERY;
    }

    /** Somebody does not keep it any more. */
    void letGo(Message message) {
        if (--message.holders == 0) {
            bytes -= message.data.length + PER_MESSAGE;
            messages--;
            messageBytes -= message.data.length;
        }
    }
}
