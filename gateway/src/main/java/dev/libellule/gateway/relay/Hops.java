package dev.libellule.gateway.relay;

import dev.libellule.device.codec.PacketReader;
import dev.libellule.device.codec.PacketWriter;
import dev.libellule.device.codec.Property;
import dev.libellule.device.codec.Slice;
import java.nio.charset.StandardCharsets;

/**
 * Marks what a broker relays with a User Property {@code hop}, so that what comes round through other brokers is known again, and at most
 * so many of them pass it on.
 */
final class Hops {
    /** No sensible arrangement of brokers is longer. */
    static final int MOST = 8;

    private static final byte[] NAME = "hop".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TIME = "original-time".getBytes(StandardCharsets.US_ASCII);

    private final byte[] id;
    private final PacketReader reader = new PacketReader();
    private final Slice name = new Slice();
    private final Slice value = new Slice();
    private boolean isTimeKnown;

    Hops(String id) {
        this.id = id.getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether a message with these properties, in their encoding, has been here before, or too far. */
    boolean isLoop(byte[] buffer, int offset, int length) {
        isTimeKnown = false;
        if (length == 0) {
            return false;
        }
        reader.wrap(buffer, offset, offset + length);
        int hops = 0;
        while (reader.remaining() > 0) {
            int property = reader.readUint8();
            switch (property) {
                case Property.PAYLOAD_FORMAT_INDICATOR -> reader.skip(1);
                case Property.MESSAGE_EXPIRY_INTERVAL -> reader.skip(4);
                case Property.TOPIC_ALIAS -> reader.skip(2);
                case Property.SUBSCRIPTION_IDENTIFIER -> reader.readVariableByteInteger();
                case Property.USER_PROPERTY -> {
                    reader.readBinary(name);
                    reader.readBinary(value);
                    if (name.contentEquals(NAME)) {
                        hops++;
                        if (value.contentEquals(id) || hops >= MOST) {
                            return true;
                        }
                    }
                    isTimeKnown |= name.contentEquals(TIME);
                }
                default -> reader.readBinary(value);
            }
        }
        return false;
    }

    /** Whether the properties looked at last say when the message was made. */
    boolean isTimeKnown() {
        return isTimeKnown;
    }

    /** Says that it was here. */
    void mark(PacketWriter out) {
        out.writeUint8(Property.USER_PROPERTY);
        out.writeBinary(NAME);
        out.writeBinary(id);
    }

    /** Says when a message came that had to wait. */
    void time(PacketWriter out, String instant) {
        out.writeUint8(Property.USER_PROPERTY);
        out.writeBinary(TIME);
        out.writeBinary(instant.getBytes(StandardCharsets.US_ASCII));
    }
}
