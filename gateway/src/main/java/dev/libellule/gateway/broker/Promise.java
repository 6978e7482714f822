package dev.libellule.gateway.broker;

/**
 * What has to be on the disk, or delivered and acknowledged, before an acknowledgement may leave. Broker thread.
 *
 * <p>Made by {@link Persistence#begin} for one packet that came in; {@link Promises} keeps it in line.
 */
final class Promise {
    /** Things that are neither on the disk nor done. */
    int outstanding;
    /** Who waits; null until it does. */
    Promises line;
    int type;
    int packetIdentifier;
    int reasonCode;
    String clientId;
    /** In place of an acknowledgement of the three above: what is done then; may be null. */
    Runnable action;
}
