package dev.libellule.device.client;

import dev.libellule.device.codec.PacketReader;
import dev.libellule.device.codec.PacketType;

/**
 * A 5.0 server behind a transport, that allocates nothing: takes what the client writes, packet by packet, and acknowledges it; sends
 * messages of its own whenever the client reads.
 *
 * <p>Message n of either direction has QoS 1 when n mod 8 is 3, QoS 2 when it is 7, else QoS 0, and n as its payload. What comes is
 * checked: that no message is missing, twice or out of order, and that each exchange goes its way to the end.
 */
final class EpsilonServer implements Transport {
    private static final int TOPIC_LENGTH = 17;
    /** Messages of QoS 1 and 2 at a time that the client has not acknowledged; fewer than its Receive Maximum. */
    private static final int WINDOW = 8;

    private final byte[] outgoing = new byte[4096];
    private final int messages;
    private boolean greeted;
    private int end;
    private int sent;
    private int unanswered;
    private int nextIdentifier;

    /** Messages that came, each once. */
    int received;
    /** Messages of QoS 1 and 2 that the client has acknowledged for good. */
    int acknowledged;
    /** Messages of QoS 2 that the client has released. */
    int released;

    EpsilonServer(int messages) {
        this.messages = messages;
    }

    static int qos(int n) {
        return (n & 7) == 3 ? 1 : (n & 7) == 7 ? 2 : 0;
    }

    boolean isFinished() {
        return sent == messages && unanswered == 0 && end == 0;
    }

    @Override
    public int connect() {
        return CONNECTED;
    }

    @Override
    public void close() {
        throw new IllegalStateException("the client has closed the connection");
    }

    @Override
    public int write(byte[] buffer, int offset, int length) {
        int at = offset;
        int stop = offset + length; // the client writes whole packets, and all of them are taken
        while (at < stop) {
            if (outgoing.length - end < 16) {
                return at - offset; // the client has to read first
            }
            int packetLength = PacketReader.packetLength(buffer, at, stop);
            if (packetLength <= 0 || at + packetLength > stop) {
                throw new IllegalStateException("the client has written no packet");
            }
            take(buffer, at, at + PacketReader.headerLength(buffer, at), at + packetLength);
            at += packetLength;
        }
        return length;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        while (greeted && sent < messages && unanswered < WINDOW && outgoing.length - end >= 64) {
            send(sent++);
        }
        int count = Math.min(length, end);
        System.arraycopy(outgoing, 0, buffer, offset, count);
        System.arraycopy(outgoing, count, outgoing, 0, end - count);
        end -= count;
        return count;
    }

    private void take(byte[] buffer, int start, int body, int stop) {
        int firstByte = buffer[start] & 0xFF;
        int type = PacketType.of(firstByte);
        switch (type) {
            case PacketType.CONNECT -> {
                put(0x20, 3, 0, 0, 0); // CONNACK: Success, no properties
                greeted = true;
            }
            case PacketType.SUBSCRIBE -> {
                put(0x90, 4, uint16(buffer, body) >> 8, uint16(buffer, body) & 0xFF, 0);
                outgoing[end++] = 2; // granted
            }
            case PacketType.PUBLISH -> takeMessage(buffer, firstByte, body, stop);
            case PacketType.PUBACK, PacketType.PUBCOMP -> {
                acknowledged++;
                unanswered--;
            }
            case PacketType.PUBREC -> answer(0x62, uint16(buffer, body));
            case PacketType.PUBREL -> {
                released++;
                answer(0x70, uint16(buffer, body));
            }
            default -> throw new IllegalStateException("the client has written a packet of another type");
        }
    }

    private void takeMessage(byte[] buffer, int firstByte, int body, int stop) {
        int qos = firstByte >> 1 & 3;
        int n = uint16(buffer, stop - 4) << 16 | uint16(buffer, stop - 2);
        if (n != received || qos != qos(n)) {
            throw new IllegalStateException("a message is missing, comes twice, or out of order");
        }
        received++;
        if (qos > 0) {
            answer(qos == 1 ? 0x40 : 0x50, uint16(buffer, body + 2 + TOPIC_LENGTH));
        }
    }

    private void send(int n) {
        int qos = qos(n);
        put(0x30 | qos << 1, 2 + TOPIC_LENGTH + (qos > 0 ? 2 : 0) + 1 + 4, 0, TOPIC_LENGTH, 's');
        outgoing[end++] = '/';
        for (int i = 2; i < TOPIC_LENGTH; i++) {
            outgoing[end++] = 'a';
        }
        if (qos > 0) {
            nextIdentifier = nextIdentifier == 65_535 ? 1 : nextIdentifier + 1;
            unanswered++;
            putUint16(nextIdentifier);
        }
        outgoing[end++] = 0; // no properties
        putUint16(n >>> 16);
        putUint16(n);
    }

    private void answer(int firstByte, int packetIdentifier) {
        outgoing[end++] = (byte) firstByte;
        outgoing[end++] = 2;
        putUint16(packetIdentifier);
    }

    private void put(int firstByte, int remainingLength, int a, int b, int c) {
        outgoing[end++] = (byte) firstByte;
        outgoing[end++] = (byte) remainingLength;
        outgoing[end++] = (byte) a;
        outgoing[end++] = (byte) b;
        outgoing[end++] = (byte) c;
    }

    private void putUint16(int value) {
        outgoing[end++] = (byte) (value >> 8);
        outgoing[end++] = (byte) value;
    }

    static int uint16(byte[] buffer, int at) {
        return (buffer[at] & 0xFF) << 8 | buffer[at + 1] & 0xFF;
    }
}
