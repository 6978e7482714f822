/**
 * Tells Home Assistant what boards measure and switch, by MQTT discovery; start at {@link dev.libellule.gateway.discovery.Discovery}.
 *
 * <p>May import the broker and board-configs.
 */
package dev.libellule.gateway.discovery;
