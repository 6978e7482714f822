package dev.libellule.simulator.chips;

import dev.libellule.simulator.Surroundings;
import java.util.function.LongSupplier;

/** A Sensirion SHT3x: single shots, status register, soft reset, break. Datasheet SHT3x-DIS, version 7. */
public final class Sht3xModel extends CommandModel {
    private static final int STATUS_AFTER_RESET = 0x8010; // table 19: alert pending, reset detected
    private static final int STATUS_COMMAND_REFUSED = 0x02;

    private int status;
    private Surroundings now = Surroundings.ROOM;

    /** A chip after power-on. The clock says when a measurement is over. */
    public Sht3xModel(LongSupplier nanoClock) {
        super(nanoClock, 0xFF);
        powerOn();
    }

    @Override
    public synchronized void follow(Surroundings surroundings) {
        now = surroundings;
    }

    @Override
    void reset() {
        status = STATUS_AFTER_RESET;
    }

    @Override
    void command(byte[] bytes, int offset, int length) {
        int command = length < 2 ? -1 : (bytes[offset] & 0xFF) << 8 | bytes[offset + 1] & 0xFF;
        switch (command) {
            case 0x2400 -> measure(15_000); // table 4: high, medium, low repeatability
            case 0x240B -> measure(6_000);
            case 0x2416 -> measure(4_000);
            case 0xF32D -> answer(status);
            case 0x3041 -> status = 0;
            case 0x30A2 -> {
                reset();
                work(1_500);
            }
            case 0x3093 -> work(500); // break: nothing runs
            default -> status |= STATUS_COMMAND_REFUSED; // acknowledged, and not obeyed
        }
    }

    private void measure(int micros) {
        answer(raw((now.temperatureCentiCelsius() / 100.0 + 45) / 175 * 65_535)); // 4.13
        answer(raw(now.humidityCentiPercent() / 10_000.0 * 65_535));
        work(micros);
    }
}
