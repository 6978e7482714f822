package dev.libellule.gateway.pins;

import dev.libellule.device.node.SensorStatus;
import dev.libellule.device.node.Signal;
import dev.libellule.gateway.devices.NodeThread;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Samples one chip at its interval, and hands what it gives over to its signals. What becomes of one that fails, {@link ChipSampler} knows.
 *
 * <p>A thread of the platform: a transfer blocks in the kernel, where a virtual thread would hold up its carrier, on a small Pi the only
 * one. A sample that is handed over allocates nothing.
 */
final class SensorThread implements AutoCloseable {
    private static final long STACK_BYTES = 128 * 1024;

    private final String name;
    private final ChipSampler sampler;
    private final Signal[] signals;
    private final int[] handedOver; // guarded by itself
    private final Runnable offer = this::offer;
    private final Runnable failed = this::failed;
    private boolean isOffered; // guarded by handedOver
    private volatile boolean closing;
    private Thread thread;

    /**
     * A thread that is not started yet.
     *
     * @param signals one for each quantity of the chip, null where it is not published
     */
    SensorThread(String name, ChipSampler sampler, Signal[] signals) {
        this.name = name;
        this.sampler = sampler;
        this.signals = signals;
        handedOver = new int[signals.length];
    }

    void start(Executor nodeThread) {
        thread = Thread.ofPlatform().name(name).daemon().stackSize(STACK_BYTES).start(() -> run(nodeThread));
    }

    private void run(Executor nodeThread) {
        long dueNanos = System.nanoTime();
        while (!closing) {
            int waitMillis = sampler.turn();
            if (sampler.status() == SensorStatus.OK) {
                handOver(nodeThread);
            } else if (sampler.isOpen()) {
                nodeThread.execute(failed);
            }
            if (!closing) {
                sampler.tell();
            }
            dueNanos = Math.max(dueNanos + TimeUnit.MILLISECONDS.toNanos(waitMillis), System.nanoTime());
            await(dueNanos);
        }
    }

    private void await(long dueNanos) {
        long left = dueNanos - System.nanoTime();
        while (left > 0 && !closing) {
            LockSupport.parkNanos(left);
            left = dueNanos - System.nanoTime();
        }
    }

    private void handOver(Executor nodeThread) {
        boolean isNew;
        synchronized (handedOver) {
            System.arraycopy(sampler.values(), 0, handedOver, 0, handedOver.length);
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
                    signals[i].offerRaw(handedOver[i], sampler.quantities().get(i).decimals(), now);
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

    @Override
    public void close() {
        closing = true;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }
}
