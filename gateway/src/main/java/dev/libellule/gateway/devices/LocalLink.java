package dev.libellule.gateway.devices;

import dev.libellule.device.node.Link;
import dev.libellule.gateway.broker.Delivery;
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

    @Override
    public int publish(byte[] topicName, byte[] payload, int offset, int length, int qos, boolean retain,
            byte[] properties, int propertiesLength) {
        boolean isTaken = client.publish(new String(topicName, StandardCharsets.UTF_8),
                Arrays.copyOfRange(payload, offset, offset + length), qos, retain,
                Arrays.copyOf(properties, propertiesLength), Delivery.NEVER_EXPIRES);
        return isTaken ? 0 : LATER;
    }

    /** True: the client of a board is connected with No Local for all it subscribes to. */
    @Override
    public boolean hidesOwnMessages() {
        return true;
    }

    @Override
    public int subscribe(byte[] topicFilter, int options) {
        client.subscribe(new String(topicFilter, StandardCharsets.UTF_8), options & ~NO_LOCAL);
        return 0;
    }
}
