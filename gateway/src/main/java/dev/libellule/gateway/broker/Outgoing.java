package dev.libellule.gateway.broker;

import java.util.Set;

/** One message of QoS 1 or 2 on its way to one client: queued, or sent and not yet acknowledged. Broker thread; used again. */
final class Outgoing {
    /** What is awaited. */
    enum State {
        QUEUED, PUBACK, PUBREC, PUBCOMP
    }

    Message message;
    int qos;
    boolean retain;
    /** Since when it is for the client, on the broker's monotonic clock. */
    long sinceMillis;
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

    /** What is from before the machine was off was longer ago than it seemed; a message of many is told once. */
    void age(long millis, Set<Message> aged) {
        if (message.isFromBefore) {
            sinceMillis -= millis;
            if (aged.add(message)) {
                message.age(millis);
            }
        }
    }
}
