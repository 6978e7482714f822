package dev.libellule.device.node;

import dev.libellule.device.codec.Utf8;

/** Why a command was not carried out: the values of the User Property {@code refused} on the answer to it, MQTT 5.0. */
public final class Refusal {
    /** {@code unknown}: its payload means nothing here. */
    public static final int UNKNOWN = 0;
    /** {@code expired}: nothing was left of its Message Expiry Interval. */
    public static final int EXPIRED = 1;
    /** {@code queued}: it may have waited at the broker while there was no link; see {@link Command#refuseQueued}. */
    public static final int QUEUED = 2;
    /** {@code shortest-off}: the output has not been off for long enough. */
    public static final int SHORTEST_OFF = 3;
    /** {@code failed}: the output could not be driven. */
    public static final int FAILED = 4;

    /** It was carried out. */
    static final int NONE = -1;
    static final int COUNT = 5;

    private static final byte[][] TEXTS = {Utf8.bytes("unknown"), Utf8.bytes("expired"), Utf8.bytes("queued"),
            Utf8.bytes("shortest-off"), Utf8.bytes("failed")};

    private Refusal() {}

    static byte[] text(int refusal) {
        return TEXTS[refusal];
    }
}
