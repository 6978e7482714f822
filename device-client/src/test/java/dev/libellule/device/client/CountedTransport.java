package dev.libellule.device.client;

import dev.libellule.device.host.MemoryTransport;

/** A stream that does something after a number of bytes in either direction: what it lets through until then is exact. */
final class CountedTransport implements Transport {
    private final MemoryTransport stream;
    private final Runnable then;
    private int left;

    CountedTransport(MemoryTransport stream, int bytes, Runnable then) {
        this.stream = stream;
        this.left = bytes;
        this.then = then;
    }

    @Override
    public int connect() {
        return stream.connect();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        return counted(stream.read(buffer, offset, Math.min(length, Math.max(1, left))));
    }

    @Override
    public int write(byte[] buffer, int offset, int length) {
        return counted(stream.write(buffer, offset, Math.min(length, Math.max(1, left))));
    }

    private int counted(int bytes) {
        if (bytes > 0 && left > 0) {
            left -= bytes;
            if (left == 0) {
                left = Integer.MIN_VALUE / 2; // once
                then.run();
            }
        }
        return bytes;
    }

    /** True when that number of bytes has passed. */
    boolean isOver() {
        return left < 0;
    }

    @Override
    public void close() {
        stream.close();
    }
}
