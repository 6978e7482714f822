package dev.libellule.gateway.pins;

import dev.libellule.device.node.Quantity;
import dev.libellule.device.node.Sensor;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.device.node.Signal;
import dev.libellule.gateway.devices.NodeThread;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.chip.Remarks;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.tinylog.Logger;

/**
 * Samples one chip at its interval. A chip that does not answer, or whose bus is not there yet, spoils its own readings only: it is asked
 * again with back-off, its failure and its return are each said once.
 *
 * <p>A thread of the platform: a transfer blocks in the kernel, where a virtual thread would hold up its carrier, on a small Pi the only
 * one. A sample that is handed over allocates nothing.
 */
final class SensorThread implements AutoCloseable {
    private static final int LONGEST_BACKOFF_MILLIS = 60_000;
    private static final long STACK_BYTES = 128 * 1024;

    private final String name;
    private final Supplier<Sensor> opener;
    private final List<Quantity> quantities;
    private final Signal[] signals;
    private final int everyMillis;
    private final int[] sampled;
    private final int[] handedOver; // guarded by itself
    private final Runnable offer = this::offer;
    private final Runnable failed = this::failed;
    private boolean isOffered; // guarded by handedOver
    private volatile boolean closing;
    private Thread thread;
    private int lastStatus = SensorStatus.OK;
    private String lastRemark;
    private long rejected;

    /**
     * A thread that is not started yet.
     *
     * @param opener makes the driver; may throw a BusException, and is then asked again
     * @param quantities of the driver
     * @param signals one for each quantity, null where it is not published
     */
    SensorThread(String name, Supplier<Sensor> opener, List<Quantity> quantities, Signal[] signals, int everyMillis) {
        this.name = name;
        this.opener = opener;
        this.quantities = quantities;
        this.signals = signals;
        this.everyMillis = everyMillis;
        sampled = new int[signals.length];
        handedOver = new int[signals.length];
    }

    void start(Executor nodeThread) {
        thread = Thread.ofPlatform().name(name).daemon().stackSize(STACK_BYTES).start(() -> run(nodeThread));
    }

    private void run(Executor nodeThread) {
        Sensor sensor = open();
        int waitMillis = everyMillis;
        long dueNanos = System.nanoTime();
        while (!closing) {
            int status = sample(sensor);
            if (status == SensorStatus.OK) {
                waitMillis = everyMillis;
                handOver(nodeThread);
            } else {
                rejected++;
                waitMillis = backoff(waitMillis);
                nodeThread.execute(failed);
            }
            say(status);
            if (sensor instanceof Remarks remarks) {
                pass(remarks.takeRemark());
            }
            dueNanos = Math.max(dueNanos + TimeUnit.MILLISECONDS.toNanos(waitMillis), System.nanoTime());
            await(dueNanos);
        }
    }

    private int sample(Sensor sensor) {
        try {
            return sensor.sample(sampled);
        } catch (BusException e) {
            return SensorStatus.NOT_RESPONDING; // a driver that let it through
        }
    }

    private int backoff(int waitMillis) {
        return Math.min(Math.max(waitMillis * 2, everyMillis), Math.max(everyMillis, LONGEST_BACKOFF_MILLIS));
    }

    private void await(long dueNanos) {
        long left = dueNanos - System.nanoTime();
        while (left > 0 && !closing) {
            LockSupport.parkNanos(left);
            left = dueNanos - System.nanoTime();
        }
    }

    /** The driver; null when the end was asked for before its bus was there. */
    private Sensor open() {
        int waitMillis = everyMillis;
        while (!closing) {
            try {
                return opener.get();
            } catch (BusException e) {
                if (lastStatus == SensorStatus.OK) {
                    Logger.error("{}: {}; it is tried again by itself", name, e.getMessage());
                    lastStatus = SensorStatus.NOT_RESPONDING;
                }
                waitMillis = backoff(waitMillis);
                await(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis));
            }
        }
        return null;
    }

    private void handOver(Executor nodeThread) {
        boolean isNew;
        synchronized (handedOver) {
            System.arraycopy(sampled, 0, handedOver, 0, sampled.length);
            isNew = !isOffered;
            isOffered = true;
        }
        if (isNew) {
            nodeThread.execute(offer);
        }
    }

    /** On the node's thread. */
    private void offer() {
        synchronized (handedOver) {
            isOffered = false;
            int now = NodeThread.nowMillis();
            for (int i = 0; i < handedOver.length; i++) {
                if (signals[i] != null) {
                    signals[i].offerRaw(handedOver[i], quantities.get(i).decimals(), now);
                }
            }
        }
    }

    /** On the node's thread. */
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

    /** Each remark once, also after the chip was away. */
    private void pass(String remark) {
        if (remark != null && !remark.equals(lastRemark)) {
            Logger.warn("{}: the chip {}", name, remark);
            lastRemark = remark;
        }
    }

    @Override
    public void close() {
        closing = true;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }
}
