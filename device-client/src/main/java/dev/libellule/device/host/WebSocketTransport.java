package dev.libellule.device.host;

/**
 * MQTT in a WebSocket, RFC 6455 and section 6 of MQTT 5.0: over TCP, or over TLS. After a failure {@link #failure} names the cause and
 * the cure.
 *
 * <p>Frames come in at any length and fragmented; they are passed on as a stream, as they come, and never kept [MQTT-6.0.0-2]. What goes
 * out is cut into frames of at most 16 KiB. Buffers are made once for each transport. One thread uses it; {@link #wakeup} is for any.
 *
 * <p>Follows a Server Reference as {@link TcpTransport} does, with the same path.
 */
public final class WebSocketTransport extends LayeredTransport {
    /** The path that most servers have. */
    public static final String PATH = "/mqtt";

    private static final int FRAME_BYTES = 16_384;
    /** A server that sends pings without end is left after so many reads, until the next turn. */
    private static final int MOST_FILLS = 16;

    private final WebSocketGreeting greeting;
    private final WebSocketMask mask = new WebSocketMask();
    private final WebSocketFrames frames;
    private boolean greeted;

    /**
     * Prepares a stream to a server, without TLS.
     *
     * @param path of the server's WebSocket, with a slash at its beginning
     */
    public WebSocketTransport(String host, int port, String path) {
        this(new ServerAddress(host, port), path);
    }

    /**
     * Prepares a stream to a server, with TLS.
     *
     * @throws HostException if a file of the options cannot be used
     */
    public WebSocketTransport(String host, int port, String path, TlsOptions options) {
        this(new ServerAddress(host, port), path, options);
    }

    WebSocketTransport(ServerAddress address, String path) {
        this(address, new TcpTransport(address, 32_768), path, 80);
    }

    WebSocketTransport(ServerAddress address, String path, TlsOptions options) {
        this(address, new TlsTransport(address, options), path, 443);
    }

    /** Over any stream. */
    WebSocketTransport(ServerAddress address, HostTransport below, String path, int usualPort) {
        super(address, below, FRAME_BYTES);
        greeting = new WebSocketGreeting(path, usualPort);
        frames = new WebSocketFrames(below);
    }

    @Override
    int begin() {
        greeted = false;
        frames.clear();
        byte[] request = greeting.request(address);
        System.arraycopy(request, 0, out.bytes, 0, request.length);
        out.filled(request.length, 0);
        return IN_PROGRESS;
    }

    @Override
    int greet() {
        while (!greeted) {
            int length = frames.responseLength();
            if (length > 0) {
                String problem = greeting.check(frames.takeResponse(length));
                if (problem != null) {
                    return lost(problem);
                }
                greeted = true;
                return CONNECTED;
            }
            int count = length < 0 ? length : frames.fill();
            if (count <= 0) {
                return count == 0
                        ? WAIT
                        : lost(length < 0
                                ? "the server does not answer as a web server does; is this its WebSocket port?"
                                : explain(below.failure()));
            }
        }
        return CONNECTED;
    }

    @Override
    int unpack(byte[] buffer, int offset, int length) {
        int fills = 0;
        while (true) {
            int count = frames.take(buffer, offset, length);
            if (count > 0) {
                return count;
            }
            if (count == WebSocketFrames.FAILED) {
                return end(frames.closeCode(), frames.problem());
            }
            if (frames.pongIsDue() && flush() < 0) {
                return LOST;
            }
            if (count == WebSocketFrames.NEEDS_BYTES) {
                int filled = ++fills > MOST_FILLS ? 0 : frames.fill();
                if (filled <= 0) {
                    return filled == 0 ? WAIT : lost(explain(below.failure()));
                }
            }
        }
    }

    @Override
    int pack(byte[] buffer, int offset, int length) {
        int part = Math.min(length, FRAME_BYTES - 8);
        int header = mask.begin(out.bytes, WebSocketFrames.BINARY, part); // [MQTT-6.0.0-1]
        mask.apply(buffer, offset, part, out.bytes, header);
        out.filled(header + part, part);
        return part;
    }

    /** Also answers a ping, as soon as there is room for it. */
    @Override
    int flush() {
        int status = super.flush();
        if (status < 0 || !out.isEmpty() || !frames.pongIsDue()) {
            return status;
        }
        byte[] text = frames.takePong();
        control(WebSocketFrames.PONG, text, text.length);
        return super.flush();
    }

    private void control(int opcode, byte[] payload, int length) {
        int header = mask.begin(out.bytes, opcode, length);
        mask.apply(payload, 0, length, out.bytes, header);
        out.filled(header + length, 0);
    }

    /** Ends the stream with a Close frame, RFC 6455, 7.1.7. */
    private int end(int code, String reason) {
        if (out.isEmpty()) {
            sayGoodbye(code);
            out.flush(below);
        }
        greeted = false; // it is said
        return lost(reason);
    }

    @Override
    void sayGoodbye() {
        if (greeted) {
            sayGoodbye(1000); // normal closure, RFC 6455, 7.4.1
        }
    }

    private void sayGoodbye(int code) {
        control(WebSocketFrames.CLOSE, new byte[]{(byte) (code >> 8), (byte) code}, 2);
    }

    @Override
    String explain(String reason) {
        return greeted || !reason.equals("closed by the server")
                ? reason
                : "the server closed the connection instead of answering; is this its WebSocket port?";
    }
}
