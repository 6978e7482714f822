package dev.libellule.sensors.pi4j;

/**
 * Lets one transaction at a time onto a bus, whichever provider moves the bits, and knows which one has been going on for how long.
 *
 * <p>A monitor, and not a {@code ReentrantLock}, which makes an object for each thread that has to wait.
 */
final class BusGuard {
    private final String name;
    private volatile boolean isBusy; // written with the monitor
    private volatile long sinceNanos;
    private volatile String device;

    /** A bus, by its name in messages: {@code I2C bus 1}. */
    BusGuard(String name) {
        this.name = name;
    }

    /** Waits for the bus. */
    synchronized void enter(String newDevice) {
        boolean wasInterrupted = false;
        while (isBusy) {
            try {
                wait();
            } catch (InterruptedException e) {
                wasInterrupted = true; // a transfer is not given up; whoever asked for the end is heard after it
            }
        }
        device = newDevice;
        sinceNanos = System.nanoTime();
        isBusy = true;
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized void leave() {
        isBusy = false;
        notify();
    }

    /** Who is on the bus, such as {@code I2C bus 1 address 0x76}, if it has been there for so long; else null. */
    String hanging(long nanos) {
        String who = device;
        return isBusy && System.nanoTime() - sinceNanos >= nanos ? name + " " + who : null;
    }
}
