package dev.libellule.gateway.app;

import dev.libellule.device.codec.Publish;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** {@code -w}: each topic has a line of the terminal, in the order in which they came, with its latest message. */
final class Watch {
    private static final byte[] CLEAR = ConnectionOptions.bytes("\u001b[2J");
    private static final byte[] CLEAR_REST = ConnectionOptions.bytes("\u001b[K");

    private final MessageFormat format;
    private final Map<String, Integer> lines = new HashMap<>();

    Watch(MessageFormat format) {
        this.format = format;
    }

    /** Shows a message in its line, and leaves the cursor below the last one. */
    void write(Publish message, OutputStream out) throws IOException {
        if (lines.isEmpty()) {
            out.write(CLEAR);
        }
        int line = lines.computeIfAbsent(MessageJson.text(message.topic), _ -> lines.size() + 1);
        moveTo(line, out);
        format.write(message, out);
        out.write(CLEAR_REST);
        moveTo(lines.size() + 1, out);
    }

    private static void moveTo(int line, OutputStream out) throws IOException {
        out.write(("\u001b[" + line + ";1H").getBytes(StandardCharsets.US_ASCII));
    }
}
