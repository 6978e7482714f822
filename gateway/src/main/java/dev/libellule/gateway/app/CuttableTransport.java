package dev.libellule.gateway.app;

import dev.libellule.device.host.HostTransport;

/** A stream that can be cut and mended from outside, as a link that is lost: for faults of a simulated house. */
final class CuttableTransport implements HostTransport {
    private final HostTransport inner;
    private volatile boolean isCut;

    CuttableTransport(HostTransport inner) {
        this.inner = inner;
    }

    /** Cuts the link, or mends it. Any thread. */
    void cut(boolean newCut) {
        isCut = newCut;
        inner.wakeup();
    }

    @Override
    public int connect() {
        if (isCut) {
            inner.close();
            return LOST;
        }
        return inner.connect();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        return isCut ? LOST : inner.read(buffer, offset, length);
    }

    @Override
    public int write(byte[] buffer, int offset, int length) {
        return isCut ? LOST : inner.write(buffer, offset, length);
    }

    @Override
    public void close() {
        inner.close();
    }

    @Override
    public void await(int millis, boolean forWriting) {
        inner.await(millis, forWriting);
    }

    @Override
    public void wakeup() {
        inner.wakeup();
    }

    @Override
    public String failure() {
        return isCut ? "the link is cut, by a fault of the script" : inner.failure();
    }
}
