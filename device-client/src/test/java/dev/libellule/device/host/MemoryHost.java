package dev.libellule.device.host;

/** One end of an in-memory pair as a {@link HostTransport}; what it is asked to wait for is recorded, not waited for. */
final class MemoryHost implements HostTransport {
    final MemoryTransport stream;
    final MemoryTransport peer;
    int awaitedMillis = -1;
    boolean awaitedWriting;
    boolean trickling;
    private boolean open;

    /** A pair with so many bytes of room each way. */
    MemoryHost(int bytes) {
        MemoryTransport[] pair = MemoryTransport.pair(bytes);
        stream = pair[0];
        peer = pair[1];
    }

    @Override
    public int connect() {
        if (open) {
            return CONNECTED; // even if the other end has closed: the next read says so
        }
        open = true;
        return stream.connect();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        return !open ? LOST : stream.read(buffer, offset, trickling ? Math.min(1, length) : length);
    }

    @Override
    public int write(byte[] buffer, int offset, int length) {
        return stream.write(buffer, offset, length);
    }

    @Override
    public void close() {
        open = false;
        stream.close();
    }

    @Override
    public void await(int millis, boolean forWriting) {
        awaitedMillis = millis;
        awaitedWriting = forWriting;
    }

    @Override
    public void wakeup() {}

    @Override
    public String failure() {
        return "closed by the server";
    }
}
