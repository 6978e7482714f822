package dev.libellule.sensors.bus;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Plays a chip from a transcript: a driver has to make just these transfers, in this order, and is told what the chip said.
 *
 * <pre>
 *   # a remark, also behind a line
 *   44 W 24 00               writes two bytes; a register is the first of them
 *   76 W D0 R 60             writes one byte, and after a repeated start reads one
 *   44 R BE EF 92            reads three bytes
 *   44 W 24 00 NACK          is not acknowledged
 *   wait 16                  the driver waits for milliseconds, by the port {@link Delay}
 *   sample                   here begins what every sample repeats: {@link #again()} comes back to it
 * </pre>
 *
 * <p>{@link RecordedTarget} writes transcripts. What differs throws a {@link TranscriptException}, which names the line. A match allocates
 * nothing, so allocation tests may run on it.
 */
public final class TranscriptTarget implements I2cTarget, Delay {
    private static final int WAIT = -1; // instead of an address

    /** One line: what has to be written, what is read, or a time to wait. */
    private record Step(int line, int address, byte[] written, byte[] read, boolean nack, int waitMillis) {}

    private final List<Step> parsed = new ArrayList<>();
    private final Step[] steps;
    private final int address;
    private final byte[] single = new byte[1];
    private int sampleAt;
    private int next;

    /**
     * A target that plays the text of a transcript.
     *
     * @throws TranscriptException if it is none
     */
    public TranscriptTarget(String text) {
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String bare = line.replaceFirst("#.*", "").strip();
            if (bare.equals("sample")) {
                sampleAt = parsed.size();
            } else if (!bare.isEmpty()) {
                parsed.add(parse(number, line, bare));
            }
        }
        steps = parsed.toArray(Step[]::new);
        address = parsed.stream().mapToInt(Step::address).filter(a -> a != WAIT).findFirst()
                .orElseThrow(() -> new TranscriptException("there is no transfer in this transcript"));
    }

    private static Step parse(int number, String line, String bare) {
        try {
            return step(number, bare.split("\\s+"));
        } catch (RuntimeException e) {
            throw new TranscriptException("line %d is none of a transcript: %s".formatted(number, line), e);
        }
    }

    private static Step step(int number, String[] words) {
        if (words[0].equals("wait")) {
            return new Step(number, WAIT, new byte[0], new byte[0], false, Integer.parseInt(words[1]));
        }
        StringBuilder written = new StringBuilder();
        StringBuilder read = new StringBuilder();
        StringBuilder into = null;
        boolean nack = false;
        for (int i = 1; i < words.length; i++) {
            switch (words[i]) {
                case "W" -> into = written;
                case "R" -> into = read;
                case "NACK" -> nack = true;
                default -> into.append(words[i]);
            }
        }
        HexFormat hex = HexFormat.of();
        return new Step(number, Integer.parseInt(words[0], 16), hex.parseHex(written), hex.parseHex(read), nack, 0);
    }

    /** Throws if the driver has left a part of the transcript out. */
    public void isOver() {
        if (next < steps.length) {
            throw new TranscriptException(
                    "the driver did not do what line " + steps[next].line + " says: " + text(steps[next]));
        }
    }

    /** Whether there is more to do. */
    public boolean hasMore() {
        return next < steps.length;
    }

    /** Goes back to {@code sample}, or to the beginning where there is none. */
    public void again() {
        next = sampleAt;
    }

    private static String text(Step step) {
        HexFormat hex = HexFormat.of().withUpperCase().withDelimiter(" ");
        return step.address == WAIT
                ? "wait " + step.waitMillis
                : "%02X W %s R %s".formatted(step.address, hex.formatHex(step.written), hex.formatHex(step.read));
    }

    private Step next(String what) {
        if (next == steps.length) {
            throw new TranscriptException("the driver goes on after the end of the transcript: " + what);
        }
        return steps[next++];
    }

    /** One transfer; a register below 0 is none. */
    private void transfer(int register, byte[] out, int outOffset, int outLength, byte[] into, int inOffset,
            int inLength) {
        Step step = next("a transfer");
        int head = register < 0 ? 0 : 1;
        boolean same = step.address == address && step.written.length == head + outLength
                && step.read.length == (step.nack ? step.read.length : inLength);
        for (int i = 0; same && i < step.written.length; i++) {
            same = step.written[i] == (i < head ? (byte) register : out[outOffset + i - head]);
        }
        if (!same) {
            HexFormat hex = HexFormat.of().withUpperCase().withDelimiter(" ");
            throw new TranscriptException(
                    "line %d is %s; the driver made register %X, wrote %s, wanted %d bytes".formatted(step.line,
                            text(step), register, out == null
                                    ? "nothing"
                                    : hex.formatHex(out, outOffset, outOffset
                                            + outLength),
                            inLength));
        }
        if (step.nack) {
            throw new BusException("no acknowledgement, line " + step.line, null);
        }
        if (inLength > 0) {
            System.arraycopy(step.read, 0, into, inOffset, inLength);
        }
    }

    @Override
    public int bus() {
        return 1;
    }

    @Override
    public int address() {
        return address;
    }

    @Override
    public int readRegister(int register) {
        transfer(register, null, 0, 0, single, 0, 1);
        return single[0] & 0xFF;
    }

    @Override
    public void readRegisters(int register, byte[] into, int offset, int length) {
        transfer(register, null, 0, 0, into, offset, length);
    }

    @Override
    public void writeRegister(int register, int value) {
        single[0] = (byte) value;
        transfer(register, single, 0, 1, null, 0, 0);
    }

    public void writeRegisters(int register, byte[] bytes, int offset, int length) {
        transfer(register, bytes, offset, length, null, 0, 0);
    }

    public void write(byte[] bytes, int offset, int length) {
        transfer(-1, bytes, offset, length, null, 0, 0);
    }

    public void read(byte[] into, int offset, int length) {
        transfer(-1, null, 0, 0, into, offset, length);
    }

    @Override
    public boolean millis(int millis) {
        Step step = next("a wait");
        if (step.address != WAIT || step.waitMillis != millis) {
            throw new TranscriptException(
                    "line %d is %s; the driver waits %d ms".formatted(step.line, text(step), millis));
        }
        return true;
    }
}
