package dev.libellule.device.host;

import dev.libellule.device.client.Transport;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Frames that come in, RFC 6455, 5.2: takes the payload of binary ones out, notes pings, and finds what may not be.
 *
 * <pre>
 *   | FIN RSV RSV RSV opcode(4) | MASK length(7) | 0, 2 or 8 bytes of length | payload |
 * </pre>
 */
final class WebSocketFrames {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    /** What {@link #take} returns when a frame has been handled. */
    static final int AGAIN = 0;
    /** What {@link #take} returns when bytes are missing. */
    static final int NEEDS_BYTES = -1;
    /** What {@link #take} returns when the stream has to end; see {@link #closeCode} and {@link #problem}. */
    static final int FAILED = -2;

    private static final int RESPONSE_BYTES = 8192;
    private static final int CONTROL_BYTES = 125; // 5.5

    private final Transport below;
    private final byte[] bytes = new byte[16_384];
    private int start;
    private int end;
    private long payloadLeft;
    private boolean inMessage;
    private byte[] pong;
    private int closeCode;
    private String problem = "";

    WebSocketFrames(Transport below) {
        this.below = below;
    }

    void clear() {
        start = 0;
        end = 0;
        payloadLeft = 0;
        inMessage = false;
        pong = null;
    }

    /** Reads once; as {@link Transport#read}. There is always room: headers and control frames are short, payload is taken at once. */
    int fill() {
        if (start > 0) {
            System.arraycopy(bytes, start, bytes, 0, end - start);
            end -= start;
            start = 0;
        }
        int count = below.read(bytes, end, bytes.length - end);
        end += Math.max(0, count);
        return count;
    }

    /** The length of the HTTP response with its empty line; 0 while incomplete, negative if it is none or too long. */
    int responseLength() {
        String expected = "HTTP/1.";
        for (int i = 0; i < Math.min(end, expected.length()); i++) {
            if (bytes[i] != expected.charAt(i)) {
                return -1;
            }
        }
        for (int i = 3; i < end; i++) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n' && bytes[i - 3] == '\r') {
                return i + 1;
            }
        }
        return end >= RESPONSE_BYTES ? -1 : 0;
    }

    String takeResponse(int length) {
        start = length;
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }

    /** Gives payload: how many bytes, or {@link #AGAIN}, {@link #NEEDS_BYTES} or {@link #FAILED}. */
    int take(byte[] buffer, int offset, int length) {
        if (payloadLeft == 0) {
            return header();
        }
        if (start == end) {
            return NEEDS_BYTES;
        }
        int count = (int) Math.min(Math.min(length, end - start), payloadLeft);
        System.arraycopy(bytes, start, buffer, offset, count);
        start += count;
        payloadLeft -= count;
        return count;
    }

    private int header() {
        if (end - start < 2) {
            return NEEDS_BYTES;
        }
        int first = bytes[start] & 0xFF;
        int second = bytes[start + 1] & 0xFF;
        if ((first & 0x70) != 0) {
            return fail(1002, "reserved bits of a frame are set");
        }
        if ((second & 0x80) != 0) {
            return fail(1002, "a frame is masked, which a server's may not be"); // 5.1
        }
        boolean last = (first & 0x80) != 0;
        int opcode = first & 0x0F;
        return opcode >= CLOSE ? control(opcode, last, second) : data(opcode, last, second);
    }

    private int data(int opcode, boolean last, int shortLength) {
        if (opcode == TEXT) {
            return fail(1003, "a text frame, where MQTT has binary ones"); // [MQTT-6.0.0-1]
        }
        if (opcode > BINARY || (opcode == CONTINUATION) != inMessage) {
            return fail(1002, "a frame of a kind that may not come now (" + opcode + ")"); // 5.4
        }
        int more = shortLength == 127 ? 8 : shortLength == 126 ? 2 : 0;
        if (end - start < 2 + more) {
            return NEEDS_BYTES;
        }
        long length = more == 0 ? shortLength : 0;
        for (int i = 0; i < more; i++) {
            length = length << 8 | bytes[start + 2 + i] & 0xFF;
        }
        if (length < 0 || more == 2 && length < 126 || more == 8 && length <= 0xFFFF) {
            return fail(1002, "a frame's length is not written as it has to be");
        }
        start += 2 + more;
        payloadLeft = length;
        inMessage = !last;
        return AGAIN;
    }

    private int control(int opcode, boolean last, int length) {
        if (opcode > PONG || !last || length > CONTROL_BYTES) {
            return fail(1002, "a control frame that may not be"); // 5.5
        }
        if (end - start < 2 + length) {
            return NEEDS_BYTES;
        }
        int at = start + 2;
        start = at + length;
        if (opcode == PING) {
            pong = Arrays.copyOfRange(bytes, at, at + length); // of several the latest, 5.5.3
        } else if (opcode == CLOSE) {
            boolean hasCode = length >= 2;
            closeCode = hasCode ? (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF : 1000;
            String reason = hasCode ? new String(bytes, at + 2, length - 2, StandardCharsets.UTF_8) : "";
            problem = "closed by the server (WebSocket " + (hasCode ? "code " + closeCode : "without a code")
                    + (reason.isEmpty() ? "" : ": " + WebSocketGreeting.printable(reason)) + ")";
            return FAILED;
        }
        return AGAIN;
    }

    private int fail(int code, String what) {
        closeCode = code;
        problem = "the server breaks the WebSocket protocol: " + what;
        return FAILED;
    }

    /** What to say in the Close frame. */
    int closeCode() {
        return closeCode;
    }

    String problem() {
        return problem;
    }

    boolean pongIsDue() {
        return pong != null;
    }

    byte[] takePong() {
        byte[] payload = pong;
        pong = null;
        return payload;
    }
}
