/**
 * Very many small devices in one process, each an MQTT client of its own over TCP, on one thread; start at
 * {@link dev.libellule.simulator.fleet.Fleet}. What they are is said by {@link dev.libellule.simulator.fleet.FleetFile} or by the
 * configuration of mqttgen, {@link dev.libellule.simulator.fleet.MqttGen}.
 */
package dev.libellule.simulator.fleet;
