package dev.libellule.device.host;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * TLS 1.2 and 1.3 over TCP, with the JDK's {@link SSLEngine}; certificates as {@link TlsOptions} says. After a failure {@link #failure}
 * names the cause and the cure.
 *
 * <p>Never blocks but for two things: resolving a host name as {@link TcpTransport} does, and the arithmetic of the handshake, some
 * milliseconds. Buffers are made once for each transport; the engine itself makes garbage, about 1.5 KB for each record on JDK 25. One
 * thread uses it; {@link #wakeup} is for any.
 *
 * <p>Follows a Server Reference as {@link TcpTransport} does; the certificate is then checked against the new host.
 */
public final class TlsTransport extends LayeredTransport {
    /** A server that sends records without content is left after so many reads, until the next turn. */
    private static final int MOST_FILLS = 16;

    private final TlsOptions options;
    private final SSLContext context;
    private final ByteBuffer wrapped;
    private final ByteBuffer noBytes = ByteBuffer.allocate(0);
    private byte[] lastArray;
    private ByteBuffer lastWrapper = noBytes;
    private ByteBuffer encrypted;
    private ByteBuffer plain;
    private SSLEngine engine;
    private int fills;
    private boolean firstBytes;
    private boolean heard;

    /**
     * Prepares a stream to a server.
     *
     * @throws HostException if a file of the options cannot be used
     */
    public TlsTransport(String host, int port, TlsOptions options) {
        this(new ServerAddress(host, port), options);
    }

    TlsTransport(ServerAddress address, TlsOptions options) {
        this(address, new TcpTransport(address, 32_768), options);
    }

    /** Over any stream. */
    TlsTransport(ServerAddress address, HostTransport below, TlsOptions options) {
        this(address, below, options, options.context());
    }

    private TlsTransport(ServerAddress address, HostTransport below, TlsOptions options, SSLContext context) {
        super(address, below, context.createSSLEngine().getSession().getPacketBufferSize());
        this.options = options;
        this.context = context;
        wrapped = ByteBuffer.wrap(out.bytes);
        encrypted = ByteBuffer.allocate(out.bytes.length);
        plain = ByteBuffer.allocate(out.bytes.length);
    }

    @Override
    int begin() {
        try {
            engine = context.createSSLEngine(address.host(), address.port()); // also names the server to itself: SNI
            options.apply(engine);
            encrypted.clear().flip();
            plain.clear().flip();
            firstBytes = true;
            heard = false;
            engine.beginHandshake();
            return IN_PROGRESS;
        } catch (SSLException | IllegalArgumentException e) {
            return lost("TLS cannot begin: " + e.getMessage());
        }
    }

    @Override
    int greet() {
        fills = 0;
        while (engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
            int status = turn();
            if (status <= 0) {
                return status;
            }
        }
        if (!options.alpn().isEmpty() && !options.alpn().equals(engine.getApplicationProtocol())) {
            return lost("the server does not speak '" + options.alpn() + "' here (ALPN, --tls-alpn); ask without it");
        }
        return CONNECTED;
    }

    /** One move of the engine, in the handshake or after it: above 0 when it moved, {@link #WAIT}, or negative after {@link #lost}. */
    private int turn() {
        try {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK:
                    for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                        task.run();
                    }
                    return 1;
                case NEED_WRAP:
                    if (flush() < 0) {
                        return LOST;
                    }
                    if (!out.isEmpty()) {
                        return WAIT;
                    }
                    wrap(noBytes);
                    return flush() < 0 ? LOST : 1;
                default:
                    return unwrap();
            }
        } catch (SSLException e) {
            return refuse(e);
        }
    }

    private int unwrap() throws SSLException {
        if (!encrypted.hasRemaining()) {
            return receive();
        }
        if (firstBytes) {
            int type = encrypted.get(encrypted.position()) & 0xFF;
            if (type < 20 || type > 24) { // the content types of RFC 8446, B.1
                return lost(
                        "the server does not speak TLS on this port; use its TLS port, usually 8883 (or 443 for wss), "
                                + "or mqtt:// or ws:// without TLS");
            }
            firstBytes = false;
        }
        plain.clear();
        SSLEngineResult result;
        try {
            result = engine.unwrap(encrypted, plain);
        } finally {
            plain.flip();
        }
        if (result.getStatus() == Status.BUFFER_OVERFLOW) {
            plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
            plain.flip();
            return 1;
        }
        if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
            return receive();
        }
        if (result.getStatus() == Status.CLOSED) {
            return lost(explain("closed by the server"));
        }
        return 1;
    }

    /** Gets more of the record at hand. */
    private int receive() {
        if (++fills > MOST_FILLS) {
            return WAIT;
        }
        if (encrypted.position() > 0) {
            encrypted.compact().flip();
        }
        if (encrypted.limit() == encrypted.capacity()) {
            int bytes = engine.getSession().getPacketBufferSize();
            if (bytes <= encrypted.capacity()) {
                return lost("the server sent a TLS record larger than may be");
            }
            encrypted = ByteBuffer.allocate(bytes).put(encrypted);
            encrypted.flip();
        }
        int end = encrypted.limit();
        int count = below.read(encrypted.array(), end, encrypted.capacity() - end);
        if (count < 0) {
            return lost(explain(below.failure()));
        }
        encrypted.limit(end + count);
        return count;
    }

    private SSLEngineResult wrap(ByteBuffer source) throws SSLException {
        wrapped.clear();
        SSLEngineResult result = engine.wrap(source, wrapped);
        out.filled(result.bytesProduced(), result.bytesConsumed());
        return result;
    }

    @Override
    int unpack(byte[] buffer, int offset, int length) {
        fills = 0;
        while (!plain.hasRemaining()) {
            int status = turn();
            if (status <= 0) {
                return status;
            }
        }
        heard = true;
        int count = Math.min(length, plain.remaining());
        plain.get(buffer, offset, count);
        return count;
    }

    @Override
    int pack(byte[] buffer, int offset, int length) {
        if (buffer != lastArray) { // a client has one
            lastArray = buffer;
            lastWrapper = ByteBuffer.wrap(buffer);
        }
        lastWrapper.limit(offset + length).position(offset);
        try {
            return wrap(lastWrapper).bytesProduced(); // none while the server has begun another handshake
        } catch (SSLException e) {
            return refuse(e);
        }
    }

    @Override
    void sayGoodbye() {
        try {
            engine.closeOutbound();
            wrap(noBytes);
        } catch (SSLException e) {
            out.clear(); // there is nobody to say it to
        }
    }

    /** The engine has found something wrong; the server is told by the alert that the engine has ready. */
    private int refuse(SSLException problem) {
        return lost(TlsProblem.text(problem, options.hasClientCertificate()));
    }

    @Override
    String explain(String reason) {
        if (engine == null || heard) {
            return reason;
        }
        if (!isConnected()) {
            return reason + " during the TLS handshake; does it speak TLS on this port (usually 8883)?";
        }
        return reason + " right after the TLS handshake; " + (options.hasClientCertificate()
                ? "does it accept the client certificate?"
                : "does it require a client certificate (--cert, --key)?");
    }

    /** The protocol that was agreed on, such as {@code TLSv1.3}; empty while there is no stream. */
    public String version() {
        return isConnected() ? engine.getSession().getProtocol() : "";
    }
}
