package dev.libellule.simulator.chips;

import dev.libellule.simulator.I2cModel;
import java.util.Arrays;

/**
 * An SSD1306 as it is seen from the bus and by somebody who looks at it. Addressing is horizontal only. May be used by several
 * threads.
 *
 * <p>Tables are those of the datasheet SSD1306, revision 1.1.
 */
public final class Ssd1306Model implements I2cModel {
    /** Columns of pixels. */
    public static final int WIDTH = 128;

    private final int pages;
    private final byte[] memory = new byte[WIDTH * 8];
    private final int[] parameters = new int[3];
    private int command;
    private int wanted;
    private int got;
    private boolean isOn;
    private boolean isPumped;
    private boolean isHorizontal;
    private int firstColumn;
    private int lastColumn;
    private int firstPage;
    private int lastPage;
    private int column;
    private int page;
    private int bytes;

    /** A display of 128 x 64 or 128 x 32 pixels after power-on; what is in its memory then is anything. */
    public Ssd1306Model(int height) {
        pages = height / 8;
        brownOut();
    }

    /** Takes the power away for a moment. */
    public synchronized void brownOut() {
        Arrays.fill(memory, (byte) 0xA5);
        isOn = false;
        isPumped = false;
        isHorizontal = false; // page addressing, table 9-1
        wanted = 0;
        window(0, WIDTH - 1, 0, 7);
    }

    private void window(int fromColumn, int toColumn, int fromPage, int toPage) {
        firstColumn = fromColumn;
        lastColumn = toColumn;
        firstPage = fromPage;
        lastPage = toPage;
        column = firstColumn;
        page = firstPage;
    }

    /** Bytes that were sent to its memory so far. */
    public synchronized int bytesWritten() {
        return bytes;
    }

    /** Whether a pixel is lit. */
    public synchronized boolean isLit(int x, int y) {
        return isOn && isPumped && (memory[y / 8 * WIDTH + x] >> y % 8 & 1) != 0;
    }

    /** A part of what is to be seen: a line of text a row, {@code #} for a pixel that is lit. */
    public synchronized String pixels(int x, int y, int width, int height) {
        StringBuilder seen = new StringBuilder();
        for (int row = y; row < y + height; row++) {
            for (int i = x; i < x + width; i++) {
                seen.append(row < pages * 8 && isLit(i, row) ? '#' : '.');
            }
            seen.append('\n');
        }
        return seen.toString();
    }

    @Override
    public synchronized void written(byte[] message, int offset, int length) {
        boolean isData = length > 0 && (message[offset] & 0x40) != 0; // 8.1.5.2: the control byte
        for (int i = 1; i < length; i++) {
            int value = message[offset + i] & 0xFF;
            if (isData) {
                data(value);
            } else if (wanted > 0) {
                parameters[got++] = value;
                wanted--;
                if (wanted == 0) {
                    obey();
                }
            } else {
                begin(value);
            }
        }
    }

    private void data(int value) {
        bytes++;
        memory[page * WIDTH + column] = (byte) value;
        if (column < lastColumn) {
            column++;
        } else if (isHorizontal) {
            column = firstColumn;
            page = page < lastPage ? page + 1 : firstPage;
        }
    }

    private void begin(int value) {
        command = value;
        got = 0;
        wanted = switch (value) {
            case 0x20, 0x81, 0x8D, 0xA8, 0xD3, 0xD5, 0xD9, 0xDA, 0xDB -> 1;
            case 0x21, 0x22 -> 2;
            default -> 0;
        };
        if (value == 0xAE || value == 0xAF) {
            isOn = value == 0xAF;
        }
    }

    private void obey() {
        switch (command) {
            case 0x20 -> isHorizontal = parameters[0] == 0;
            case 0x21 -> window(parameters[0] & 0x7F, parameters[1] & 0x7F, firstPage, lastPage);
            case 0x22 -> window(firstColumn, lastColumn, parameters[0] & 7, parameters[1] & 7);
            case 0x8D -> isPumped = (parameters[0] & 0x04) != 0;
            default -> {
                // how it looks, not what it shows
            }
        }
    }

    @Override
    public synchronized void read(byte[] into, int offset, int length) {
        Arrays.fill(into, offset, offset + length, (byte) (isOn ? 0x03 : 0x43)); // table 9-2
    }
}
