package dev.libellule.device.client;

/** Says when to send PINGREQ and when the server is lost, 3.1.2.10. Owned by the {@link MqttClient}. */
final class KeepAlive {
    static final int DO_NOTHING = 0;
    static final int SEND_PINGREQ = 1;
    static final int CLOSE_CONNECTION = 2;

    private static final int IDLE = 0;
    private static final int AWAITING_PINGRESP = 1;

    private final int pingrespTimeoutMillis;
    private int keepAliveMillis;
    private int state;
    private int sinceMillis;

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
        state = IDLE;
        sinceMillis = nowMillis;
    }

    /** Bytes went out. */
    void sent(int nowMillis) {
        if (state == IDLE) {
            sinceMillis = nowMillis;
        }
    }

    /** PINGRESP came in. */
    void answered(int nowMillis) {
        state = IDLE;
        sinceMillis = nowMillis;
    }

    /** Called on every turn of the client loop. [MQTT-3.1.2-20] */
    int poll(int nowMillis) {
        int elapsedMillis = nowMillis - sinceMillis; // stays right when the int clock wraps
        if (state == AWAITING_PINGRESP) {
            return elapsedMillis < pingrespTimeoutMillis ? DO_NOTHING : CLOSE_CONNECTION;
        }
        if (keepAliveMillis == 0 || elapsedMillis < keepAliveMillis) {
            return DO_NOTHING;
        }
        state = AWAITING_PINGRESP;
        sinceMillis = nowMillis;
        return SEND_PINGREQ;
    }

    /** How long until {@link #poll} has something to say. */
    int remainingMillis(int nowMillis) {
        if (state == IDLE && keepAliveMillis == 0) {
            return Integer.MAX_VALUE;
        }
        return (state == IDLE ? keepAliveMillis : pingrespTimeoutMillis) - (nowMillis - sinceMillis);
    }
}
