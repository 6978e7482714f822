package dev.libellule.simulator.chips;

import dev.libellule.simulator.Surroundings;
import java.util.function.LongSupplier;

/** A TI TMP102: continuous conversions, one-shot while shut down, normal and extended mode. SBOS397, revision H. */
public final class Tmp102Model extends WordRegisterModel {
    private static final int ONE_SHOT = 0x8000;
    private static final int SHUTDOWN = 0x0100;
    private static final int EXTENDED = 0x0010;
    private static final int WRITABLE = 0x9FD0;
    private static final int FIXED = 0x6020; // resolution 11; alert, while nothing is too hot
    private static final long CONVERSION_NANOS = 26_000_000; // 6.5, typical

    private final LongSupplier nanoClock;
    private int configuration;
    private int low;
    private int high;
    private int temperature;
    private boolean isConverting;
    private long readyNanos;
    private Surroundings now = Surroundings.ROOM;

    /** A chip after power-on. The clock says when a conversion is over. */
    public Tmp102Model(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        powerOn();
    }

    @Override
    public synchronized void powerOn() {
        configuration = 0x60A0; // 7.5.3
        low = 0x4B00;
        high = 0x5000;
        temperature = 0; // 7.5.2
        convert();
    }

    @Override
    public synchronized void follow(Surroundings surroundings) {
        now = surroundings;
    }

    private void convert() {
        isConverting = true;
        readyNanos = nanoClock.getAsLong() + CONVERSION_NANOS;
    }

    private void settle() {
        if (!isConverting || nanoClock.getAsLong() - readyNanos < 0) {
            return;
        }
        int sixteenths = (int) Math.round(now.temperatureCentiCelsius() / 100.0 / 0.0625); // 7.3.1
        temperature = (configuration & EXTENDED) != 0
                ? sixteenths << 3 & 0xFFF8 | 1
                : Math.min(Math.max(sixteenths, -2048), 2047) << 4 & 0xFFF0;
        isConverting = (configuration & SHUTDOWN) == 0; // else the next begins
        configuration = isConverting ? configuration : configuration | ONE_SHOT;
    }

    @Override
    int readWord(int register) {
        settle();
        return switch (register & 3) {
            case 0 -> temperature;
            case 1 -> configuration;
            case 2 -> low;
            default -> high;
        };
    }

    @Override
    void writeWord(int register, int value) {
        settle();
        switch (register & 3) {
            case 1 -> {
                configuration = value & WRITABLE & ~ONE_SHOT | FIXED;
                if ((value & SHUTDOWN) == 0 || (value & ONE_SHOT) != 0) {
                    convert();
                } else if (!isConverting) {
                    configuration |= ONE_SHOT;
                }
            }
            case 2 -> low = value;
            case 3 -> high = value;
            default -> {
                // the temperature is read-only
            }
        }
    }
}
