package dev.libellule.simulator.chips;

import dev.libellule.simulator.I2cModel;
import dev.libellule.simulator.Surroundings;
import java.util.function.LongSupplier;

/** A Sensirion SHT4x: measurements of three precisions, serial number, soft reset. Datasheet SHT4x, version 6. */
public final class Sht4xModel extends CommandModel {
    private static final int SERIAL_HIGH = 0x0F4C;
    private static final int SERIAL_LOW = 0x81B3;

    private Surroundings now = Surroundings.ROOM;

    /** A chip after power-on. The clock says when a measurement is over. */
    public Sht4xModel(LongSupplier nanoClock) {
        super(nanoClock, 0xFF);
        powerOn();
    }

    @Override
    public synchronized void follow(Surroundings surroundings) {
        now = surroundings;
    }

    @Override
    void reset() {
        // it keeps nothing
    }

    @Override
    void command(byte[] bytes, int offset, int length) {
        switch (bytes[offset] & 0xFF) {
            case 0xFD -> measure(8_300); // table 5: high, medium, low precision
            case 0xF6 -> measure(4_500);
            case 0xE0 -> measure(1_600);
            case 0x89 -> {
                answer(SERIAL_HIGH);
                answer(SERIAL_LOW);
            }
            case 0x94 -> work(1_000);
            default -> throw I2cModel.noAcknowledgement();
        }
    }

    private void measure(int micros) {
        answer(raw((now.temperatureCentiCelsius() / 100.0 + 45) / 175 * 65_535)); // 4.6
        answer(raw((now.humidityCentiPercent() / 100.0 + 6) / 125 * 65_535));
        work(micros);
    }
}
