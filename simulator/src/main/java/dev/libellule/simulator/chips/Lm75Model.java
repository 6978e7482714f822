package dev.libellule.simulator.chips;

import dev.libellule.simulator.Surroundings;
import java.util.function.LongSupplier;

/** An LM75B: converts all the time, unless shut down; 0 °C until the first conversion. NXP LM75B, revision 6.1. */
public final class Lm75Model extends WordRegisterModel {
    private static final long PERIOD_NANOS = 100_000_000;
    private static final int SHUTDOWN = 0x0100; // in the high half

    private final LongSupplier nanoClock;
    private int conf;
    private int thyst;
    private int tos;
    private int temp;
    private long sinceNanos;
    private Surroundings now = Surroundings.ROOM;

    /** A chip after power-on. The clock says when a conversion is over. */
    public Lm75Model(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        powerOn();
    }

    @Override
    public synchronized void powerOn() {
        conf = 0;
        thyst = 0x4B00;
        tos = 0x5000;
        temp = 0;
        sinceNanos = nanoClock.getAsLong();
    }

    @Override
    public synchronized void follow(Surroundings surroundings) {
        now = surroundings;
    }

    @Override
    int readWord(int register) {
        return switch (register & 3) {
            case 0 -> temperature();
            case 1 -> conf | conf >> 8;
            case 2 -> thyst;
            default -> tos;
        };
    }

    private int temperature() {
        if ((conf & SHUTDOWN) == 0 && nanoClock.getAsLong() - sinceNanos >= PERIOD_NANOS) {
            temp = (int) Math.round(now.temperatureCentiCelsius() / 100.0 / 0.125) << 5 & 0xFFE0; // 7.4.3
        }
        return temp;
    }

    @Override
    void writeWord(int register, int value) {
        switch (register & 3) {
            case 1 -> conf = value & 0x1F00;
            case 2 -> thyst = value & 0xFF80; // nine bits
            case 3 -> tos = value & 0xFF80;
            default -> {
                // the temperature is read-only
            }
        }
    }
}
