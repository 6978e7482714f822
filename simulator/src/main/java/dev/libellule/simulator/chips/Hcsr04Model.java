package dev.libellule.simulator.chips;

import dev.libellule.simulator.PinModel;
import dev.libellule.simulator.SimulatedPi;
import dev.libellule.simulator.Surroundings;

/**
 * An HC-SR04 on two pins: answers the end of a trigger pulse with an echo as long as sound takes to what is in front of it and
 * back. May be used by several threads.
 */
public final class Hcsr04Model implements PinModel {
    private static final long SHORTEST_TRIGGER_NANOS = 10_000;
    private static final long BURST_NANOS = 460_000; // eight cycles of 40 kHz, and the processor's thinking
    private static final long NO_ECHO_NANOS = 38_000_000;
    private static final int FARTHEST_MILLIMETRES = 4500;

    private final SimulatedPi pi;
    private final int trigger;
    private final int echo;
    private long triggeredNanos;
    private boolean isTriggered;
    private int millimetres = Surroundings.ROOM.distanceMillimetres();
    private int temperatureCentiCelsius = Surroundings.ROOM.temperatureCentiCelsius();
    private boolean isDeaf;

    /** A module on these pins, by their BCM numbers. */
    public Hcsr04Model(SimulatedPi pi, int trigger, int echo) {
        this.pi = pi;
        this.trigger = trigger;
        this.echo = echo;
        pi.drive(echo, false);
        pi.wire(trigger, this);
    }

    /** Puts something in front of it, in air of this temperature. */
    public synchronized void setDistance(int newMillimetres, int centiCelsius) {
        millimetres = newMillimetres;
        temperatureCentiCelsius = centiCelsius;
    }

    /** Pulls its plug, or puts it back. */
    public synchronized void setDeaf(boolean deaf) {
        isDeaf = deaf;
    }

    @Override
    public synchronized void changed(int bcm, boolean high, long nanos) {
        if (bcm != trigger) {
            return;
        }
        if (high) {
            isTriggered = true;
            triggeredNanos = nanos;
        } else if (isTriggered && !isDeaf && nanos - triggeredNanos >= SHORTEST_TRIGGER_NANOS) {
            isTriggered = false;
            double metresPerSecond = 331.3 + 0.606 * temperatureCentiCelsius / 100;
            long way = millimetres > FARTHEST_MILLIMETRES
                    ? NO_ECHO_NANOS
                    : Math.round(2.0 * millimetres / metresPerSecond * 1e6);
            pi.drive(echo, true, nanos + BURST_NANOS);
            pi.drive(echo, false, nanos + BURST_NANOS + way);
        }
    }
}
