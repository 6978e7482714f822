package dev.libellule.gateway.ledger;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Whole packets from a stream that blocks, 2.1; without the codec. One thread. */
public final class PacketInput {
    private static final int MOST_LENGTH_BYTES = 4; // 1.5.5

    private final DataInputStream in;
    private byte[] body = new byte[0];

    /** @param in buffered: it is read byte by byte */
    public PacketInput(InputStream in) {
        this.in = new DataInputStream(in);
    }

    /**
     * Waits for the next packet.
     *
     * @return its first byte: type and flags, 2.1.1
     * @throws EOFException if the stream ends
     * @throws IOException if the stream fails, or what came is no packet
     */
    public int next() throws IOException {
        int first = in.readUnsignedByte();
        int length = 0;
        int digit;
        int count = 0;
        do {
            if (count == MOST_LENGTH_BYTES) {
                throw new IOException("a Remaining Length of more than four bytes");
            }
            digit = in.readUnsignedByte();
            length |= (digit & 0x7F) << 7 * count++;
        } while (digit > 0x7F);
        body = new byte[length];
        in.readFully(body);
        return first;
    }

    /** What is behind the Fixed Header of the packet that came last. */
    public byte[] body() {
        return body;
    }

    /** Bytes that are there without waiting. */
    public int available() throws IOException {
        return in.available();
    }
}
