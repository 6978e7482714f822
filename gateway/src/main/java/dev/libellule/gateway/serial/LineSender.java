package dev.libellule.gateway.serial;

import dev.libellule.gateway.serial.line.Crc16;
import java.nio.charset.StandardCharsets;
import org.tinylog.Logger;

/** Sends lines to a board, never more than it can hold. The node's thread sends and may wait; the reader opens and closes. */
final class LineSender {
    private static final long PATIENCE_MILLIS = 2_000;

    private final String board;
    private final PortCounters counters;
    private final SendWindow window;
    private final int usualBuffer;
    private volatile Port port; // null: not open
    private volatile boolean isSealed;
    private volatile boolean isStuck; // no room for too long: the board reads nothing, or the line has lost its credit

    LineSender(String board, int buffer, PortCounters counters) {
        this.board = board;
        this.counters = counters;
        usualBuffer = buffer;
        window = new SendWindow(buffer);
    }

    /** What room the board has: given back by its credit and its answers. */
    SendWindow window() {
        return window;
    }

    void opened(Port newPort) {
        window.restart(usualBuffer, false);
        isSealed = false;
        isStuck = false;
        port = newPort;
    }

    void closed() {
        port = null;
    }

    /**
     * What the board has said of itself.
     *
     * @param longest bytes of a line that it takes, the line feed not counted; 0 if it has not said
     */
    void agree(int longest, boolean byCredit, boolean sealed) {
        window.restart(longest > 0 ? longest + 1 : usualBuffer, byCredit);
        isSealed = sealed;
        isStuck = false;
    }

    /** Whether there was no room for too long; says so once. A hello tells that there is room again. */
    boolean takeStuck() {
        boolean wasStuck = isStuck;
        isStuck = false;
        return wasStuck;
    }

    /**
     * Sends one line when the board has room for it.
     *
     * @return false if it could not be sent: the port is not open, the line too long, or the board reads nothing
     */
    boolean send(String line) {
        return send(bytes(isSealed ? Crc16.sealed(line) : line), line, PATIENCE_MILLIS);
    }

    /** As {@link #send(String)}, but only if there is room now: for the reader, who must not wait for itself. */
    boolean trySend(String line) {
        return send(bytes(isSealed ? Crc16.sealed(line) : line), line, 0);
    }

    /** Sends bytes that are no line, when the board has room for them; false if they could not be sent. */
    boolean send(byte[] bytes) {
        return send(bytes, bytes.length + " bytes", PATIENCE_MILLIS);
    }

    private boolean send(byte[] bytes, String shown, long patienceMillis) {
        if (port == null) {
            return false;
        }
        try {
            SendWindow.Grant grant = window.take(bytes.length, patienceMillis);
            if (grant == SendWindow.Grant.GIVEN) {
                return write(bytes);
            }
            counters.notSent.increment();
            isStuck = grant == SendWindow.Grant.NO_ROOM && patienceMillis > 0;
            Logger.warn("board {}: '{}' is not sent: {}", board, shown, grant == SendWindow.Grant.TOO_LONG
                    ? "its %d bytes are more than the board holds; say how much it can in its hello (len=) or in 'buffer'"
                            .formatted(bytes.length)
                    : "the board has not read what came before");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    /** Sends a few bytes without waiting for room: a question that is asked seldom. */
    void sendNow(byte[] bytes) {
        write(bytes);
    }

    /** Asks for the hello, without waiting for room: the board's buffer is empty, or full of what nobody will miss. */
    void greet() {
        write(bytes("")); // ends what may stand in the board's buffer
        write(bytes("?"));
    }

    private static byte[] bytes(String line) {
        return (line + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private boolean write(byte[] bytes) {
        Port open = port;
        boolean isSent = open != null && open.write(bytes, bytes.length);
        if (isSent) {
            counters.bytesSent.add(bytes.length);
        }
        return isSent;
    }
}
