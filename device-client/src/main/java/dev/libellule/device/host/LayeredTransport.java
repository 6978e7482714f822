package dev.libellule.device.host;

import dev.libellule.device.client.Redirect;

/**
 * A stream within a stream: what TLS and WebSocket share.
 *
 * <pre>
 *   read  ◀ unpack() ◀ below.read         bytes that wait here although the socket has none: await() returns at once
 *   write ▶ pack() ▶ {@link Outgoing} ▶ below.write
 * </pre>
 */
abstract class LayeredTransport implements HostTransport, Redirect {
    /** What {@link #unpack}, {@link #pack} and {@link #greet} return when the layer below has to move first. */
    static final int WAIT = 0;

    final HostTransport below;
    final ServerAddress address;
    final Outgoing out;
    private boolean begun;
    private boolean connected;
    private boolean reading;
    private boolean drained;
    private boolean lossToReport;
    private String failure = "";

    LayeredTransport(ServerAddress address, HostTransport below, int outgoingBytes) {
        this.address = address;
        this.below = below;
        out = new Outgoing(outgoingBytes);
    }

    /** The layer below is connected: begins anew. Negative after {@link #lost}. */
    abstract int begin();

    /** Goes on with the greeting: {@link #CONNECTED}, {@link #WAIT}, or negative after {@link #lost}. */
    abstract int greet();

    /** Gives at least one and at most {@code length} bytes to the caller; {@link #WAIT} if there are none, negative after {@link #lost}. */
    abstract int unpack(byte[] buffer, int offset, int length);

    /** Puts some of the caller's bytes into the empty {@link #out}; {@link #WAIT} if it cannot, negative after {@link #lost}. */
    abstract int pack(byte[] buffer, int offset, int length);

    /** Puts a last word into the empty {@link #out}; it leaves if there is room. */
    abstract void sayGoodbye();

    /** Why the layer below was lost, in this layer's words. */
    String explain(String reason) {
        return reason;
    }

    final boolean isConnected() {
        return connected;
    }

    @Override
    public final int connect() {
        if (connected) {
            return CONNECTED;
        }
        int status = below.connect();
        if (status < 0) {
            return lost(begun ? explain(below.failure()) : below.failure());
        }
        if (status == CONNECTED && !begun) {
            failure = "";
            out.clear();
            begun = true;
            status = begin();
        }
        if (status >= 0 && begun) {
            status = flush() < 0 ? LOST : greet();
        }
        connected = status == CONNECTED;
        drained = false;
        return status;
    }

    @Override
    public final int read(byte[] buffer, int offset, int length) {
        if (!connected) {
            lossToReport = false;
            return LOST;
        }
        reading = true;
        drained = false;
        if (flush() < 0) {
            return LOST;
        }
        int total = 0;
        while (total < length) {
            int count = unpack(buffer, offset + total, length - total);
            if (count == WAIT) {
                drained = true;
                break;
            }
            if (count < 0) {
                lossToReport = total > 0; // first what came before it
                return total > 0 ? total : LOST;
            }
            total += count;
        }
        return total;
    }

    @Override
    public final int write(byte[] buffer, int offset, int length) {
        if (!connected) {
            return LOST;
        }
        int total = 0;
        while (true) {
            if (flush() < 0) {
                return LOST;
            }
            if (!out.isEmpty()) {
                return total;
            }
            total += out.settle(length - total);
            if (total == length) {
                return total;
            }
            int status = pack(buffer, offset + total, length - total);
            if (status <= 0) {
                return status == WAIT ? total : LOST;
            }
        }
    }

    /** Moves what waits in {@link #out}. Negative after {@link #lost}. */
    int flush() {
        return out.flush(below) < 0 ? lost(explain(below.failure())) : 0;
    }

    /** Ends the stream because of a failure. */
    final int lost(String reason) {
        close();
        failure = reason;
        return LOST;
    }

    @Override
    public final void close() {
        if (begun) {
            begun = false;
            if (out.isEmpty() || out.flush(below) >= 0 && out.isEmpty()) {
                sayGoodbye();
                out.flush(below);
            }
        }
        connected = false;
        lossToReport = false;
        out.clear();
        below.close();
    }

    @Override
    public final void await(int millis, boolean forWriting) {
        boolean mayGoOn = lossToReport || connected && !drained && (reading || !forWriting);
        reading = false; // who does not read before it has written is not to be woken again and again by what it leaves there
        below.await(mayGoOn ? 0 : millis, forWriting || !out.isEmpty());
    }

    @Override
    public final void wakeup() {
        below.wakeup();
    }

    @Override
    public final String failure() {
        return failure;
    }

    @Override
    public final boolean follow(byte[] reference, int offset, int length) {
        return address.follow(reference, offset, length);
    }

    @Override
    public final void home() {
        address.home();
    }
}
