package dev.libellule.device.codec;

/**
 * The properties of one received packet, read in place: 2.2.2.
 *
 * <p>Single-valued properties are found by their identifier, of repeated ones the first; User Properties and Subscription Identifiers,
 * which may stand several times, are walked with {@link #next}. Made once, filled for each packet; valid as long as the packet's bytes
 * are. Allocates nothing.
 */
public final class Properties {
    private static final long REPEATABLE = Property.bit(Property.USER_PROPERTY)
            | Property.bit(Property.SUBSCRIPTION_IDENTIFIER);
    private static final long FLAGS = Property.bit(Property.PAYLOAD_FORMAT_INDICATOR)
            | Property.bit(Property.REQUEST_PROBLEM_INFORMATION) | Property.bit(Property.REQUEST_RESPONSE_INFORMATION)
            | Property.bit(Property.MAXIMUM_QOS) | Property.bit(Property.RETAIN_AVAILABLE)
            | Property.bit(Property.WILDCARD_SUBSCRIPTION_AVAILABLE)
            | Property.bit(Property.SUBSCRIPTION_IDENTIFIER_AVAILABLE)
            | Property.bit(Property.SHARED_SUBSCRIPTION_AVAILABLE);
    private static final long NOT_ZERO = Property.bit(Property.SUBSCRIPTION_IDENTIFIER)
            | Property.bit(Property.RECEIVE_MAXIMUM)
            | Property.bit(Property.MAXIMUM_PACKET_SIZE) | Property.bit(Property.TOPIC_ALIAS);

    /** All of the list, without its length. */
    public final Slice raw = new Slice();

    /** One bit an identifier. Values are read again when asked for: lists are short, and tables of them would be long. */
    private long present;
    private final PacketReader walker = new PacketReader();
    private final Slice scratch = new Slice();
    private int number;

    /** Makes it the properties of a packet that has none. */
    public void clear() {
        present = 0;
        raw.clear();
    }

    /**
     * Reads a list of properties with its length.
     *
     * @param allowed the set for this packet, such as {@link Property#IN_PUBLISH}
     */
    public void read(PacketReader in, long allowed) {
        present = 0;
        int length = in.readVariableByteInteger();
        if (in.remaining() < length) {
            in.fail(Status.TRUNCATED);
        }
        if (in.status() != Status.OK) {
            raw.clear();
            return;
        }
        raw.set(in.buffer(), in.position(), length);
        if (length == 0) {
            return;
        }
        walker.wrap(in.buffer(), in.position(), in.position() + length);
        while (walker.remaining() > 0 && walker.status() == Status.OK) {
            readOne(allowed);
        }
        in.skip(length);
        if (walker.status() != Status.OK) {
            present = 0;
            in.fail(walker.status());
        }
    }

    private void readOne(long allowed) {
        int identifier = walker.readVariableByteInteger();
        int type = Property.type(identifier);
        if (type == Property.NONE || (allowed & Property.bit(identifier)) == 0) {
            walker.fail(Status.PROPERTY_NOT_ALLOWED);
            return;
        }
        long bit = Property.bit(identifier);
        if ((present & bit) != 0 && (REPEATABLE & bit) == 0) {
            walker.fail(Status.PROPERTY_TWICE);
            return;
        }
        readValue(type);
        if ((FLAGS & bit) != 0 && (number & ~1) != 0 || (NOT_ZERO & bit) != 0 && number == 0) {
            walker.fail(Status.PROPERTY_VALUE);
            return;
        }
        present |= bit;
    }

    /** Reads one value into {@link #number}, or text and binary into {@link #scratch}. */
    private void readValue(int type) {
        switch (type) {
            case Property.BYTE:
                number = walker.readUint8();
                return;
            case Property.UINT16:
                number = walker.readUint16();
                return;
            case Property.UINT32:
                number = walker.readUint32();
                return;
            case Property.VARIABLE:
                number = walker.readVariableByteInteger();
                return;
            case Property.BINARY:
                walker.readBinary(scratch);
                return;
            case Property.STRING:
                walker.readString(scratch);
                return;
            default: // a pair: its name counts
                walker.readString(scratch);
                int offset = scratch.offset;
                int length = scratch.length;
                walker.readString(scratch);
                scratch.offset = offset;
                scratch.length = length;
        }
    }

    /** Stands behind the first value of a property that is there. */
    private void find(int identifier) {
        walker.wrap(raw.buffer, raw.offset, raw.offset + raw.length);
        int found;
        do {
            found = walker.readVariableByteInteger();
            readValue(Property.type(found));
        } while (found != identifier);
    }

    /** Tells whether the packet carries a property. */
    public boolean has(int identifier) {
        return (present & Property.bit(identifier)) != 0;
    }

    /** Tells whether the packet carries any of a set of properties, one bit an identifier. */
    public boolean hasAny(long identifiers) {
        return (present & identifiers) != 0;
    }

    /** The number of a property, or {@code absent}; a Four Byte Integer above 2,147,483,647 comes as a negative int. */
    public int number(int identifier, int absent) {
        if (!has(identifier)) {
            return absent;
        }
        find(identifier);
        return number;
    }

    /** Points at the value of a string or binary property; clears the slice when there is none. */
    public void slice(int identifier, Slice out) {
        if (has(identifier)) {
            find(identifier);
            out.set(scratch.buffer, scratch.offset, scratch.length);
        } else {
            out.clear();
        }
    }

    /**
     * Walks the properties that may stand several times.
     *
     * @param identifier {@link Property#USER_PROPERTY} or {@link Property#SUBSCRIPTION_IDENTIFIER}
     * @param from 0 at first, then what the last call returned
     * @param name of a User Property its name; may be null otherwise
     * @param value of a User Property its value; of a Subscription Identifier its bytes
     * @return where to go on, or -1 when there are no more
     */
    public int next(int identifier, int from, Slice name, Slice value) {
        if (!has(identifier)) {
            return -1;
        }
        walker.wrap(raw.buffer, raw.offset + from, raw.offset + raw.length);
        while (walker.remaining() > 0) {
            int found = walker.readVariableByteInteger();
            int start = walker.position();
            if (found == identifier && identifier == Property.USER_PROPERTY) {
                walker.readBinary(name);
                walker.readBinary(value);
            } else {
                readValue(Property.type(found));
                value.set(raw.buffer, start, walker.position() - start);
            }
            if (found == identifier) {
                return walker.position() - raw.offset;
            }
        }
        return -1;
    }
}
