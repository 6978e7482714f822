package dev.libellule.device.client;

/**
 * Says when to send PINGREQ and when the server is lost, 3.1.2.10. It also asks a server that has said nothing for so long: who only sends
 * QoS 0 would never learn that nobody hears it. Owned by the {@link MqttClient}.
 */
final class KeepAlive {
    static final int DO_NOTHING = 0;
    static final int SEND_PINGREQ = 1;
    static final int CLOSE_CONNECTION = 2;

    private static final int IDLE = 0;
    private static final int AWAITING_PINGRESP = 1;

    private final int pingrespTimeoutMillis;
    private int keepAliveMillis;
    private int state;
    private int sentMillis;
    private int heardMillis;

    KeepAlive(int pingrespTimeoutMillis) {
        this.pingrespTimeoutMillis = pingrespTimeoutMillis;
    }

    /**
     * Starts with a new connection.
     *
     * @param keepAliveSeconds the server's if it gave one; 0 is none
     */
    void start(int keepAliveSeconds, int nowMillis) {
        keepAliveMillis = keepAliveSeconds * 1000 / 8 * 7; // early, because the packet has a way to go
        answered(nowMillis);
    }

    /** Bytes went out. */
    void sent(int nowMillis) {
        if (state == IDLE) {
            sentMillis = nowMillis;
        }
    }

    /** What reading gave: bytes, if it is more than 0. */
    void heard(int count, int nowMillis) {
        if (count > 0) {
            heardMillis = nowMillis;
        }
    }

    /** PINGRESP came in. */
    void answered(int nowMillis) {
        state = IDLE;
        sentMillis = nowMillis;
        heardMillis = nowMillis;
    }

    /** Called on every turn of the client loop. [MQTT-3.1.2-20] */
    int poll(int nowMillis) {
        if (keepAliveMillis == 0 || remainingMillis(nowMillis) > 0) {
            return DO_NOTHING;
        }
        if (state == AWAITING_PINGRESP) {
            return CLOSE_CONNECTION;
        }
        state = AWAITING_PINGRESP;
        sentMillis = nowMillis;
        return SEND_PINGREQ;
    }

    /** How long until {@link #poll} has something to say. */
    int remainingMillis(int nowMillis) {
        if (keepAliveMillis == 0) {
            return Integer.MAX_VALUE;
        }
        int unsent = nowMillis - sentMillis; // stays right when the int clock wraps
        return state == AWAITING_PINGRESP
                ? pingrespTimeoutMillis - unsent
                : keepAliveMillis - Math.max(unsent, nowMillis - heardMillis);
    }
}
