package dev.libellule.gateway.broker;

/** What the broker counts since its start, published below {@code $SYS/broker}. Written by the broker thread alone. */
final class Statistics {
    long messagesReceived;
    long messagesSent;
    long publishReceived;
    long publishSent;
    long publishDropped;
    long bytesReceived;
    long bytesSent;
    int clientsMaximum;
}
