package dev.libellule.simulator.chips;

import dev.libellule.simulator.RegisterModel;
import dev.libellule.simulator.Surroundings;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A Maxim DS3231: a calendar that goes on with the clock, and a temperature that is converted when it is asked for. Always in 24 hours.
 * Datasheet 19-5170, revision 10.
 */
public final class Ds3231Model extends RegisterModel {
    private static final int REG_CONTROL = 0x0E;
    private static final int REG_STATUS = 0x0F;
    private static final int REG_TEMPERATURE = 0x11;
    private static final int CONVERT = 0x20;
    private static final int STOPPED = 0x80;
    private static final int BUSY = 0x04;
    private static final long CONVERSION_NANOS = 125_000_000; // typical

    private final int[] registers = new int[0x13];
    private final LongSupplier nanoClock;
    private LocalDateTime setTo;
    private long setNanos;
    private long shownSeconds;
    private boolean isConverting;
    private long readyNanos;
    private Surroundings now = Surroundings.ROOM;

    /** A chip whose battery was just put in. The clock makes it go. */
    public Ds3231Model(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        powerOn();
    }

    /** Supply and battery fail: the clock begins at 2000-01-01, with its stop flag. */
    @Override
    public synchronized void powerOn() {
        java.util.Arrays.fill(registers, 0);
        registers[3] = 1;
        registers[REG_CONTROL] = 0x1C; // "Control Register": after power-on
        registers[REG_STATUS] = STOPPED | 0x08;
        setTo = LocalDateTime.of(2000, 1, 1, 0, 0);
        setNanos = nanoClock.getAsLong();
        shownSeconds = -1;
        isConverting = false;
    }

    @Override
    public synchronized void follow(Surroundings surroundings) {
        now = surroundings;
    }

    @Override
    protected synchronized int read(int register) {
        settle();
        return registers[register % registers.length];
    }

    @Override
    protected synchronized void write(int register, int value) {
        settle();
        switch (register) {
            case 0, 1, 2, 4, 5, 6 -> {
                registers[register] = value;
                setTo = set();
                setNanos = nanoClock.getAsLong();
                shownSeconds = -1;
            }
            case REG_CONTROL -> {
                registers[REG_CONTROL] = value;
                if ((value & CONVERT) != 0 && !isConverting) {
                    isConverting = true;
                    readyNanos = nanoClock.getAsLong() + CONVERSION_NANOS;
                }
            }
            case REG_STATUS -> registers[REG_STATUS] = value & (0x0B | STOPPED & registers[REG_STATUS]); // flags can be cleared only
            case REG_TEMPERATURE, REG_TEMPERATURE + 1 -> {
                // read-only
            }
            default -> registers[register % registers.length] = value;
        }
    }

    /** What the registers say; what is no date is brought to the next one, for the datasheet does not say what becomes of it. */
    private LocalDateTime set() {
        YearMonth month = YearMonth.of(2000 + decimal(6) % 100, Math.min(Math.max(1, decimal(5)), 12));
        return month.atDay(Math.min(Math.max(1, decimal(4)), month.lengthOfMonth())).atTime(decimal(2) % 24,
                decimal(1) % 60, decimal(0) % 60);
    }

    private int decimal(int register) {
        return 10 * (registers[register] >> 4) + (registers[register] & 0x0F);
    }

    private static int bcd(int value) {
        return value / 10 << 4 | value % 10;
    }

    private void show(LocalDateTime time) {
        registers[0] = bcd(time.getSecond());
        registers[1] = bcd(time.getMinute());
        registers[2] = bcd(time.getHour());
        registers[4] = bcd(time.getDayOfMonth());
        registers[5] = bcd(time.getMonthValue());
        registers[6] = bcd(time.getYear() % 100);
    }

    private void settle() {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(nanoClock.getAsLong() - setNanos);
        if (seconds != shownSeconds) {
            shownSeconds = seconds;
            show(setTo.plusSeconds(seconds));
        }
        if (isConverting && nanoClock.getAsLong() - readyNanos >= 0) {
            isConverting = false;
            registers[REG_CONTROL] &= ~CONVERT;
            int quarters = Math.round(now.temperatureCentiCelsius() / 25f);
            registers[REG_TEMPERATURE] = quarters >> 2 & 0xFF;
            registers[REG_TEMPERATURE + 1] = (quarters & 3) << 6;
        }
        registers[REG_STATUS] = registers[REG_STATUS] & ~BUSY | (isConverting ? BUSY : 0);
    }
}
