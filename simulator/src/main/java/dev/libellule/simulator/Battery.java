package dev.libellule.simulator;

/**
 * A battery that drains: by itself, by the time and by each message. It says percent, as boards do: from its voltage, which falls slowly
 * at first and fast at the end. Not thread-safe.
 */
public final class Battery {
    private static final double SELF_DISCHARGE_PER_DAY = 0.001;

    private final double milliAmpereHours;
    private final double idleMilliAmperes;
    private final double microAmpereHoursPerMessage;
    private double left = 1;

    /**
     * A full one.
     *
     * @param milliAmpereHours what it holds
     * @param idleMilliAmperes what the board draws while it sleeps
     * @param microAmpereHoursPerMessage what waking up, radio and a message take
     */
    public Battery(double milliAmpereHours, double idleMilliAmperes, double microAmpereHoursPerMessage) {
        this.milliAmpereHours = milliAmpereHours;
        this.idleMilliAmperes = idleMilliAmperes;
        this.microAmpereHoursPerMessage = microAmpereHoursPerMessage;
    }

    /** Lets time go by. */
    public void advance(long millis) {
        double hours = millis / 3_600_000.0;
        left -= idleMilliAmperes * hours / milliAmpereHours + SELF_DISCHARGE_PER_DAY * hours / 24;
        left = Math.max(0, left);
    }

    /** A message is sent. */
    public void send() {
        left = Math.max(0, left - microAmpereHoursPerMessage / 1000 / milliAmpereHours);
    }

    public boolean isEmpty() {
        return left <= 0;
    }

    /** What the board believes: a lithium cell's curve, 0 to 100. */
    public int percent() {
        double volts = 3.0 + 0.9 * left + 0.3 * left * left * left; // 3.0 V to 4.2 V
        return (int) Math.round(Math.clamp((volts - 3.0) / 1.2, 0, 1) * 100);
    }
}
