package dev.libellule.sensors.ssd1306;

import dev.libellule.device.node.SensorStatus;
import dev.libellule.device.node.TextActuator;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.I2cTarget;
import dev.libellule.sensors.chip.Chip;
import dev.libellule.sensors.chip.OutputBank;
import dev.libellule.sensors.chip.OutputKind;
import dev.libellule.sensors.chip.Setting;

/**
 * A display with an SSD1306: lines of 21 characters, and below them, if it is asked for, the latest numbers as a small curve. The
 * caller owns the bus. One thread; nothing allocates.
 *
 * <p>A line of the text that begins with {@code ~} and has a number after it adds a value to the curve and is not shown itself. The
 * curve has the last two of the text's lines and goes from the least to the greatest value that is to be seen.
 *
 * <p>Only what has changed is sent. Before it, the status is read, "Read Status Register": a chip that was reset has its display off,
 * and is then set up and written anew.
 *
 * @see "Datasheet SSD1306, revision 1.5; commands by their names there, for the revisions number them differently"
 */
public final class Ssd1306 implements TextActuator {
    static final int CONTROL_COMMANDS = 0x00; // 8.1.5.2: Co 0, D/C 0
    static final int CONTROL_DATA = 0x40; // Co 0, D/C 1
    static final int STATUS_DISPLAY_OFF = 0x40; // "Read Status Register", D6

    static final int DISPLAY_OFF = 0xAE; // "Command Table", and so on
    static final int DISPLAY_ON = 0xAF;
    static final int SET_COLUMNS = 0x21;
    static final int SET_PAGES = 0x22;

    /** Columns of pixels, of memory too. */
    public static final int WIDTH = 128;

    private static final int PITCH = Font.WIDTH + 1;
    private static final int CURVE_PAGES = 2;
    private static final int LONGEST_CHARACTER = 3;
    private static final char CURVE = '~';
    private static final Setting HEIGHT = new Setting("height-pixels", 64, 32, 64);

    // Not recognised by anything: its status says little, and others have the address
    /** How it describes itself. */
    public static final Chip CHIP = Chip.onI2c("ssd1306", 0x3C, 0x3D).settings(HEIGHT).acts(1,
            wiring -> OutputBank.of(new Ssd1306(wiring.i2c(), wiring.setting(HEIGHT.name()) > 32 ? 64 : 32)),
            OutputKind.TEXT);

    private final I2cTarget target;
    private final int pages;
    private final int columns = WIDTH / PITCH;
    private final byte[] setUp;
    private final byte[] window = {SET_COLUMNS, 0, 0, SET_PAGES, 0, 0};
    private final byte[] one = new byte[1];
    private final byte[] text;
    private final byte[] wanted;
    private final byte[] shown;
    private final int[] curve = new int[WIDTH];
    private int curveLength;
    private boolean isOn;
    private boolean isReady;

    /**
     * A display. Does not touch the bus yet.
     *
     * @param target at 0x3C, or 0x3D by the strap D/C#, 8.1.5
     * @param height 64 or 32 pixels
     */
    public Ssd1306(I2cTarget target, int height) {
        if (height != 64 && height != 32) {
            throw new IllegalArgumentException("display of 128x" + height + ": allowed are 128x64 and 128x32");
        }
        this.target = target;
        this.pages = height / 8;
        this.text = new byte[columns * pages];
        this.wanted = new byte[WIDTH * pages];
        this.shown = new byte[WIDTH * pages];
        int[] commands = {DISPLAY_OFF, 0xD5, 0x80, // "Set Display Clock Divide Ratio / Oscillator Frequency"
                0xA8, height - 1, // "Set Multiplex Ratio"
                0xD3, 0x00, 0x40, // "Set Display Offset": none; "Set Display Start Line": 0
                0x8D, 0x14, // "Charge Pump Setting": on, modules have no other supply for the panel
                0x20, 0x00, // "Set Memory Addressing Mode": horizontal
                0xA1, 0xC8, // "Set Segment Re-map", "Set COM Output Scan Direction": as the usual modules are
                0xDA, height == 64 ? 0x12 : 0x02, // "Set COM Pins Hardware Configuration"
                0x81, 0xCF, 0xD9, 0xF1, 0xDB, 0x20, // "Set Contrast Control", "Set Pre-charge Period", "Set VCOMH Deselect Level"
                0xA4, 0xA6}; // "Entire Display ON": the memory; "Set Normal/Inverse Display": normal
        this.setUp = new byte[commands.length];
        for (int i = 0; i < commands.length; i++) {
            setUp[i] = (byte) commands[i];
        }
    }

    @Override
    public int setText(byte[] utf8, int offset, int length) {
        for (int i = 0; i < text.length; i++) {
            text[i] = 0;
        }
        int end = offset + length;
        int row = 0;
        for (int start = offset; start <= end;) {
            int lineEnd = start;
            while (lineEnd < end && utf8[lineEnd] != '\n') {
                lineEnd++;
            }
            if (lineEnd > start && utf8[start] == CURVE && plotted(utf8, start + 1, lineEnd)) {
                row--; // it takes no line
            } else if (row < pages) {
                line(utf8, start, lineEnd, row);
            }
            row++;
            start = lineEnd + 1;
        }
        draw();
        isOn = true;
        return show();
    }

    /** Adds the number of a line to the curve; false if it is none. */
    private boolean plotted(byte[] utf8, int start, int end) {
        boolean isNegative = start < end && utf8[start] == '-';
        int at = isNegative ? start + 1 : start;
        int value = 0;
        int decimals = -1;
        int digits = 0;
        for (; at < end && utf8[at] != '\r'; at++) {
            int digit = utf8[at] - '0';
            if (utf8[at] == '.' && decimals < 0) {
                decimals = 0;
            } else if (digit < 0 || digit > 9) {
                return false;
            } else if (decimals < 3) { // thousandths are enough for 16 pixels
                value = value * 10 + digit;
                decimals = decimals < 0 ? decimals : decimals + 1;
                if (++digits > 9) {
                    return false;
                }
            }
        }
        for (int i = Math.max(decimals, 0); i < 3 && digits > 0; i++) {
            if (value > Integer.MAX_VALUE / 10) {
                return false;
            }
            value *= 10;
        }
        if (digits > 0) {
            plot(isNegative ? -value : value);
        }
        return digits > 0;
    }

    private void plot(int value) {
        if (curveLength == WIDTH) {
            System.arraycopy(curve, 1, curve, 0, WIDTH - 1);
            curveLength--;
        }
        curve[curveLength++] = value;
    }

    private void line(byte[] utf8, int start, int end, int row) {
        int column = 0;
        for (int i = start; i < end && column < columns;) {
            int lead = utf8[i] & 0xFF;
            int size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
            int codePoint = size == 1 ? lead : lead & 0x7F >> size;
            for (int k = 1; k < size; k++) {
                codePoint = codePoint << 6 | (i + k < end ? utf8[i + k] & 0x3F : 0);
            }
            i += size;
            if (codePoint != '\r') {
                text[row * columns + column++] = (byte) Font.index(codePoint);
            }
        }
    }

    private int textRows() {
        return curveLength > 0 ? pages - CURVE_PAGES : pages;
    }

    private void draw() {
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = 0;
        }
        for (int row = 0; row < textRows(); row++) {
            for (int column = 0; column < columns; column++) {
                int index = text[row * columns + column] & 0xFF;
                for (int x = 0; x < Font.WIDTH; x++) {
                    wanted[row * WIDTH + column * PITCH + x] = Font.column(index, x);
                }
            }
        }
        if (curveLength > 0) {
            drawCurve();
        }
    }

    /** The newest value is at the right edge. */
    private void drawCurve() {
        int least = Integer.MAX_VALUE;
        int greatest = Integer.MIN_VALUE;
        for (int i = 0; i < curveLength; i++) {
            least = Math.min(least, curve[i]);
            greatest = Math.max(greatest, curve[i]);
        }
        int rows = 8 * CURVE_PAGES;
        long span = Math.max(1, (long) greatest - least);
        for (int i = 0; i < curveLength; i++) {
            int y = rows - 1 - (int) (((long) curve[i] - least) * (rows - 1) / span);
            int page = pages - CURVE_PAGES + y / 8;
            wanted[page * WIDTH + WIDTH - curveLength + i] |= (byte) (1 << y % 8);
        }
    }

    /** 0 is dark, 1 shows what it has shown. */
    @Override
    public int set(int value) {
        isOn = value != 0;
        isReady &= isOn; // dark and reset look the same: it is set up when it is lit again
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
        for (int row = 0; isReady && row < textRows(); row++) {
            int end = columns;
            while (end > 0 && text[row * columns + end - 1] == 0) {
                end--;
            }
            for (; end > 0 && newlines > 0; newlines--) { // of empty lines before this one
                to[length++] = '\n';
            }
            for (int i = 0; i < end; i++) {
                length = writeUtf8(Font.codePoint(text[row * columns + i] & 0xFF), to, length);
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
        return LONGEST_CHARACTER * text.length + pages;
    }

    private int show() {
        try {
            if (!isOn) {
                command(DISPLAY_OFF);
                return SensorStatus.OK;
            }
            if (isReady) {
                target.read(one, 0, 1);
                isReady = (one[0] & STATUS_DISPLAY_OFF) == 0;
            }
            boolean isWhole = !isReady;
            if (isWhole) {
                target.writeRegisters(CONTROL_COMMANDS, setUp, 0, setUp.length);
            }
            for (int page = 0; page < pages; page++) {
                send(page, isWhole);
            }
            if (isWhole) {
                command(DISPLAY_ON); // after its memory is written: no snow
                target.read(one, 0, 1);
                isReady = (one[0] & STATUS_DISPLAY_OFF) == 0;
            }
            return isReady ? SensorStatus.OK : SensorStatus.WRONG_CHIP;
        } catch (BusException e) {
            isReady = false;
            return SensorStatus.NOT_RESPONDING; // its owner counts it and answers with what is measured
        }
    }

    private void command(int command) {
        one[0] = (byte) command;
        target.writeRegisters(CONTROL_COMMANDS, one, 0, 1);
    }

    /** Sends what has changed of a page, from the first to the last column that has. */
    private void send(int page, boolean isWhole) {
        int at = page * WIDTH;
        int from = 0;
        int to = WIDTH - 1;
        while (!isWhole && from < WIDTH && wanted[at + from] == shown[at + from]) {
            from++;
        }
        while (!isWhole && to > from && wanted[at + to] == shown[at + to]) {
            to--;
        }
        if (from == WIDTH) {
            return;
        }
        window[1] = (byte) from;
        window[2] = (byte) to;
        window[4] = (byte) page;
        window[5] = (byte) page;
        target.writeRegisters(CONTROL_COMMANDS, window, 0, window.length);
        target.writeRegisters(CONTROL_DATA, wanted, at + from, to - from + 1);
        System.arraycopy(wanted, at + from, shown, at + from, to - from + 1);
    }
}
