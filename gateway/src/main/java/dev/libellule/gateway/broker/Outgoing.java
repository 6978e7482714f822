package dev.libellule.gateway.broker;

/** One message of QoS 1 or 2 on its way to one client: queued, or sent and not yet acknowledged. Broker thread; used again. */
final class Outgoing {
    /** What is awaited. */
    enum State {
        QUEUED, PUBACK, PUBREC, PUBCOMP
    }

    Message message;
    int qos;
    boolean retain;
    int subscriptionIdentifier;
    /** 0 while queued. */
    int packetIdentifier;
    State state;
    /** Had to wait for a bridge's connection. */
    boolean isLate;
    /** What survives of it; null when nothing has to. */
    DeliveryRecord record;
    /** The next younger one in the session's order. */
    Outgoing next;
    /** The next older one. */
    Outgoing previous;
}
