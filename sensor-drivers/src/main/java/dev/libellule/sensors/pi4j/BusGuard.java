package dev.libellule.sensors.pi4j;

import java.util.concurrent.locks.ReentrantLock;

/** Lets one transaction at a time onto a bus, whichever provider moves the bits, and knows which one has been going on for how long. */
final class BusGuard {
    private final String name;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean isBusy;
    private volatile long sinceNanos;
    private volatile String device;

    /** A bus, by its name in messages: {@code I2C bus 1}. */
    BusGuard(String name) {
        this.name = name;
    }

    /** Waits for the bus. */
    void enter(String newDevice) {
        lock.lock();
        device = newDevice;
        sinceNanos = System.nanoTime();
        isBusy = true;
    }

    void leave() {
        isBusy = false;
        lock.unlock();
    }

    /** Who is on the bus, such as {@code I2C bus 1 address 0x76}, if it has been there for so long; else null. */
    String hanging(long nanos) {
        String who = device;
        return isBusy && System.nanoTime() - sinceNanos >= nanos ? name + " " + who : null;
    }
}
