package dev.libellule.gateway.serial;

import java.io.ByteArrayOutputStream;

/**
 * The telnet side of RFC 2217, as bytes: takes commands out of what comes, doubles IAC in what goes, and writes the requests for baud
 * rate, frame and DTR. The reader's thread decodes; encoding has no state.
 *
 * <pre>
 *   IAC WILL COM-PORT-OPTION                       we want it            IAC DO COM-PORT-OPTION     the server does
 *   IAC SB COM-PORT-OPTION SET-BAUDRATE b3 b2 b1 b0 IAC SE              answered with command + 100 and the value in force
 * </pre>
 *
 * @see "RFC 854 (telnet), RFC 856 (binary), RFC 858 (suppress go-ahead), RFC 2217 (com port option)"
 */
final class TelnetCodec {
    private static final int IAC = 255;
    private static final int DONT = 254;
    private static final int DO = 253;
    private static final int WONT = 252;
    private static final int WILL = 251;
    private static final int SB = 250;
    private static final int SE = 240;
    private static final int BINARY = 0;
    private static final int SUPPRESS_GO_AHEAD = 3;
    private static final int COM_PORT = 44;
    private static final int SET_BAUDRATE = 1;
    private static final int SET_DATASIZE = 2;
    private static final int SET_PARITY = 3;
    private static final int SET_STOPSIZE = 4;
    private static final int SET_CONTROL = 5;
    private static final int FROM_SERVER = 100;
    private static final int NO_FLOW_CONTROL = 1;
    private static final int DTR_ON = 8;
    private static final int DTR_OFF = 9;

    private enum State {
        DATA, COMMAND, OPTION, SUB, SUB_COMMAND
    }

    private State state = State.DATA;
    private int verb;
    private final ByteArrayOutputStream sub = new ByteArrayOutputStream();
    private final ByteArrayOutputStream replies = new ByteArrayOutputStream();
    private boolean isComPortAgreed;
    private boolean isComPortRefused;
    private int baud;

    /** What is sent first: 8-bit clean both ways, and the com port option. */
    static byte[] greeting() {
        return bytes(IAC, WILL, BINARY, IAC, DO, BINARY, IAC, DO, SUPPRESS_GO_AHEAD, IAC, WILL, SUPPRESS_GO_AHEAD,
                IAC, WILL, COM_PORT);
    }

    /** Asks for 8 bits, no parity, one stop bit, no flow control, at a speed. */
    static byte[] lineSettings(int baud) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        request(out, SET_BAUDRATE, baud >>> 24, baud >>> 16, baud >>> 8, baud);
        request(out, SET_DATASIZE, 8);
        request(out, SET_PARITY, 1);
        request(out, SET_STOPSIZE, 1);
        request(out, SET_CONTROL, NO_FLOW_CONTROL);
        return out.toByteArray();
    }

    /** Asks for a level of DTR. */
    static byte[] dtr(boolean on) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        request(out, SET_CONTROL, on ? DTR_ON : DTR_OFF);
        return out.toByteArray();
    }

    private static void request(ByteArrayOutputStream out, int command, int... values) {
        out.writeBytes(bytes(IAC, SB, COM_PORT, command));
        for (int value : values) {
            writeDoubled(out, value & 0xFF);
        }
        out.writeBytes(bytes(IAC, SE));
    }

    private static void writeDoubled(ByteArrayOutputStream out, int value) {
        out.write(value);
        if (value == IAC) {
            out.write(IAC);
        }
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    /** Data for the line, with each IAC doubled. */
    static byte[] escaped(byte[] data, int length) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 8);
        for (int i = 0; i < length; i++) {
            writeDoubled(out, data[i] & 0xFF);
        }
        return out.toByteArray();
    }

    /**
     * Takes what came from the server.
     *
     * @return bytes of the line that are left in the same array, from its beginning
     */
    int decode(byte[] buffer, int count) {
        int length = 0;
        for (int i = 0; i < count; i++) {
            int b = buffer[i] & 0xFF;
            switch (state) {
                case DATA -> {
                    if (b == IAC) {
                        state = State.COMMAND;
                    } else {
                        buffer[length++] = (byte) b;
                    }
                }
                case COMMAND -> {
                    if (b == IAC) {
                        buffer[length++] = (byte) b;
                        state = State.DATA;
                    } else {
                        command(b);
                    }
                }
                case OPTION -> {
                    option(b);
                    state = State.DATA;
                }
                case SUB -> {
                    if (b == IAC) {
                        state = State.SUB_COMMAND;
                    } else if (sub.size() < 64) {
                        sub.write(b);
                    }
                }
                default -> { // SUB_COMMAND
                    if (b == IAC) {
                        sub.write(b);
                        state = State.SUB;
                    } else { // SE, or a server that forgot it
                        subEnded();
                        state = State.DATA;
                    }
                }
            }
        }
        return length;
    }

    private void command(int b) {
        if (b == SB) {
            sub.reset();
            state = State.SUB;
        } else if (b >= WILL && b <= DONT) {
            verb = b;
            state = State.OPTION;
        } else {
            state = State.DATA; // NOP and the like
        }
    }

    /** What we have asked for is agreed to in silence; all else is refused. */
    private void option(int option) {
        boolean isOurs = option == BINARY || option == SUPPRESS_GO_AHEAD || option == COM_PORT;
        if (option == COM_PORT) {
            isComPortAgreed |= verb == DO;
            isComPortRefused |= verb == DONT;
        }
        if (!isOurs && verb == DO) {
            replies.writeBytes(bytes(IAC, WONT, option));
        } else if (!isOurs && verb == WILL) {
            replies.writeBytes(bytes(IAC, DONT, option));
        }
    }

    private void subEnded() {
        byte[] said = sub.toByteArray();
        if (said.length == 6 && said[0] == COM_PORT && said[1] == FROM_SERVER + SET_BAUDRATE) {
            baud = (said[2] & 0xFF) << 24 | (said[3] & 0xFF) << 16 | (said[4] & 0xFF) << 8 | said[5] & 0xFF;
        }
    }

    /** What is to be sent back; empty if nothing. */
    byte[] takeReplies() {
        byte[] taken = replies.toByteArray();
        replies.reset();
        return taken;
    }

    /** The server sets baud rate and DTR. */
    boolean isComPortAgreed() {
        return isComPortAgreed;
    }

    /** The server gives the line as it is. */
    boolean isComPortRefused() {
        return isComPortRefused;
    }

    /** The speed that the server says is in force; 0 before it has said. */
    int baud() {
        return baud;
    }
}
