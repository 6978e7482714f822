/**
 * The MQTT client for small devices: one object, no thread, no clock; start at {@link dev.libellule.device.client.MqttClient}.
 *
 * <p>The caller owns the buffers, the {@link dev.libellule.device.client.Transport} and the time, and calls {@code step(now)}.
 * After connect nothing allocates. May import the codec. CLDC 1.1 only.
 */
package dev.libellule.device.client;
