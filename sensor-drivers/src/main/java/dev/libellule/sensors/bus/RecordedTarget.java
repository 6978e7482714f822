package dev.libellule.sensors.bus;

import java.util.HexFormat;
import java.util.function.Consumer;

/** Writes down each transfer with a chip, and each wait for it, as a transcript for {@link TranscriptTarget}. */
public final class RecordedTarget implements I2cTarget, Delay {
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withUpperCase();

    private final I2cTarget target;
    private final Delay delay;
    private final Consumer<String> lines;

    /**
     * A target behind which is another one.
     *
     * @param lines receives each line of the transcript, without its end
     */
    public RecordedTarget(I2cTarget target, Delay delay, Consumer<String> lines) {
        this.target = target;
        this.delay = delay;
        this.lines = lines;
    }

    private static String written(int register, byte[] from, int offset, int length) {
        return " W " + HEX.toHexDigits((byte) register)
                + (length == 0 ? "" : " " + HEX.formatHex(from, offset, offset + length));
    }

    private void note(String transfer) {
        lines.accept("%02X".formatted(target.address()) + transfer);
    }

    private void write(String transfer, Runnable action) {
        try {
            action.run();
        } catch (BusException e) {
            note(transfer + " NACK");
            throw e;
        }
        note(transfer);
    }

    private void read(String before, byte[] into, int offset, int length, Runnable action) {
        try {
            action.run();
        } catch (BusException e) {
            note(before + (before.isEmpty() ? " R NACK" : " NACK"));
            throw e;
        }
        note(before + " R " + HEX.formatHex(into, offset, offset + length));
    }

    @Override
    public int bus() {
        return target.bus();
    }

    @Override
    public int address() {
        return target.address();
    }

    @Override
    public int readRegister(int register) {
        byte[] one = new byte[1];
        readRegisters(register, one, 0, 1);
        return one[0] & 0xFF;
    }

    @Override
    public void readRegisters(int register, byte[] into, int offset, int length) {
        read(written(register, into, 0, 0), into, offset, length,
                () -> target.readRegisters(register, into, offset, length));
    }

    @Override
    public void writeRegister(int register, int value) {
        write(written(register, new byte[]{(byte) value}, 0, 1), () -> target.writeRegister(register, value));
    }

    @Override
    public void writeRegisters(int register, byte[] from, int offset, int length) {
        write(written(register, from, offset, length), () -> target.writeRegisters(register, from, offset, length));
    }

    @Override
    public void write(byte[] from, int offset, int length) {
        write(" W " + HEX.formatHex(from, offset, offset + length), () -> target.write(from, offset, length));
    }

    @Override
    public void read(byte[] into, int offset, int length) {
        read("", into, offset, length, () -> target.read(into, offset, length));
    }

    @Override
    public boolean millis(int millis) {
        lines.accept("wait " + millis);
        return delay.millis(millis);
    }
}
