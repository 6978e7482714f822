/**
 * The MQTT broker: sessions, topic tree, retained messages; start at {@link dev.libellule.gateway.broker.Broker}.
 *
 * <p>One thread, the broker thread, owns all of it. May import the store and {@code device.codec}, nothing else of ours.
 * Other parts of the gateway see it through {@link dev.libellule.gateway.broker.LocalClients}.
 */
package dev.libellule.gateway.broker;
