package dev.libellule.gateway.pins;

import dev.libellule.device.node.Sensor;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.device.node.Signal;
import dev.libellule.gateway.devices.NodeThread;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.tinylog.Logger;

/**
 * Samples one chip at its interval on a virtual thread. A chip that does not answer spoils its own readings only: it is asked again
 * with back-off, its failure and its return are each said once.
 */
final class SensorThread implements AutoCloseable {
    private static final int LONGEST_BACKOFF_MILLIS = 60_000;

    private final String name;
    private final Sensor sensor;
    private final Signal[] signals;
    private final int everyMillis;
    private volatile boolean closing;
    private Thread thread;
    private int lastStatus = SensorStatus.OK;
    private long rejected;

    SensorThread(String name, Sensor sensor, Signal[] signals, int everyMillis) {
        this.name = name;
        this.sensor = sensor;
        this.signals = signals;
        this.everyMillis = everyMillis;
    }

    void start(Executor nodeThread) {
        thread = Thread.ofVirtual().name(name).start(() -> run(nodeThread));
    }

    private void run(Executor nodeThread) {
        int waitMillis = everyMillis;
        while (!closing) {
            int[] values = new int[sensor.quantityCount()];
            int status = sensor.sample(values);
            if (status == SensorStatus.OK) {
                waitMillis = everyMillis;
                nodeThread.execute(() -> offer(values));
            } else {
                rejected++;
                nodeThread.execute(this::failed);
                waitMillis = Math.min(Math.max(waitMillis * 2, everyMillis),
                        Math.max(everyMillis, LONGEST_BACKOFF_MILLIS));
            }
            say(status);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(waitMillis));
        }
    }

    private void offer(int[] values) {
        int now = NodeThread.nowMillis();
        for (int i = 0; i < values.length; i++) {
            if (signals[i] != null) {
                signals[i].offerRaw(values[i], sensor.quantity(i).decimals(), now);
            }
        }
    }

    private void failed() {
        for (Signal signal : signals) {
            if (signal != null) {
                signal.failed();
            }
        }
    }

    private void say(int status) {
        if (status == lastStatus || closing) {
            return;
        }
        if (status == SensorStatus.OK) {
            Logger.info("{}: answers again; {} readings were rejected", name, rejected);
        } else {
            Logger.warn("{}: {}; check wiring, address and power; it is asked again by itself", name,
                    SensorStatus.text(status));
        }
        lastStatus = status;
    }

    @Override
    public void close() {
        closing = true;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }
}
