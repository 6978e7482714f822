package dev.libellule.simulator.chips;

import dev.libellule.simulator.I2cModel;
import dev.libellule.simulator.Surroundings;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A Sensirion SCD4x in periodic measurement: a value each 5 seconds, to be read once; other commands are refused meanwhile. Datasheet
 * SCD4x, version 1.
 */
public final class Scd4xModel extends CommandModel {
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int START_MICROS = 30_000;
    private static final int COMMAND_MICROS = 1_000;
    private static final int STOP_MICROS = 500_000;
    private static final int READY = 0x8006;
    private static final int NOT_READY = 0x8000; // 3.8.2: the other bits may be anything

    private boolean isMeasuring;
    private long nextNanos;
    private Surroundings now = Surroundings.ROOM;

    /** A chip after power-on. The clock says when there is a value. */
    public Scd4xModel(LongSupplier nanoClock) {
        super(nanoClock, 0xFF);
        powerOn();
    }

    @Override
    public synchronized void follow(Surroundings surroundings) {
        now = surroundings;
    }

    @Override
    void reset() {
        isMeasuring = false;
        work(START_MICROS);
    }

    @Override
    void command(byte[] bytes, int offset, int length) {
        int command = length < 2 ? -1 : (bytes[offset] & 0xFF) << 8 | bytes[offset + 1] & 0xFF;
        switch (command) {
            case 0xE4B8 -> {
                answer(isReady() ? READY : NOT_READY);
                work(COMMAND_MICROS);
            }
            case 0xEC05 -> measurement();
            case 0x3F86 -> {
                isMeasuring = false;
                work(STOP_MICROS);
            }
            case 0x21B1 -> {
                refuseWhileMeasuring();
                isMeasuring = true;
                nextNanos = nanos() + PERIOD_NANOS;
            }
            case 0x3682 -> { // the example of 3.9.2
                refuseWhileMeasuring();
                answer(0xF896);
                answer(0x9F07);
                answer(0x3BBE);
                work(COMMAND_MICROS);
            }
            default -> throw I2cModel.noAcknowledgement();
        }
    }

    private void refuseWhileMeasuring() {
        if (isMeasuring) {
            throw I2cModel.noAcknowledgement();
        }
    }

    private boolean isReady() {
        return isMeasuring && nanos() - nextNanos >= 0;
    }

    private void measurement() {
        if (!isReady()) {
            throw I2cModel.noAcknowledgement(); // 3.5.2: no data in the buffer
        }
        nextNanos += (nanos() - nextNanos) / PERIOD_NANOS * PERIOD_NANOS + PERIOD_NANOS; // older values are gone
        answer(raw(now.co2Ppm()));
        answer(raw((now.temperatureCentiCelsius() / 100.0 + 45) / 175 * 65_535));
        answer(raw(now.humidityCentiPercent() / 10_000.0 * 65_535));
        work(COMMAND_MICROS);
    }
}
