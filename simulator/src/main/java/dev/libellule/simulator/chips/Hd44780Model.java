package dev.libellule.simulator.chips;

import dev.libellule.simulator.I2cModel;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * An HD44780 behind a PCF8574 as it is seen from the bus and by somebody who looks at it. May be used by several threads.
 *
 * <p>A byte on the bus takes 90 us, as at 100 kHz. An instruction that comes while the controller is busy is lost and counted.
 * Pages are those of the datasheet HD44780U.
 */
public final class Hd44780Model implements I2cModel {
    private static final int RS = 0x01;
    private static final int READ = 0x02;
    private static final int ENABLE = 0x04;
    private static final int BACK_LIGHT = 0x08;
    private static final long BYTE_NANOS = 90_000;
    private static final long POWER_ON_NANOS = 40_000_000; // page 46: 40 ms after 2.7 V
    private static final long CLEAR_NANOS = 1_520_000; // table 6
    private static final long INSTRUCTION_NANOS = 37_000;
    private static final int LINE = 0x28; // page 11: forty characters a line
    private static final int SECOND_LINE = 0x40;

    private final LongSupplier nanoClock;
    private final char[] memory = new char[128];
    /** What all transfers so far have taken: the simulated bus itself takes no time. */
    private long busNanos;
    private long nowNanos;
    private long busyUntilNanos;
    private int port = 0xFF;
    private boolean is4Bit;
    private boolean hasHighNibble;
    private int highNibble;
    private boolean isSecondRead;
    private int address;
    private boolean isOn;
    private int lost;

    /** A display after power-on. */
    public Hd44780Model(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        brownOut();
    }

    /** Takes the power away for a moment: page 23. */
    public synchronized void brownOut() {
        Arrays.fill(memory, ' ');
        nowNanos = nanoClock.getAsLong() + busNanos;
        busyUntilNanos = nowNanos + POWER_ON_NANOS;
        is4Bit = false;
        hasHighNibble = false;
        isSecondRead = false;
        address = 0;
        isOn = false;
        port = 0xFF;
    }

    /** The instructions that came too soon. */
    public synchronized int lost() {
        return lost;
    }

    /** Whether its lamp is on. */
    public synchronized boolean isLit() {
        return (port & BACK_LIGHT) != 0;
    }

    /** What is to be seen: lines of so many characters with a line feed between them. */
    public synchronized String text(int columns, int rows) {
        int[] starts = {0, SECOND_LINE, columns, SECOND_LINE + columns};
        StringBuilder seen = new StringBuilder();
        for (int row = 0; row < rows; row++) {
            seen.append(row > 0 ? "\n" : "");
            for (int i = 0; i < columns; i++) {
                seen.append(isOn ? glyph(memory[starts[row] + i]) : ' ');
            }
        }
        return seen.toString();
    }

    /** Table 4, ROM A00: what the tests show. */
    private static char glyph(int code) {
        return switch (code) {
            case 0x5C -> '¥';
            case 0x7E -> '→';
            case 0x7F -> '←';
            case 0xDF -> '°';
            case 0xE1 -> 'ä';
            case 0xE4 -> 'µ';
            case 0xEF -> 'ö';
            case 0xF4 -> 'Ω';
            case 0xF5 -> 'ü';
            default -> code >= 0x20 && code < 0x7E ? (char) code : '\uFFFD';
        };
    }

    @Override
    public synchronized void written(byte[] bytes, int offset, int length) {
        nowNanos = nanoClock.getAsLong() + busNanos;
        for (int i = 0; i < length; i++) {
            busNanos += BYTE_NANOS;
            nowNanos += BYTE_NANOS;
            int next = bytes[offset + i] & 0xFF;
            if ((port & ENABLE) != 0 && (next & ENABLE) == 0) {
                enableFalls(port);
            }
            port = next;
        }
    }

    private void enableFalls(int lines) {
        if ((lines & READ) != 0) {
            isSecondRead = is4Bit && !isSecondRead;
            return;
        }
        int nibble = lines >> 4;
        if (!is4Bit) {
            take(nibble << 4, (lines & RS) != 0);
        } else if (!hasHighNibble) {
            hasHighNibble = true;
            highNibble = nibble;
        } else {
            hasHighNibble = false;
            take(highNibble << 4 | nibble, (lines & RS) != 0);
        }
    }

    private void take(int value, boolean isData) {
        if (nowNanos - busyUntilNanos < 0) {
            lost++;
            return;
        }
        busyUntilNanos = nowNanos + INSTRUCTION_NANOS;
        if (isData) {
            memory[address] = (char) value;
            address = next(address);
        } else if ((value & 0x80) != 0) {
            address = value & 0x7F;
        } else if ((value & 0x20) != 0) { // function set, table 6
            is4Bit = (value & 0x10) == 0;
            hasHighNibble = false;
        } else if ((value & 0x08) != 0 && value < 0x10) {
            isOn = (value & 0x04) != 0;
        } else if (value == 0x01) {
            Arrays.fill(memory, ' ');
            address = 0;
            busyUntilNanos = nowNanos + CLEAR_NANOS;
        }
    }

    private static int next(int address) {
        return address == LINE - 1 ? SECOND_LINE : address == SECOND_LINE + LINE - 1 ? 0 : address + 1;
    }

    @Override
    public synchronized void read(byte[] into, int offset, int length) {
        nowNanos = nanoClock.getAsLong() + busNanos;
        for (int i = 0; i < length; i++) {
            busNanos += BYTE_NANOS;
            nowNanos += BYTE_NANOS;
            int pins = port;
            if ((port & (ENABLE | READ)) == (ENABLE | READ)) {
                int busyAndAddress = (nowNanos - busyUntilNanos < 0 ? 0x80 : 0) | address;
                int nibble = isSecondRead ? busyAndAddress & 0x0F : busyAndAddress >> 4;
                pins &= nibble << 4 | 0x0F; // the port's highs are weak
            }
            into[offset + i] = (byte) pins;
        }
    }
}
