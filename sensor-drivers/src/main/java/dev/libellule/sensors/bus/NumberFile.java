package dev.libellule.sensors.bus;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** A whole number that the kernel shows in a file. Stays open: each read asks the kernel anew, and allocates nothing. One thread. */
public final class NumberFile implements AutoCloseable {
    /** What is read where there is no number, or one that is too long. */
    public static final int NO_NUMBER = Integer.MIN_VALUE;

    private static final int MOST_DIGITS = 8;

    private final RandomAccessFile file;
    private final byte[] text = new byte[16];

    /** Opens a file. */
    public NumberFile(Path path) throws FileNotFoundException {
        file = new RandomAccessFile(path.toFile(), "r");
    }

    /**
     * Reads the number, or {@link #NO_NUMBER}.
     *
     * @param radix 10, or 16 with or without {@code 0x} before it
     * @throws IOException as the kernel's driver fails
     */
    public int read(int radix) throws IOException {
        file.seek(0);
        int length = file.read(text, 0, text.length);
        boolean isNegative = length > 0 && text[0] == '-';
        int at = isNegative ? 1 : 0;
        if (radix == 16 && at + 1 < length && text[at] == '0' && text[at + 1] == 'x') {
            at += 2;
        }
        int value = 0;
        int digits = 0;
        for (; at < length && text[at] != '\n'; at++) {
            int digit = Character.digit(text[at], radix);
            if (digit < 0 || ++digits > MOST_DIGITS) {
                return NO_NUMBER;
            }
            value = value * radix + digit;
        }
        return digits == 0 ? NO_NUMBER : isNegative ? -value : value;
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            // it was only read
        }
    }
}
