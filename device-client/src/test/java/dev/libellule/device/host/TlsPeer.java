package dev.libellule.device.host;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/** A TLS server of the JDK at the other end of an in-memory pair, turned by the test. */
final class TlsPeer {
    final SSLEngine engine;
    final ByteArrayOutputStream received = new ByteArrayOutputStream();
    SSLException failure;
    private final MemoryTransport stream;
    private final ByteBuffer in = ByteBuffer.allocate(65_536).flip();
    private final ByteBuffer out = ByteBuffer.allocate(65_536).flip();
    private final ByteBuffer plain = ByteBuffer.allocate(65_536);
    private ByteBuffer toSend = ByteBuffer.allocate(0);

    TlsPeer(MemoryTransport stream, TestCertificates.Issued certificate, Path clientAuthority, String... protocols)
            throws Exception {
        this.stream = stream;
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(Pem.clientKey(certificate.certificate(), certificate.key()),
                new TrustManager[]{Pem.authorities(clientAuthority, null)}, null);
        engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setNeedClientAuth(clientAuthority != null);
        if (protocols.length > 0) {
            parameters.setProtocols(protocols);
        }
        engine.setSSLParameters(parameters);
        engine.beginHandshake();
    }

    void send(byte[] bytes) {
        toSend = ByteBuffer.wrap(bytes);
    }

    /** Does what can be done now. */
    void turn() {
        if (failure != null) {
            flush();
            return;
        }
        try {
            boolean moved = true;
            while (moved) {
                moved = flush() | step();
            }
        } catch (SSLException e) {
            failure = e;
            try { // its alert
                out.compact();
                engine.wrap(ByteBuffer.allocate(0), out);
                out.flip();
                flush();
            } catch (SSLException none) {
                failure.addSuppressed(none);
            }
        }
    }

    private boolean step() throws SSLException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK:
                engine.getDelegatedTask().run();
                return true;
            case NEED_WRAP:
                return wrap(ByteBuffer.allocate(0));
            default:
                return (toSend.hasRemaining() && !out.hasRemaining() && wrap(toSend)) | unwrap();
        }
    }

    private boolean wrap(ByteBuffer source) throws SSLException {
        if (out.hasRemaining()) {
            return false;
        }
        out.clear();
        SSLEngineResult result;
        try {
            result = engine.wrap(source, out);
        } finally {
            out.flip();
        }
        return result.bytesProduced() > 0;
    }

    private boolean unwrap() throws SSLException {
        in.compact();
        int count = stream.read(in.array(), in.position(), in.remaining());
        in.position(in.position() + Math.max(0, count)).flip();
        plain.clear();
        SSLEngineResult result = engine.unwrap(in, plain);
        received.write(plain.array(), 0, plain.position());
        return result.bytesConsumed() > 0 || count > 0;
    }

    private boolean flush() {
        int count = stream.write(out.array(), out.position(), out.remaining());
        out.position(out.position() + Math.max(0, count));
        return count > 0;
    }
}
