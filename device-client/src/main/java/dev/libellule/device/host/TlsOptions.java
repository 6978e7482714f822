package dev.libellule.device.host;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * Whom a TLS stream trusts, and with what it shows itself. The names are those of Mosquitto's tools. Filled once, before the transport is
 * made; every method returns the options themselves.
 *
 * <p>As it comes: the authorities that the JVM trusts, host name checked, TLS 1.2 or 1.3, no client certificate.
 */
public final class TlsOptions {
    private Path caFile;
    private Path caPath;
    private Path certFile;
    private Path keyFile;
    private byte[] fingerprint;
    private boolean insecure;
    private String version = "";
    private String alpn = "";
    private SSLContext context;
    private boolean contextHasCertificate;
    private String[] ciphers = {};

    /** A file of PEM certificates of authorities, trusted instead of the JVM's. */
    public TlsOptions caFile(Path file) {
        this.caFile = file;
        return this;
    }

    /** A directory of such files, named {@code .crt} or {@code .pem}, or by OpenSSL's hash. */
    public TlsOptions caPath(Path directory) {
        this.caPath = directory;
        return this;
    }

    /**
     * The client's own certificate, for a server that asks for one.
     *
     * @param certFile PEM: the client's certificate, then those between it and its authority
     * @param keyFile PEM: its private key, RSA or EC, PKCS #8, not encrypted
     */
    public TlsOptions clientCertificate(Path certFile, Path keyFile) {
        this.certFile = certFile;
        this.keyFile = keyFile;
        return this;
    }

    /**
     * Takes a server with this very certificate and no other.
     *
     * <p>Without {@link #caFile} and {@link #caPath} nothing else is asked of it, neither authority, nor name, nor date: right for a
     * certificate that a server has made for itself. With one of them it has to pass these checks too.
     *
     * @param sha256 64 hexadecimal digits, also with colons, as {@code openssl x509 -noout -fingerprint -sha256} prints them
     * @throws HostException if it is not that
     */
    public TlsOptions fingerprint(String sha256) {
        this.fingerprint = Pem.fingerprint(sha256);
        return this;
    }

    /**
     * True: do not check that the server's certificate is for its host name. Whoever has any certificate of a trusted authority may then
     * pass for the server. False, the default: check.
     */
    public TlsOptions insecure(boolean insecure) {
        this.insecure = insecure;
        return this;
    }

    /**
     * Only this version of TLS.
     *
     * @param version {@code tlsv1.2} or {@code tlsv1.3}; empty, the default, for both
     * @throws HostException if it is none of these
     */
    public TlsOptions version(String version) {
        if (!version.isEmpty() && !version.equals("tlsv1.2") && !version.equals("tlsv1.3")) {
            throw new HostException("'" + version + "' is no TLS version; there are tlsv1.2 and tlsv1.3", null);
        }
        this.version = version;
        return this;
    }

    /** The protocol to ask for by ALPN, RFC 7301, such as {@code mqtt}; empty, the default, for none. */
    public TlsOptions alpn(String protocol) {
        this.alpn = protocol;
        return this;
    }

    /**
     * Certificates and trust of the application's own making, instead of all the files and the fingerprint.
     *
     * @param hasCertificate whether the client has one to show; for messages
     */
    public TlsOptions context(SSLContext own, boolean hasCertificate) {
        this.context = own;
        this.contextHasCertificate = hasCertificate;
        return this;
    }

    /**
     * Only these cipher suites, by Java's names, such as {@code TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}; none, the default, for Java's own
     * list.
     */
    public TlsOptions ciphers(String... names) {
        this.ciphers = names.clone();
        return this;
    }

    boolean hasClientCertificate() {
        return certFile != null || contextHasCertificate;
    }

    String alpn() {
        return alpn;
    }

    /**
     * Reads the files.
     *
     * @throws HostException if one cannot be used; the message names it
     */
    SSLContext context() {
        if (context != null) {
            return context;
        }
        try {
            if (certFile != null && keyFile == null || certFile == null && keyFile != null) {
                throw new GeneralSecurityException("a client certificate needs both, the certificate and its key");
            }
            boolean pinnedOnly = fingerprint != null && caFile == null && caPath == null;
            ServerTrust trust = new ServerTrust(pinnedOnly ? null : Pem.authorities(caFile, caPath), fingerprint,
                    caFile != null || caPath != null);
            KeyManager[] keys = certFile == null ? null : Pem.clientKey(certFile, keyFile);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, new TrustManager[]{trust}, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new HostException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    /**
     * TLS over a connection that is there, for a thread that may wait; the handshake has been made.
     *
     * @param host whose certificate it has to be
     * @throws HostException if a file cannot be used; the message names it
     */
    public SSLSocket over(Socket socket, String host, int port) throws IOException {
        SSLSocket tls = (SSLSocket) context().getSocketFactory().createSocket(socket, host, port, true);
        tls.setSSLParameters(applied(tls.getSSLParameters(), tls.getSupportedProtocols()));
        tls.startHandshake();
        return tls;
    }

    /** Applies what belongs to one connection. */
    void apply(SSLEngine engine) {
        engine.setUseClientMode(true);
        engine.setSSLParameters(applied(engine.getSSLParameters(), engine.getSupportedProtocols()));
    }

    private SSLParameters applied(SSLParameters parameters, String... supported) {
        parameters.setProtocols(version.isEmpty()
                ? supports13(supported) ? new String[]{"TLSv1.3", "TLSv1.2"} : new String[]{"TLSv1.2"}
                : new String[]{version.replace("tls", "TLS")});
        if (!insecure) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS"); // RFC 2818, what MQTT uses as well
        }
        if (ciphers.length > 0) {
            parameters.setCipherSuites(ciphers);
        }
        if (!alpn.isEmpty()) {
            parameters.setApplicationProtocols(new String[]{alpn});
        }
        return parameters;
    }

    private static boolean supports13(String... supported) { // Java 8 before update 261 does not
        for (String protocol : supported) {
            if (protocol.equals("TLSv1.3")) {
                return true;
            }
        }
        return false;
    }
}
