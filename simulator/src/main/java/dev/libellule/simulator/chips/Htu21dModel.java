package dev.libellule.simulator.chips;

import dev.libellule.simulator.I2cModel;
import dev.libellule.simulator.Surroundings;
import java.util.function.LongSupplier;

/** A TE HTU21D or a Silicon Labs Si7021, "no hold" only. Datasheets HTU21D(F), HPC199_6, and Si7021-A20, revision 1.3. */
public final class Htu21dModel extends CommandModel {
    private static final int RESET_MICROS = 14_000;

    private final boolean isSi7021;
    private int user;
    private Surroundings now = Surroundings.ROOM;

    private Htu21dModel(LongSupplier nanoClock, boolean isSi7021) {
        super(nanoClock, 0);
        this.isSi7021 = isSi7021;
        powerOn();
    }

    /** An HTU21D after power-on. The clock says when a measurement is over. */
    public static Htu21dModel htu21d(LongSupplier nanoClock) {
        return new Htu21dModel(nanoClock, false);
    }

    /** A Si7021 after power-on. */
    public static Htu21dModel si7021(LongSupplier nanoClock) {
        return new Htu21dModel(nanoClock, true);
    }

    @Override
    public synchronized void follow(Surroundings surroundings) {
        now = surroundings;
    }

    @Override
    void reset() {
        user = isSi7021 ? 0x3A : 0x02;
    }

    @Override
    void command(byte[] bytes, int offset, int length) {
        switch (bytes[offset] & 0xFF) {
            case 0xF3 -> {
                answer(raw((now.temperatureCentiCelsius() / 100.0 + 46.85) / 175.72 * 65_536) & 0xFFFC);
                work(isSi7021 ? 10_800 : 50_000);
            }
            case 0xF5 -> {
                answer(raw((now.humidityCentiPercent() / 100.0 + 6) / 125 * 65_536) & 0xFFFC | 0x02);
                work(isSi7021 ? 22_800 : 16_000);
            }
            case 0xE6 -> user = length > 1 ? bytes[offset + 1] & 0xFF : user;
            case 0xE7 -> answerByte(user);
            case 0xFC -> { // 0xFCC9: the second half of the serial number
                answer(isSi7021 ? 0x15FF : 0x0032);
                answer(isSi7021 ? 0xFFFF : 0x4854);
            }
            case 0xFE -> {
                reset();
                work(RESET_MICROS);
            }
            default -> throw I2cModel.noAcknowledgement();
        }
    }
}
