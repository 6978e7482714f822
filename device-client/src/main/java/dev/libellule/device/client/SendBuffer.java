package dev.libellule.device.client;

import dev.libellule.device.codec.PacketWriter;

/**
 * Packets on their way out, in the caller's memory: queued one behind the other, written together. Owned by the {@link MqttClient}.
 *
 * <pre>
 *   0      start        end           length - RESERVED   length
 *   | sent | to be sent | free for all | for answers only |
 * </pre>
 */
final class SendBuffer {
    /** Kept free by the application's packets, so that an answer to the server always finds room once the rest has left. */
    static final int RESERVED = 16;

    private final byte[] buffer;
    private final PacketWriter writer = new PacketWriter();
    private int start;
    private int end;
    private boolean sealed;

    SendBuffer(byte[] buffer) {
        this.buffer = buffer;
    }

    /** Room for the application's packets now. */
    int free() {
        return sealed ? 0 : Math.max(0, buffer.length - RESERVED - end);
    }

    /** Room for one of the application's packets when nothing else waits. */
    int capacity() {
        return buffer.length - RESERVED;
    }

    boolean hasRoomForAnswer() {
        return !sealed && buffer.length - end >= RESERVED;
    }

    /** A writer at the free space for packets of the application; {@link #close} follows. */
    PacketWriter open() {
        writer.wrap(buffer, end, sealed ? end : Math.max(end, buffer.length - RESERVED));
        return writer;
    }

    /** A writer at all of the free space, for answers, PINGREQ, CONNECT and DISCONNECT; {@link #close} follows. */
    PacketWriter openForAnswer() {
        writer.wrap(buffer, end, sealed ? end : buffer.length);
        return writer;
    }

    /** Queues what the writer has finished. */
    void close() {
        end = writer.position();
    }

    /** As {@link #close}; nothing more is queued on this stream, behind its DISCONNECT: [MQTT-3.14.4-1]. */
    void closeForGood() {
        close();
        sealed = true;
    }

    /** Queues a finished packet; there is room. */
    void append(byte[] packet, int offset, int length) {
        System.arraycopy(packet, offset, buffer, end, length);
        end += length;
    }

    /**
     * Writes what the transport takes.
     *
     * @return how many bytes, or negative when the stream is lost
     */
    int flush(Transport transport) {
        if (start == end) {
            return 0;
        }
        int written = transport.write(buffer, start, end - start);
        if (written < 0) {
            return written;
        }
        start += written;
        if (start == end) {
            start = 0;
            end = 0;
        } else if (start >= end - start) { // moves each byte at most once on average
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
        }
        return written;
    }

    boolean isEmpty() {
        return start == end;
    }

    void clear() {
        sealed = false;
        start = 0;
        end = 0;
    }
}
