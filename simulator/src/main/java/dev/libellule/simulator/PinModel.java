package dev.libellule.simulator;

/** What is wired to pins and answers on others, such as the echo of an ultrasonic ranger. Called on any thread. */
public interface PinModel {
    /**
     * Sees a pin change that it listens to; it may drive others through {@link SimulatedPi#drive(int, boolean, long)}.
     *
     * @param nanos of the pins' clock
     */
    void changed(int bcm, boolean high, long nanos);
}
