package dev.libellule.gateway.relay;

import dev.libellule.device.codec.MqttVersion;
import dev.libellule.gateway.broker.config.BridgeConfig;

/**
 * In which words a connection is tried: protocol version and bridge bit. One that the upstream does not know leads to the next.
 *
 * <pre>
 *   5.0 ──refused, or hung up on▶ 3.1.1 with the bridge bit ──▶ 3.1.1 ──▶ from the beginning
 * </pre>
 *
 * @param version {@link MqttVersion}
 * @param isBridge sets the high bit of the version, {@code try_private}; there is none in 5.0
 */
record Attempt(int version, boolean isBridge) {
    static Attempt first(BridgeConfig.Remote remote) {
        int version = switch (remote.version()) {
            case BEST, V50 -> MqttVersion.V5_0;
            case V311 -> MqttVersion.V3_1_1;
            case V31 -> MqttVersion.V3_1;
        };
        return new Attempt(version, version != MqttVersion.V5_0 && remote.tryPrivate());
    }

    /** What to try when the upstream does not take this. */
    Attempt next(BridgeConfig.Remote remote) {
        if (isBridge) {
            return new Attempt(version, false);
        }
        return remote.version() == BridgeConfig.Version.BEST && version == MqttVersion.V5_0
                ? new Attempt(MqttVersion.V3_1_1, remote.tryPrivate())
                : first(remote);
    }

    /** Whether there is anything else to try. */
    boolean isLast(BridgeConfig.Remote remote) {
        return next(remote).equals(first(remote));
    }

    @Override
    public String toString() {
        return (version == MqttVersion.V5_0 ? "MQTT 5.0" : version == MqttVersion.V3_1 ? "MQTT 3.1" : "MQTT 3.1.1")
                + (isBridge ? " as a bridge" : "");
    }
}
