package dev.libellule.device.host;

import dev.libellule.device.client.Transport;

/** A transport for which a thread can wait. */
public interface HostTransport extends Transport {
    /**
     * Waits until there is something to do: bytes came, the stream was connected or lost, {@link #wakeup} was called, or the time is over.
     *
     * @param millis 0 returns at once
     * @param forWriting also until the stream takes bytes again
     */
    void await(int millis, boolean forWriting);

    /** Ends a running {@link #await}, or the next one. Any thread. */
    void wakeup();

    /** Why the stream was lost or could not be had, for people; empty if there was no failure. */
    String failure();
}
