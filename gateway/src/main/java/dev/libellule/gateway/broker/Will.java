package dev.libellule.gateway.broker;

/**
 * The Will Message of a connection, 3.1.2.5.
 *
 * @param delaySeconds Will Delay Interval, 3.1.3.2.2
 */
record Will(Message message, long delaySeconds) {}
