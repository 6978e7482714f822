/**
 * Relays to upstream brokers, Mosquitto's bridges; start at {@link dev.libellule.gateway.relay.Relay}.
 *
 * <p>A relay is a persistent session of the broker, drained by a Paho v5 client: a new client object for each connection, on a
 * virtual thread of the relay's own. Paho is imported here and nowhere else. May import the broker's
 * {@code LocalClients} and {@code broker.config}; called by the wiring only.
 */
package dev.libellule.gateway.relay;
