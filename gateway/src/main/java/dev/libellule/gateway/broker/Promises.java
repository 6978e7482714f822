package dev.libellule.gateway.broker;

import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.PacketType;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.ReasonCode;
import java.util.ArrayDeque;

/**
 * The acknowledgements to one client, in the order of what they acknowledge, 4.6: each leaves when its {@link Promise} is
 * kept. Without persistence there is nothing to wait for. Broker thread.
 */
final class Promises {
    /** A client that has so many to wait for is not read from until there are half as many. */
    private static final int MOST_HELD = 1_000;

    private final Persistence persistence;
    private final ClientOutput output;
    private final Wire wire;
    private final PacketLog log;
    /** Those that wait; null while there never was one. */
    private ArrayDeque<Promise> held;
    private boolean isPaused;
    private boolean isClosed;

    Promises(Persistence persistence, ClientOutput output, Wire wire, PacketLog log) {
        this.persistence = persistence;
        this.output = output;
        this.wire = wire;
        this.log = log;
    }

    /** Sends PUBACK, PUBREC or PUBCOMP when what was noted since {@link Persistence#begin} is safe. */
    void acknowledge(int type, int packetIdentifier, int reasonCode, String clientId) {
        Promise promise = waitFor();
        if (promise == null) {
            send(type, packetIdentifier, reasonCode, clientId);
        } else {
            promise.type = type;
            promise.packetIdentifier = packetIdentifier;
            promise.reasonCode = reasonCode;
            promise.clientId = clientId;
        }
    }

    /**
     * What comes from here to {@link #acknowledge} belongs to a PUBLISH of QoS 1 or 2.
     *
     * @return false if the disk is full: in 5.0 that is answered with 0x97, before there is no answer for it
     */
    boolean begin(Publish publish, String clientId) {
        if (persistence.isRefusing()) {
            if (output.version() == MqttVersion.V5_0) {
                acknowledge(publish.qos == 1 ? PacketType.PUBACK : PacketType.PUBREC, publish.packetIdentifier,
                        ReasonCode.QUOTA_EXCEEDED, clientId);
            }
            return false;
        }
        persistence.begin(publish.qos == 2);
        return true;
    }

    /** Sends SUBACK or UNSUBACK when what was noted since {@link Persistence#begin} is safe, and what comes behind it. */
    void subscribed(int type, int packetIdentifier, byte[] reasonCodes, String clientId, Runnable after) {
        whenSafe(() -> {
            output.subAck(type, packetIdentifier, reasonCodes, reasonCodes.length);
            if (log.isOn()) {
                log.sending(PacketType.name(type), clientId);
            }
            after.run();
        });
    }

    /** What comes from here to {@link #acknowledge} or {@link #subscribed} belongs to one packet. */
    void begin() {
        persistence.begin(true);
    }

    void whenSafe(Runnable action) {
        Promise promise = waitFor();
        if (promise == null) {
            action.run();
        } else {
            promise.action = action;
        }
    }

    private void send(int type, int packetIdentifier, int reasonCode, String clientId) {
        output.acknowledge(type, packetIdentifier, reasonCode);
        if (log.isOn()) {
            log.sendingAck(PacketType.name(type), clientId, packetIdentifier, reasonCode);
        }
    }

    /** Null when there is nothing to wait for. */
    private Promise waitFor() {
        Promise promise = persistence.end();
        boolean isFirst = held == null || held.isEmpty();
        if (isFirst && promise == null) {
            return null;
        }
        if (promise == null) {
            promise = new Promise(); // nothing to wait for but those before it
        }
        if (held == null) {
            held = new ArrayDeque<>();
        }
        promise.line = this;
        held.add(promise);
        if (held.size() > MOST_HELD) {
            pause();
        }
        return promise;
    }

    /** The store is behind: reads no more until it has caught up. */
    void slowDown() {
        if (persistence.isBehind()) {
            pause();
        }
    }

    private void pause() {
        if (!isPaused && !isClosed) {
            isPaused = true;
            wire.suspendReading();
            persistence.paused(this);
        }
    }

    /** False when it has to wait longer. */
    boolean resumeIfPossible() {
        if (isClosed) {
            return true;
        }
        if (held != null && held.size() > MOST_HELD / 2 || persistence.isBehind()) {
            return false;
        }
        isPaused = false;
        wire.resumeReading();
        return true;
    }

    /** A promise was kept: sends all up to the first that is not. */
    void settle() {
        while (!isClosed && !held.isEmpty() && held.peek().outstanding == 0) {
            Promise promise = held.poll();
            if (promise.action == null) {
                send(promise.type, promise.packetIdentifier, promise.reasonCode, promise.clientId);
            } else {
                persistence.later(() -> run(promise.action)); // not in the middle of what kept the promise
            }
        }
    }

    private void run(Runnable action) {
        if (!isClosed) {
            action.run();
        }
    }

    /** The connection is over: who was not told will ask again. */
    void close() {
        isClosed = true;
        held = null;
    }
}
