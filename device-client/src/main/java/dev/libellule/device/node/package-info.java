/**
 * The program of a device: sensors to topics, topics to actuators; start at {@link dev.libellule.device.node.Node}.
 *
 * <p>{@link dev.libellule.device.node.Sensor} and {@link dev.libellule.device.node.Actuator} are the ports that drivers
 * implement. May import the client and the codec. CLDC 1.1 only, no thread, no clock; allocates nothing once configured.
 */
package dev.libellule.device.node;
