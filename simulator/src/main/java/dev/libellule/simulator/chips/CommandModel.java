package dev.libellule.simulator.chips;

import com.pi4j.io.exception.IOException;
import dev.libellule.simulator.I2cModel;
import java.util.function.LongSupplier;

/**
 * A chip without registers: it takes commands, works for a while, and then has an answer that can be read once.
 *
 * <p>While it works, and when there is nothing to read, it does not acknowledge. May be used by several threads: the bus and the house.
 */
abstract class CommandModel implements I2cModel {
    private static final int LONGEST_ANSWER = 18;

    private final LongSupplier nanoClock;
    private final int crcStart;
    private final byte[] answer = new byte[LONGEST_ANSWER];
    private int answerLength;
    private boolean isBusy;
    private long readyNanos;

    /**
     * A chip with words of 16 bits, each with a check sum.
     *
     * @param crcStart what its check sums begin with
     */
    CommandModel(LongSupplier nanoClock, int crcStart) {
        this.nanoClock = nanoClock;
        this.crcStart = crcStart;
    }

    /** Obeys: {@link #work}, {@link #answer}; or throws {@link I2cModel#noAcknowledgement()}. */
    abstract void command(byte[] bytes, int offset, int length);

    /** Forgets what it was told. */
    abstract void reset();

    @Override
    public final synchronized void written(byte[] bytes, int offset, int length) {
        refuseWhileBusy();
        if (length > 0) {
            answerLength = 0;
            command(bytes, offset, length);
        }
    }

    @Override
    public final synchronized void read(byte[] into, int offset, int length) {
        refuseWhileBusy();
        if (answerLength == 0) {
            throw I2cModel.noAcknowledgement();
        }
        for (int i = 0; i < length; i++) {
            into[offset + i] = i < answerLength ? answer[i] : (byte) 0xFF;
        }
        answerLength = 0;
    }

    @Override
    public final synchronized void powerOn() {
        answerLength = 0;
        isBusy = false;
        reset();
    }

    private void refuseWhileBusy() throws IOException {
        if (isBusy && nanoClock.getAsLong() - readyNanos < 0) {
            throw I2cModel.noAcknowledgement();
        }
        isBusy = false;
    }

    final long nanos() {
        return nanoClock.getAsLong();
    }

    /** Is busy from now on. */
    final void work(int micros) {
        isBusy = true;
        readyNanos = nanoClock.getAsLong() + micros * 1000L;
    }

    /** Adds a word and its check sum to the answer. */
    final void answer(int word) {
        answer[answerLength++] = (byte) (word >> 8);
        answer[answerLength++] = (byte) word;
        answer[answerLength] = (byte) Crc8.of(answer, answerLength - 2, 2, crcStart);
        answerLength++;
    }

    /** Adds a byte without a check sum to the answer. */
    final void answerByte(int value) {
        answer[answerLength++] = (byte) value;
    }

    /** A raw reading of 16 bits, at the ends of its scale where the chip would be, too. */
    static int raw(double value) {
        return (int) Math.min(Math.max(Math.round(value), 0), 0xFFFF);
    }
}
