package dev.libellule.gateway.serial.line;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Makes lines of text out of what a serial port gives, which comes in pieces. A line ends with {@code \n} or {@code \r\n}.
 *
 * <p>Nobody knows where the first line began, so it does not count, unless it is a hello. A line that is too long or that is no text
 * is dropped and counted; with the next line feed all is well again. Not thread-safe.
 */
public final class LineAssembler {
    private static final int SHOWN = 80;

    private final byte[] line;
    private final Consumer<String> lines;
    private final Consumer<String> spoilt;
    private int length;
    private boolean isTooLong;
    private boolean isFirst = true;
    private int partial;
    private int overlong;
    private int unreadable;

    /**
     * An assembler at an unknown place of a line.
     *
     * @param longest bytes of a line, without its end
     * @param lines gets each line, without its end; empty ones are left out
     * @param spoilt gets what is dropped, as far as it can be shown
     */
    public LineAssembler(int longest, Consumer<String> lines, Consumer<String> spoilt) {
        this.spoilt = spoilt;
        this.line = new byte[longest + 1]; // one more for the \r
        this.lines = lines;
    }

    /** Forgets what has come: the port was opened again. */
    public void restart() {
        length = 0;
        isTooLong = false;
        isFirst = true;
    }

    /** Takes the next bytes, and gives away the lines that end in them. */
    public void accept(byte[] in, int count) {
        for (int i = 0; i < count; i++) {
            if (in[i] == '\n') {
                end();
            } else if (length < line.length) {
                line[length++] = in[i];
            } else {
                isTooLong = true;
            }
        }
    }

    private void end() {
        int textLength = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        boolean counts = !isFirst || textLength > 0 && line[0] == '@';
        if (isTooLong || textLength == line.length) {
            overlong++;
            spoilt.accept(shown(textLength));
        } else if (counts && textLength > 0) {
            giveAway(textLength);
        } else if (textLength > 0) {
            partial++;
        }
        length = 0;
        isTooLong = false;
        isFirst = false;
    }

    private void giveAway(int textLength) {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line, 0, textLength)).toString();
        } catch (CharacterCodingException e) {
            unreadable++; // noise, or another baud rate: told by SerialBoard
            spoilt.accept(shown(textLength));
            return;
        }
        if (text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\t')) {
            unreadable++;
            spoilt.accept(shown(textLength));
        } else {
            lines.accept(text);
        }
    }

    /** The first bytes, with a point for each that is no letter of ASCII. */
    private String shown(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(count, SHOWN); i++) {
            text.append(line[i] >= ' ' && line[i] <= '~' ? (char) line[i] : '.');
        }
        return text.toString();
    }

    /** First lines, which may lack their beginning, since the start. */
    public int partial() {
        return partial;
    }

    /** Lines that were too long, since the start. */
    public int overlong() {
        return overlong;
    }

    /** Lines that were no text, since the start: noise on the line, or another baud rate. */
    public int unreadable() {
        return unreadable;
    }
}
