package dev.libellule.device.host;

import dev.libellule.device.client.Transport;

/**
 * One end of a stream within the process: what one end writes the other reads. For tests, and for a client beside its server.
 *
 * <p>Not thread-safe: both ends belong to one thread. Allocates nothing after {@link #pair}.
 */
public final class MemoryTransport implements Transport {
    private final Pipe incoming;
    private final Pipe outgoing;
    private MemoryTransport peer;
    private boolean open;
    private boolean refusing;

    private MemoryTransport(Pipe incoming, Pipe outgoing) {
        this.incoming = incoming;
        this.outgoing = outgoing;
    }

    /**
     * Makes a stream.
     *
     * @param bytes room in each direction; a full direction takes no more until the other end has read
     * @return the two ends
     */
    public static MemoryTransport[] pair(int bytes) {
        Pipe there = new Pipe(bytes);
        Pipe back = new Pipe(bytes);
        MemoryTransport a = new MemoryTransport(back, there);
        MemoryTransport b = new MemoryTransport(there, back);
        a.peer = b;
        b.peer = a;
        return new MemoryTransport[]{a, b};
    }

    /** Opens both ends. */
    @Override
    public int connect() {
        if (refusing) {
            return LOST;
        }
        if (!open) {
            incoming.clear();
            outgoing.clear();
            open = true;
            peer.open = true;
        }
        return CONNECTED;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        int count = incoming.read(buffer, offset, length);
        return count == 0 && !open ? LOST : count;
    }

    @Override
    public int write(byte[] buffer, int offset, int length) {
        return open ? outgoing.write(buffer, offset, length) : LOST;
    }

    /** Closes both ends; what was written can still be read. */
    @Override
    public void close() {
        open = false;
        peer.open = false;
    }

    /** True while the stream is open. */
    public boolean isOpen() {
        return open;
    }

    /** Whether the next {@link #connect} fails, as if nobody listened. */
    public void refuse(boolean refuse) {
        refusing = refuse;
    }

    /** One direction: a ring of bytes. */
    private static final class Pipe {
        private final byte[] ring;
        private int start;
        private int count;

        Pipe(int bytes) {
            ring = new byte[bytes];
        }

        void clear() {
            start = 0;
            count = 0;
        }

        int write(byte[] buffer, int offset, int length) {
            int taken = Math.min(length, ring.length - count);
            for (int i = 0; i < taken; i++) {
                ring[(start + count + i) % ring.length] = buffer[offset + i];
            }
            count += taken;
            return taken;
        }

        int read(byte[] buffer, int offset, int length) {
            int taken = Math.min(length, count);
            for (int i = 0; i < taken; i++) {
                buffer[offset + i] = ring[(start + i) % ring.length];
            }
            start = (start + taken) % ring.length;
            count -= taken;
            return taken;
        }
    }
}
