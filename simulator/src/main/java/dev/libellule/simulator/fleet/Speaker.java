package dev.libellule.simulator.fleet;

/** What one device says, and how often. Called by the fleet's thread. */
public interface Speaker {
    /**
     * One message.
     *
     * @param payload UTF-8
     */
    record Message(String topic, byte[] payload, int qos, boolean retain) {}

    /** What it says next. */
    Message next();

    /** Milliseconds between two messages. */
    long everyMillis();
}
