package dev.libellule.sensors.ssd1306;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Characters of 5 x 8 pixels, read once from {@code font.txt}: a line of up to sixteen characters, and below each of them its eight
 * rows. Lookups allocate nothing.
 */
final class Font {
    /** Pixels of a character; one more is left between two. */
    static final int WIDTH = 5;

    private static final int HEIGHT = 8;
    private static final int PITCH = WIDTH + 1; // in the file too
    private static final int UNKNOWN = 0xFFFD;
    private static final int LATIN = 0x180;
    /** Others, and what they look like: pairs. */
    private static final int[] ALIKE = {0xA0, ' ', 0x202F, ' ', 0x2009, ' ', '\t', ' ', 0x2010, '-', 0x2011, '-',
            0x2013,
            '-', 0x2014, '-', 0x2212, '-', 0x2018, '\'', 0x2019, '\'', 0x201C, '"', 0x201D, '"', 0x2026, '.', 0x3BC,
            0xB5, 0x2022, 0xB7, 0xC8, 'E', 0xC2, 'A', 0xCE, 'I', 0xCF, 'I', 0xD4, 'O', 0xD9, 'U', 0xDB, 'U', 0xCB, 'E'};

    private static final int[] CODE_POINTS;
    private static final byte[] COLUMNS;
    private static final int[] LATIN_INDEX = new int[LATIN];
    private static final int UNKNOWN_INDEX;

    static {
        List<String> lines = lines();
        int[] codePoints = new int[1 + lines.size() / (HEIGHT + 1) * 16]; // the first is the blank
        byte[] columns = new byte[codePoints.length * WIDTH];
        codePoints[0] = ' ';
        int count = 1;
        for (int band = 0; band < lines.size(); band += HEIGHT + 1) {
            String head = lines.get(band);
            for (int x = 0; x < head.length(); x += PITCH) {
                codePoints[count] = head.charAt(x);
                for (int row = 0; row < HEIGHT; row++) {
                    for (int column = 0; column < WIDTH; column++) {
                        if (lines.get(band + 1 + row).charAt(x + column) == '#') {
                            columns[count * WIDTH + column] |= (byte) (1 << row);
                        }
                    }
                }
                count++;
            }
        }
        CODE_POINTS = java.util.Arrays.copyOf(codePoints, count);
        COLUMNS = columns;
        UNKNOWN_INDEX = search(UNKNOWN);
        for (int i = 0; i < LATIN; i++) {
            int index = search(i);
            LATIN_INDEX[i] = index >= 0 ? index : alike(i);
        }
    }

    private Font() {}

    private static List<String> lines() {
        try (InputStream in = Font.class.getResourceAsStream("font.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("font.txt", e);
        }
    }

    private static int search(int codePoint) {
        for (int i = 0; i < CODE_POINTS.length; i++) {
            if (CODE_POINTS[i] == codePoint) {
                return i;
            }
        }
        return -1;
    }

    private static int alike(int codePoint) {
        for (int i = 0; i < ALIKE.length; i += 2) {
            if (ALIKE[i] == codePoint) {
                return search(ALIKE[i + 1]);
            }
        }
        return UNKNOWN_INDEX;
    }

    /** The index of a character, or of one that looks like it, or of an empty box. */
    static int index(int codePoint) {
        if (codePoint < LATIN) {
            return LATIN_INDEX[codePoint];
        }
        int index = search(codePoint);
        return index >= 0 ? index : alike(codePoint);
    }

    /** The character at an index. */
    static int codePoint(int index) {
        return CODE_POINTS[index];
    }

    /** One column of a character: the top pixel is the lowest bit. */
    static byte column(int index, int column) {
        return COLUMNS[index * WIDTH + column];
    }
}
