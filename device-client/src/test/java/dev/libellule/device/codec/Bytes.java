package dev.libellule.device.codec;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Short ways to write packets in tests. */
final class Bytes {
    private Bytes() {}

    /** Ints as bytes, Strings as two bytes of length and UTF-8. */
    static byte[] of(Object... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Object part : parts) {
            switch (part) {
                case Integer number -> out.write(number);
                case String text -> {
                    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                    out.write(bytes.length >> 8);
                    out.write(bytes.length);
                    out.writeBytes(bytes);
                }
                case byte[] bytes -> out.writeBytes(bytes);
                default -> throw new IllegalArgumentException(part.toString());
            }
        }
        return out.toByteArray();
    }

    static Slice slice(String text) {
        Slice slice = new Slice();
        slice.set(text.getBytes(StandardCharsets.UTF_8));
        return slice;
    }

    static String text(Slice slice) {
        return new String(slice.copy(), StandardCharsets.UTF_8);
    }

    /** A reader at the body of a whole packet. */
    static PacketReader body(byte[] packet) {
        PacketReader in = new PacketReader();
        in.wrap(packet, PacketReader.headerLength(packet, 0), packet.length);
        return in;
    }

    /** What a writer has written so far. */
    static byte[] written(PacketWriter out) {
        byte[] bytes = new byte[out.position()];
        System.arraycopy(out.buffer(), 0, bytes, 0, bytes.length);
        return bytes;
    }

    static PacketWriter writer(int size) {
        PacketWriter out = new PacketWriter();
        out.wrap(new byte[size], 0, size);
        return out;
    }
}
