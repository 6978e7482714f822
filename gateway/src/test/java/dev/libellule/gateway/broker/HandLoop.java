package dev.libellule.gateway.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A loop that the test turns, on its own thread. Any thread may give it something to do. */
final class HandLoop implements BrokerLoop {
    private static final long PATIENCE_SECONDS = 30;
    private static final long LOOK_MILLIS = 10;

    private final BlockingQueue<Runnable> turn = new LinkedBlockingQueue<>();
    private final List<Runnable> ticks = new ArrayList<>();

    @Override
    public void execute(Runnable task) {
        turn.add(task);
    }

    @Override
    public void executeShortly(Runnable task) {
        turn.add(task);
    }

    @Override
    public void schedule(Runnable task, long millis) {
        ticks.add(task);
    }

    /** The turn is over. */
    void endTurn() {
        for (Runnable task = turn.poll(); task != null; task = turn.poll()) {
            task.run();
        }
    }

    /** What was to be done later is due. */
    void tick() {
        List<Runnable> due = List.copyOf(ticks);
        ticks.clear();
        due.forEach(Runnable::run);
    }

    /** Turns until something is so that other threads bring about. */
    void turnUntil(BooleanSupplier condition) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            Runnable task = turn.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            if (task != null) {
                task.run();
            } else if (System.nanoTime() - deadlineNanos > 0) {
                throw new AssertionError("it did not happen in %d s".formatted(PATIENCE_SECONDS));
            }
        }
    }
}
