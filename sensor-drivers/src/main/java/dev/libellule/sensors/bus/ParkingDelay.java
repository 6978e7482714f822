package dev.libellule.sensors.bus;

import java.util.concurrent.locks.LockSupport;

/** Parks the thread, because a sleep allocates. An interruption ends the wait and stays set. */
final class ParkingDelay implements Delay {
    @Override
    public boolean millis(int millis) {
        long deadlineNanos = System.nanoTime() + millis * 1_000_000L;
        for (long left = millis * 1_000_000L; left > 0; left = deadlineNanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.currentThread().isInterrupted()) {
                return false;
            }
        }
        return true;
    }
}
