package dev.libellule.gateway.devices;

import dev.libellule.device.node.Link;
import dev.libellule.gateway.broker.LocalClient;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A node's link through the in-process client: connected while its board can be reached. The node's thread alone. */
final class LocalLink implements Link {
    private final LocalClient client;
    private boolean reachable;
    private int connections;

    LocalLink(LocalClient client) {
        this.client = client;
    }

    void setReachable(boolean newReachable) {
        if (newReachable && !reachable) {
            connections++;
        }
        reachable = newReachable;
    }

    boolean isReachable() {
        return reachable;
    }

    @Override
    public int connection() {
        return reachable ? connections : 0;
    }

    /** Never: the broker here keeps no session for a board, so no command waits for it. */
    @Override
    public boolean isResumed() {
        return false;
    }

    /** Without the properties, which the in-process client does not carry. */
    @Override
    public int publish(byte[] topicName, byte[] payload, int offset, int length, int qos, boolean retain,
            byte[] properties, int propertiesLength) {
        client.publish(new String(topicName, StandardCharsets.UTF_8),
                Arrays.copyOfRange(payload, offset, offset + length), qos,
                retain);
        return 0;
    }

    @Override
    public int subscribe(byte[] topicFilter, int qos) {
        client.subscribe(new String(topicFilter, StandardCharsets.UTF_8), qos);
        return 0;
    }
}
