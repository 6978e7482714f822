package dev.libellule.simulator.chips;

import dev.libellule.simulator.I2cModel;
import dev.libellule.simulator.Surroundings;
import java.util.function.LongSupplier;

/** An Aosong AHT20, AHT21 or AHT10: its status can be read while it measures. AHT20 product manuals, A1. */
public final class Aht20Model implements I2cModel {
    private static final int BUSY = 0x80;
    private static final int CALIBRATED = 0x08;
    private static final long MEASURE_NANOS = 75_000_000;
    private static final long RESET_NANOS = 20_000_000;
    private static final int SCALE = 1 << 20;

    private final LongSupplier nanoClock;
    private final boolean isAht10;
    private final byte[] data = new byte[7];
    private boolean isCalibrated;
    private boolean isMeasuring;
    private boolean isResetting;
    private long readyNanos;
    private Surroundings now = Surroundings.ROOM;

    private Aht20Model(LongSupplier nanoClock, boolean isAht10) {
        this.nanoClock = nanoClock;
        this.isAht10 = isAht10;
    }

    /** An AHT20 or AHT21 after power-on. The clock says when a measurement is over. */
    public static Aht20Model aht20(LongSupplier nanoClock) {
        return new Aht20Model(nanoClock, false);
    }

    /** An AHT10 after power-on: another initialization, no check sum. */
    public static Aht20Model aht10(LongSupplier nanoClock) {
        return new Aht20Model(nanoClock, true);
    }

    @Override
    public synchronized void follow(Surroundings surroundings) {
        now = surroundings;
    }

    @Override
    public synchronized void powerOn() {
        isCalibrated = false;
        isMeasuring = false;
        isResetting = false;
        java.util.Arrays.fill(data, (byte) 0);
    }

    @Override
    public synchronized void written(byte[] bytes, int offset, int length) {
        settle();
        switch (length == 0 ? 0 : bytes[offset] & 0xFF) {
            case 0xBE -> isCalibrated |= !isAht10;
            case 0xE1 -> isCalibrated |= isAht10;
            case 0xBA -> {
                powerOn();
                isResetting = true;
                readyNanos = nanoClock.getAsLong() + RESET_NANOS;
            }
            case 0xAC -> {
                isMeasuring = true;
                readyNanos = nanoClock.getAsLong() + MEASURE_NANOS;
            }
            default -> {
                // 0x71 asks for the status, which each read begins with
            }
        }
    }

    @Override
    public synchronized void read(byte[] into, int offset, int length) {
        settle();
        data[0] = (byte) ((isMeasuring ? BUSY : 0) | 0x10 | (isCalibrated ? CALIBRATED : 0));
        data[6] = (byte) (isAht10 ? 0xFF : Crc8.of(data, 0, 6, 0xFF));
        for (int i = 0; i < length; i++) {
            into[offset + i] = i < data.length ? data[i] : (byte) 0xFF;
        }
    }

    private void settle() {
        boolean isOver = nanoClock.getAsLong() - readyNanos >= 0;
        if (isResetting && !isOver) {
            throw I2cModel.noAcknowledgement();
        }
        isResetting = false;
        if (isMeasuring && isOver) {
            isMeasuring = false;
            int humidity = raw(now.humidityCentiPercent() / 10_000.0 * SCALE); // 6.1
            int temperature = raw((now.temperatureCentiCelsius() / 100.0 + 50) / 200 * SCALE); // 6.2
            data[1] = (byte) (humidity >> 12);
            data[2] = (byte) (humidity >> 4);
            data[3] = (byte) (humidity << 4 | temperature >> 16);
            data[4] = (byte) (temperature >> 8);
            data[5] = (byte) temperature;
        }
    }

    private static int raw(double value) {
        return (int) Math.min(Math.max(Math.round(value), 0), SCALE - 1);
    }
}
