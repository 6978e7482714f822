package dev.libellule.simulator.chips;

import dev.libellule.sensors.bus.Delay;
import dev.libellule.sensors.bus.I2cTarget;
import dev.libellule.sensors.pi4j.PiBuses;
import dev.libellule.simulator.I2cModel;
import dev.libellule.simulator.SimulatedPi;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** A workbench: one chip on the simulated bus, a driver's way to it, and time that goes on only while the driver waits. */
final class Bench implements Delay, LongSupplier, AutoCloseable {
    private static final int BUS = 1;

    private final SimulatedPi pi = new SimulatedPi();
    private final PiBuses buses = new PiBuses(pi.context());
    private final Map<Integer, I2cTarget> targets = new HashMap<>();
    private long nanos = 1_000_000_000_000L;
    private int waits;
    private int eventAfterWaits = -1;
    private Runnable event;

    Bench() {
        pi.plugBme280(false);
    }

    /** The port that a driver gets. */
    I2cTarget target(int address) {
        return targets.computeIfAbsent(address, at -> buses.i2c(BUS, at)); // Pi4J opens a place once
    }

    void plug(int address, I2cModel chip) {
        pi.plug(BUS, address, chip);
    }

    void unplug(int address) {
        pi.unplug(BUS, address);
    }

    /** Lets something happen in the middle of the wait of this number, 0 is the next one. */
    void duringWait(int number, Runnable newEvent) {
        waits = 0;
        eventAfterWaits = number;
        event = newEvent;
    }

    /** Waits since {@link #duringWait}. */
    int waits() {
        return waits;
    }

    @Override
    public boolean millis(int millis) {
        long half = millis * 500_000L;
        nanos += half;
        if (waits++ == eventAfterWaits) {
            event.run();
        }
        nanos += half;
        return true;
    }

    @Override
    public long getAsLong() {
        return nanos;
    }

    @Override
    public void close() {
        pi.close();
    }
}
