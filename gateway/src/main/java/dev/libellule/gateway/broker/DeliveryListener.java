package dev.libellule.gateway.broker;

/** Receives what a {@link LocalClient} subscribed to. Called on the broker thread: hand over, never block, never throw. */
@FunctionalInterface
public interface DeliveryListener {
    void delivered(Delivery delivery);
}
