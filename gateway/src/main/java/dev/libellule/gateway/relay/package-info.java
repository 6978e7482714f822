/**
 * Relays to upstream brokers, Mosquitto's bridges; start at {@link dev.libellule.gateway.relay.Relay}.
 *
 * <p>A relay is a persistent session of the broker whose client is the upstream: Packet Identifiers and the states of QoS 2 are those of
 * the session, both ways. Its connections are {@link dev.libellule.gateway.relay.Upstream}s: our own, or a Paho v5 client. Paho is
 * imported here and nowhere else. May import the broker's {@code LocalClients}, {@code broker.config}, {@code broker.tls} and the
 * device's codec and transports; called by the wiring only.
 */
package dev.libellule.gateway.relay;
