package dev.libellule.device.client;

import dev.libellule.device.codec.PacketReader;
import dev.libellule.device.codec.Slice;
import dev.libellule.device.codec.Status;

/** Bytes that came in, in the caller's memory, and where the next packet begins in them. Owned by the {@link MqttClient}. */
final class ReceiveBuffer {
    private byte[] buffer;
    private int start;
    private int end;
    private int toSkip;
    private int base; // what stands before is the head of the packet that is streamed
    private int toStream;

    ReceiveBuffer(byte[] buffer) {
        this.buffer = buffer;
    }

    void clear() {
        start = 0;
        end = 0;
        toSkip = 0;
        base = 0;
        toStream = 0;
    }

    /**
     * Reads once.
     *
     * @return how many bytes; 0 when there was nothing or no room, negative when the stream has ended
     */
    int fill(Transport transport) {
        compact(); // what is left of the last read is less than a packet, except when answers have to wait
        int room = buffer.length - end;
        if (room == 0) {
            return 0;
        }
        int count = transport.read(buffer, end, room);
        if (count < 0) {
            return count;
        }
        end += count;
        passOver();
        return count;
    }

    /**
     * Looks at the next packet.
     *
     * @return its length once all of it is there; 0 when bytes are missing; negative when it is none; more than {@link #capacity} when it
     *         will never fit
     */
    int next() {
        if (start == end) {
            return 0;
        }
        int length = PacketReader.packetLength(buffer, start, end);
        return length <= 0 || length > buffer.length || length <= end - start ? length : 0;
    }

    /** Points a reader at the body of the packet of this length, and goes on behind it. The bytes stay until the next fill. */
    void take(PacketReader reader, int length) {
        reader.wrap(buffer, start + PacketReader.headerLength(buffer, start), start + length);
        start += length;
    }

    int firstByte() {
        return buffer[start] & 0xFF;
    }

    int capacity() {
        return buffer.length;
    }

    private void compact() {
        if (start > base) {
            System.arraycopy(buffer, start, buffer, base, end - start);
            end -= start - base;
            start = base;
        }
    }

    /** Points a reader at what is there of the body of the packet at hand, which is longer than the buffer. */
    void peek(PacketReader reader) {
        compact();
        reader.wrap(buffer, PacketReader.headerLength(buffer, 0), end);
    }

    boolean isFull() {
        return start == 0 && end == buffer.length;
    }

    /**
     * Keeps the head of the packet at hand in place and gives the rest in stretches.
     *
     * @param headLength bytes before the payload; less than the buffer holds
     * @param payloadLength bytes of the payload, most of which are still to come
     */
    void stream(int headLength, int payloadLength) {
        base = headLength;
        start = headLength;
        toStream = payloadLength;
    }

    /** How many bytes of the streamed payload are still to be taken; 0 when none is streamed. */
    int toStream() {
        return toStream;
    }

    /** Takes the next stretch of the streamed payload; returns its length, 0 when none is there. */
    int takeStretch(Slice out) {
        int length = Math.min(toStream, end - start);
        out.set(buffer, start, length);
        start += length;
        toStream -= length;
        return length;
    }

    /** The head of the streamed packet is no longer needed. */
    void streamed() {
        base = 0;
    }

    /** Goes on in a larger buffer. */
    void replace(byte[] larger) {
        System.arraycopy(buffer, start, larger, 0, end - start);
        end -= start;
        start = 0;
        buffer = larger;
    }

    /**
     * Finds the Packet Identifier of the PUBLISH of QoS 1 or 2 at hand, of which only the beginning is there.
     *
     * @return 0 when its bytes are still missing, {@link Status#PACKET_TOO_LARGE} when they will never fit
     */
    int peekPacketIdentifier() {
        int at = start + PacketReader.headerLength(buffer, start);
        if (at + 2 <= end) {
            at += 2 + ((buffer[at] & 0xFF) << 8 | buffer[at + 1] & 0xFF);
            if (at + 2 <= end) {
                return (buffer[at] & 0xFF) << 8 | buffer[at + 1] & 0xFF;
            }
        }
        return isFull() ? Status.PACKET_TOO_LARGE : 0;
    }

    /** Passes over the packet of this length, most of which is still to come. */
    void skip(int length) {
        toSkip = length;
        passOver();
    }

    private void passOver() {
        int count = Math.min(toSkip, end - start);
        start += count;
        toSkip -= count;
    }
}
