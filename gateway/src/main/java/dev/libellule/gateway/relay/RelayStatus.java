package dev.libellule.gateway.relay;

/**
 * How a relay is doing, to be shown.
 *
 * @param name of the bridge
 * @param address that it is connected to, or tries next
 * @param phase what it does
 * @param reason why it is not online, in plain words; empty when it is
 * @param sent messages that the upstream has acknowledged, or that went out with QoS 0
 * @param received messages that came from the upstream
 * @param dropped messages that could not be relayed: QoS 0 while offline, or refused by the upstream
 * @param waiting messages taken from the broker that the upstream has not acknowledged
 */
public record RelayStatus(String name, String address, Phase phase, String reason, long sent, long received,
        long dropped,
        int waiting) {
    /** What a relay does. */
    public enum Phase {
        WAITING, CONNECTING, ONLINE, ENDED
    }
}
