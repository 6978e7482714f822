package dev.libellule.sensors.hd44780;

import dev.libellule.device.node.SensorStatus;
import dev.libellule.device.node.TextActuator;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.Delay;
import dev.libellule.sensors.bus.I2cTarget;
import dev.libellule.sensors.chip.Chip;
import dev.libellule.sensors.chip.OutputBank;
import dev.libellule.sensors.chip.OutputKind;
import dev.libellule.sensors.chip.Setting;

/**
 * A text display with an HD44780 behind a PCF8574, as it is sold with an "I2C backpack". Shows the lines of a text; what does not
 * fit is cut off. The caller owns the bus. One thread; nothing allocates.
 *
 * <pre>
 *   PCF8574   P7 P6 P5 P4   P3          P2   P1     P0
 *   HD44780   D7 D6 D5 D4   back light  E    R/W    RS
 * </pre>
 *
 * <p>Each transfer is followed by a look at the address counter, which must have gone on by the characters that were sent: so a
 * display that is not there, or was reset, is noticed, initialised and written again. The times of table 6, page 24, are kept by
 * the bus itself, for a PCF8574 takes no more than 100 kHz and so 90 us a byte; the longer ones are waited for.
 *
 * @see "Datasheet HD44780U; initialising by instruction, figure 24, page 46"
 */
public final class Hd44780 implements TextActuator {
    static final int RS = 0x01;
    static final int READ = 0x02;
    static final int ENABLE = 0x04;
    static final int BACK_LIGHT = 0x08;

    static final int CLEAR = 0x01; // table 6, page 24; and so on
    static final int ENTRY_MODE_INCREMENT = 0x06;
    static final int DISPLAY_OFF = 0x08;
    static final int DISPLAY_ON = 0x0C;
    static final int FUNCTION_4_BITS_2_LINES = 0x28;
    static final int SET_DDRAM_ADDRESS = 0x80;

    private static final int[] LINE_ADDRESSES_16 = {0x00, 0x40, 0x10, 0x50}; // "Display data RAM"; lines 3 and 4 go on after 1 and 2
    private static final int[] LINE_ADDRESSES_20 = {0x00, 0x40, 0x14, 0x54};
    private static final int PROBE_ADDRESS = 0x45;
    private static final int POWER_ON_MILLIS = 50; // figure 24: 40 ms after 2.7 V
    private static final int FIRST_MILLIS = 5; // figure 24: 4.1 ms
    private static final int CLEAR_MILLIS = 2; // table 6: 1.52 ms
    private static final int LONGEST_CHARACTER = 3; // bytes in UTF-8 of anything that the ROM has

    private static final Setting COLUMNS = new Setting("columns", 16, 16, 20);
    private static final Setting ROWS = new Setting("rows", 2, 1, 4);

    // Not recognised by anything: a read of a register would be a write to the PCF8574 before it
    /** How it describes itself. */
    public static final Chip CHIP = Chip.onI2c("hd44780", 0x27, 0x3F, 0x26, 0x25, 0x24, 0x23, 0x22, 0x21, 0x20, 0x3E,
            0x3D, 0x3C, 0x3B, 0x3A, 0x39, 0x38).settings(COLUMNS, ROWS).acts(1, wiring -> {
                int columns = wiring.setting(COLUMNS.name()) > 16 ? 20 : 16;
                int rows = wiring.setting(ROWS.name());
                return OutputBank.of(new Hd44780(wiring.i2c(), columns, rows == 3 ? 4 : rows, wiring.delay()));
            }, OutputKind.TEXT);

    private final I2cTarget target;
    private final Delay delay;
    private final int columns;
    private final int rows;
    private final int[] lineAddresses;
    private final byte[] wanted;
    private final byte[] out;
    private final byte[] one = new byte[1];
    private int outLength;
    private boolean isOn;
    private boolean isReady;

    /**
     * A display. Does not touch the bus yet.
     *
     * @param target of the PCF8574: 0x27, of a PCF8574A 0x3F, less what the jumpers say
     * @param columns 16 or 20
     * @param rows 1, 2 or 4
     */
    public Hd44780(I2cTarget target, int columns, int rows, Delay delay) {
        if (columns != 16 && columns != 20 || rows != 1 && rows != 2 && rows != 4) {
            throw new IllegalArgumentException(
                    "display of %dx%d: allowed are 16 or 20 columns, and 1, 2 or 4 rows".formatted(columns, rows));
        }
        this.target = target;
        this.delay = delay;
        this.columns = columns;
        this.rows = rows;
        this.lineAddresses = columns == 16 ? LINE_ADDRESSES_16 : LINE_ADDRESSES_20;
        this.wanted = new byte[columns * rows];
        this.out = new byte[5 + 4 * (columns + 1)];
        clearWanted();
    }

    private void clearWanted() {
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = ' ';
        }
    }

    @Override
    public int setText(byte[] utf8, int offset, int length) {
        clearWanted();
        int end = offset + length;
        int row = 0;
        int column = 0;
        for (int i = offset; i < end && row < rows;) {
            int lead = utf8[i] & 0xFF;
            int size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
            int codePoint = size == 1 ? lead : lead & 0x7F >> size;
            for (int k = 1; k < size; k++) {
                codePoint = codePoint << 6 | (i + k < end ? utf8[i + k] & 0x3F : 0);
            }
            i += size;
            if (codePoint == '\n') {
                row++;
                column = 0;
            } else if (codePoint != '\r' && column < columns) {
                wanted[row * columns + column++] = (byte) RomA00.code(codePoint);
            }
        }
        isOn = true;
        return show();
    }

    /** 0 is dark, 1 shows the text again. */
    @Override
    public int set(int value) {
        isOn = value != 0;
        return show();
    }

    @Override
    public int measured() {
        return isReady && isOn ? 1 : 0;
    }

    @Override
    public int writeText(byte[] to) {
        int length = 0;
        int newlines = 0;
        for (int row = 0; isReady && row < rows; row++) {
            int end = columns;
            while (end > 0 && wanted[row * columns + end - 1] == ' ') {
                end--;
            }
            for (; end > 0 && newlines > 0; newlines--) { // of empty lines before this one
                to[length++] = '\n';
            }
            for (int i = 0; i < end; i++) {
                length = writeUtf8(RomA00.codePoint(wanted[row * columns + i] & 0xFF), to, length);
            }
            newlines++;
        }
        return length;
    }

    private static int writeUtf8(int codePoint, byte[] to, int at) {
        int next = at;
        if (codePoint < 0x80) {
            to[next++] = (byte) codePoint;
        } else if (codePoint < 0x800) {
            to[next++] = (byte) (0xC0 | codePoint >> 6);
            to[next++] = (byte) (0x80 | codePoint & 0x3F);
        } else {
            to[next++] = (byte) (0xE0 | codePoint >> 12);
            to[next++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
            to[next++] = (byte) (0x80 | codePoint & 0x3F);
        }
        return next;
    }

    @Override
    public int longestText() {
        return LONGEST_CHARACTER * wanted.length + rows;
    }

    private int show() {
        try {
            if (isReady && write()) {
                return SensorStatus.OK;
            }
            int status = initialise();
            if (status == SensorStatus.OK && !write()) {
                status = SensorStatus.WRONG_CHIP; // it forgets at once
            }
            isReady = status == SensorStatus.OK;
            return status;
        } catch (BusException e) {
            isReady = false;
            return SensorStatus.NOT_RESPONDING; // its owner counts it and answers with what is measured
        }
    }

    /** Figure 24: three times 8 bits, whatever it was in the middle of, then 4 bits. */
    private int initialise() {
        port(0);
        if (!delay.millis(POWER_ON_MILLIS)) {
            return SensorStatus.TIMEOUT;
        }
        for (int i = 0; i < 3; i++) {
            nibble(0x30);
            send();
            if (!delay.millis(FIRST_MILLIS)) {
                return SensorStatus.TIMEOUT;
            }
        }
        nibble(0x20);
        send();
        command(FUNCTION_4_BITS_2_LINES);
        command(DISPLAY_OFF);
        command(CLEAR);
        send();
        if (!delay.millis(CLEAR_MILLIS)) {
            return SensorStatus.TIMEOUT;
        }
        command(ENTRY_MODE_INCREMENT);
        command(SET_DDRAM_ADDRESS | PROBE_ADDRESS);
        send();
        return addressCounter() == PROBE_ADDRESS ? SensorStatus.OK : SensorStatus.WRONG_CHIP;
    }

    /** Writes all that is to be seen; false if the address counter is not where it has to be. */
    private boolean write() {
        for (int row = 0; row < rows; row++) {
            command(SET_DDRAM_ADDRESS | lineAddresses[row]);
            data(RS); // a byte before E rises with RS: the address set-up time, "Bus timing characteristics"
            for (int i = 0; i < columns; i++) {
                int code = wanted[row * columns + i] & 0xFF;
                nibble(code & 0xF0 | RS);
                nibble(code << 4 & 0xF0 | RS);
            }
            send();
            if (addressCounter() != next(lineAddresses[row] + columns)) {
                return false;
            }
        }
        command(isOn ? DISPLAY_ON : DISPLAY_OFF);
        send();
        port(0);
        return true;
    }

    /** The address counter goes from the end of the first line's memory to the second's, and back, "Display data RAM". */
    private static int next(int address) {
        return address == 0x28 ? 0x40 : address == 0x68 ? 0x00 : address;
    }

    private int addressCounter() {
        int high = readNibble();
        return (high << 4 | readNibble()) & 0x7F; // the highest bit is the busy flag
    }

    /** The PCF8574 lets go of the data lines, which is a one to it, and reads what the display drives. */
    private int readNibble() {
        port(0xF0 | READ);
        port(0xF0 | READ | ENABLE);
        target.read(one, 0, 1);
        int value = (one[0] & 0xF0) >> 4;
        port(0xF0 | READ);
        return value;
    }

    private void command(int instruction) {
        data(0);
        nibble(instruction & 0xF0);
        nibble(instruction << 4 & 0xF0);
    }

    private void nibble(int lines) {
        data(lines | ENABLE);
        data(lines); // E falls: taken
    }

    private void data(int lines) {
        out[outLength++] = (byte) (lines | light());
    }

    private int light() {
        return isOn ? BACK_LIGHT : 0;
    }

    private void send() {
        int length = outLength;
        outLength = 0;
        target.write(out, 0, length);
    }

    private void port(int lines) {
        one[0] = (byte) (lines | light());
        target.write(one, 0, 1);
    }
}
