package dev.libellule.device.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A list of properties drawn at random from those that a packet may carry, and what has to be read out of it. */
public final class RandomProperties {
    private record Entry(int identifier, int number, byte[] bytes, byte[] value) {}

    private static final int ZERO_OR_ONE = 2;

    private final Random random;
    private final List<Entry> entries = new ArrayList<>();
    private final long allowed;

    /**
     * Draws none to all of them, in any order.
     *
     * @param allowed such as {@link Property#IN_PUBLISH}
     */
    public RandomProperties(Random random, long allowed) {
        this.random = random;
        this.allowed = allowed;
        int chance = random.nextInt(5); // of 4: from no property to all
        for (int identifier = 0; identifier < Property.COUNT; identifier++) {
            boolean mayStandTwice = identifier == Property.USER_PROPERTY
                    || identifier == Property.SUBSCRIPTION_IDENTIFIER;
            for (int n = mayStandTwice ? 3 : 1; n > 0; n--) {
                if ((allowed & Property.bit(identifier)) != 0 && random.nextInt(4) < chance) {
                    entries.add(random.nextInt(entries.size() + 1), draw(identifier));
                }
            }
        }
    }

    private Entry draw(int identifier) {
        return switch (Property.type(identifier)) {
            case Property.BYTE -> new Entry(identifier, random.nextInt(ZERO_OR_ONE), null, null);
            case Property.UINT16 -> new Entry(identifier, 1 + random.nextInt(65_535), null, null);
            case Property.UINT32 -> new Entry(identifier, random.nextInt() | 1, null, null);
            case Property.VARIABLE ->
                new Entry(identifier, 1 + random.nextInt(1 << 7 * (1 + random.nextInt(4))) % 268_435_455, null, null);
            case Property.BINARY -> new Entry(identifier, 0, bytes(random), null);
            case Property.STRING -> new Entry(identifier, 0, text(random), null);
            default -> new Entry(identifier, 0, text(random), text(random));
        };
    }

    /** Any bytes, mostly few. */
    public static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(random.nextInt(10) == 0 ? 300 : 10)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Any text that MQTT allows, from all over Unicode, without wildcards. */
    public static byte[] text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(random.nextInt(10) == 0 ? 100 : 10); n > 0; n--) {
            int codePoint = 1 + random.nextInt(random.nextBoolean() ? 127 : Character.MAX_CODE_POINT);
            boolean isSurrogate = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
            text.appendCodePoint(isSurrogate || codePoint == '+' || codePoint == '#' ? '/' : codePoint);
        }
        return Utf8.bytes(text.toString());
    }

    /** The list as it stands in a packet, without its length. */
    public byte[] encoded() {
        PacketWriter out = Bytes.writer(100_000);
        for (Entry entry : entries) {
            switch (Property.type(entry.identifier)) {
                case Property.BYTE -> out.property8(entry.identifier, entry.number);
                case Property.UINT16 -> out.property16(entry.identifier, entry.number);
                case Property.UINT32 -> out.property32(entry.identifier, entry.number);
                case Property.VARIABLE -> out.propertyVariable(entry.identifier, entry.number);
                case Property.PAIR -> out.userProperty(slice(entry.bytes), slice(entry.value));
                default -> out.property(entry.identifier, slice(entry.bytes));
            }
        }
        return Bytes.written(out);
    }

    private static Slice slice(byte[] bytes) {
        Slice slice = new Slice();
        slice.set(bytes);
        return slice;
    }

    /** Fails unless all of it, and nothing else, was read. */
    void assertReadAs(Properties read) {
        for (int identifier = 0; identifier < Property.COUNT; identifier++) {
            if (identifier == Property.USER_PROPERTY || identifier == Property.SUBSCRIPTION_IDENTIFIER) {
                assertWalkedAs(identifier, read);
                continue;
            }
            Entry entry = first(identifier);
            if (entry == null) {
                assertFalse(read.has(identifier));
                assertEquals(-7, read.number(identifier, -7));
            } else if (entry.bytes == null) {
                assertTrue(read.has(identifier) && (allowed & Property.bit(identifier)) != 0);
                assertEquals(entry.number, read.number(identifier, -7));
            } else {
                Slice value = new Slice();
                read.slice(identifier, value);
                assertArrayEquals(entry.bytes, value.copy());
            }
        }
    }

    private Entry first(int identifier) {
        return entries.stream().filter(entry -> entry.identifier == identifier).findFirst().orElse(null);
    }

    private void assertWalkedAs(int identifier, Properties read) {
        Slice name = new Slice();
        Slice value = new Slice();
        int at = 0;
        for (Entry entry : entries) {
            if (entry.identifier != identifier) {
                continue;
            }
            at = read.next(identifier, at, name, value);
            assertTrue(at > 0);
            if (identifier == Property.USER_PROPERTY) {
                assertArrayEquals(entry.bytes, name.copy());
                assertArrayEquals(entry.value, value.copy());
            } else {
                PacketReader in = new PacketReader();
                in.wrap(value.buffer, value.offset, value.offset + value.length);
                assertEquals(entry.number, in.readVariableByteInteger());
            }
        }
        assertEquals(-1, read.next(identifier, at, name, value));
    }
}
