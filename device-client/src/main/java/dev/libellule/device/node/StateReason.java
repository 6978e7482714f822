package dev.libellule.device.node;

import dev.libellule.device.codec.Utf8;

/** Why an output is in its state: the values of the User Property {@code reason} on the state topic, MQTT 5.0. */
public final class StateReason {
    /** {@code start}: nothing has changed it since the program began. */
    public static final int START = 0;
    /** {@code command}: a message on the command topic was obeyed. */
    public static final int COMMAND = 1;
    /** {@code local}: it changed on the spot, such as by a button, or {@link Command#stateChanged} was called. */
    public static final int LOCAL = 2;
    /** {@code no-link}: the life-line was cut for too long. */
    public static final int NO_LINK = 3;
    /** {@code longest-on}: it was on for as long as it may be. */
    public static final int LONGEST_ON = 4;
    /** {@code exit}: the program ends. */
    public static final int EXIT = 5;

    static final int COUNT = 6;
    static final int LONGEST_TEXT = 10;

    private static final byte[][] TEXTS = {Utf8.bytes("start"), Utf8.bytes("command"), Utf8.bytes("local"),
            Utf8.bytes("no-link"), Utf8.bytes("longest-on"), Utf8.bytes("exit")};

    private StateReason() {}

    static byte[] text(int reason) {
        return TEXTS[reason];
    }
}
