package dev.libellule.device.host;

import dev.libellule.device.client.MqttClient;

/**
 * Steps a client on the calling thread until it is idle, and sleeps in between.
 *
 * <pre>
 *   turn ▶ client.step ▶ wait for bytes, for room, for a time, or for wakeup()
 *     ▲────────────────────┘
 * </pre>
 */
public final class HostLoop {
    private final MqttClient client;
    private final HostTransport transport;
    private final Turn turn;

    /** What the application does on the loop's thread, before each step. */
    public interface Turn {
        /**
         * Publishes what is to be published, and the like.
         *
         * @return how many milliseconds may pass until the next turn; {@link Integer#MAX_VALUE} if nothing waits
         */
        int turn(int nowMillis);
    }

    /** Makes a loop; {@link #run} runs it. */
    public HostLoop(MqttClient client, HostTransport transport, Turn turn) {
        this.client = client;
        this.transport = transport;
        this.turn = turn;
    }

    /** Milliseconds of a clock that only goes forward; it wraps. */
    public static int nowMillis() {
        return (int) (System.nanoTime() / 1_000_000);
    }

    /** Runs until the client is idle: after {@link MqttClient#disconnect}, or after a loss if it does not reconnect. */
    public void run() {
        while (!client.isIdle()) {
            int now = nowMillis();
            int turnMillis = turn.turn(now);
            int stepMillis = client.step(now);
            if (client.isIdle()) {
                return;
            }
            boolean unsent = client.hasUnsent(); // then nothing more can be queued before the stream takes it
            transport.await(unsent ? stepMillis : Math.min(turnMillis, stepMillis), unsent);
        }
    }

    /** Makes a sleeping loop take another turn. Any thread. */
    public void wakeup() {
        transport.wakeup();
    }
}
