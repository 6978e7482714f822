package dev.libellule.gateway.discovery;

/**
 * The gateway itself, as Home Assistant sees it: the boards are reached via this device.
 *
 * @param id unique among the gateways of a house, {@code [a-z0-9-]}
 * @param availability its own topic of {@code online} and {@code offline}
 * @param version of the program
 */
public record GatewayDevice(String id, String availability, String version) {}
