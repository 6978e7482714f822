package dev.libellule.device.host;

import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

/** Decides whether a server's certificate is taken: by the JDK's rules, by a pinned fingerprint, or by both; and says why not. */
final class ServerTrust extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager rules;
    private final byte[] fingerprint;
    private final boolean ownAuthorities;

    /** A certificate that is not taken; the message is for people. */
    static final class Refusal extends CertificateException {
        private static final long serialVersionUID = 1L;

        Refusal(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Each of the first two may be null, not both. */
    ServerTrust(X509ExtendedTrustManager rules, byte[] fingerprint, boolean ownAuthorities) {
        this.rules = rules;
        this.fingerprint = fingerprint;
        this.ownAuthorities = ownAuthorities;
    }

    /** What the JDK's rules say, with the host name if the parameters of the connection say so. */
    private interface Check {
        void run() throws CertificateException;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain, authType, engine.getPeerHost(), () -> rules.checkServerTrusted(chain, authType, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain, authType, ((SSLSocket) socket).getHandshakeSession().getPeerHost(),
                () -> rules.checkServerTrusted(chain, authType, socket));
    }

    private void check(X509Certificate[] chain, String authType, String host, Check check)
            throws CertificateException {
        X509Certificate server = chain[0];
        if (fingerprint != null) {
            byte[] seen = sha256(server);
            if (!MessageDigest.isEqual(seen, fingerprint)) {
                throw new Refusal("the server's certificate is not the pinned one: its SHA-256 fingerprint is "
                        + Pem.text(seen) + ". Pin this one if the server's certificate was renewed", null);
            }
        }
        if (rules == null) {
            return;
        }
        try {
            check.run();
        } catch (CertificateException e) {
            throw new Refusal(reason(chain, authType, host, e), e);
        }
    }

    private String reason(X509Certificate[] chain, String authType, String host, CertificateException failure) {
        X509Certificate server = chain[0];
        for (X509Certificate certificate : chain) {
            String whose = certificate == server
                    ? "the server's certificate"
                    : "the certificate of the authority " + certificate.getSubjectX500Principal();
            try {
                certificate.checkValidity();
            } catch (CertificateExpiredException e) {
                return whose + " has expired, on " + instant(certificate.getNotAfter().getTime())
                        + "; renew it, or set this machine's clock, which says " + instant(System.currentTimeMillis());
            } catch (CertificateNotYetValidException e) {
                return whose + " is valid from " + instant(certificate.getNotBefore().getTime())
                        + " on; is this machine's clock right? It says " + instant(System.currentTimeMillis());
            }
        }
        try {
            rules.checkServerTrusted(chain, authType); // without the host name
        } catch (CertificateException e) {
            return "the server's certificate is signed by " + server.getIssuerX500Principal() + ", which "
                    + (ownAuthorities
                            ? "is none of the given authorities (--cafile, --capath)"
                            : "this JVM does not trust; give its certificate (--cafile)");
        }
        List<String> names = names(server);
        return names.contains(host)
                ? "the server's certificate is not accepted: " + failure.getMessage()
                : "the server's certificate is not for '" + host + "' but for "
                        + (names.isEmpty()
                                ? "no host at all (it has no Subject Alternative Name)"
                                : String.join(", ", names))
                        + "; use such a name, or --insecure where nobody can listen in";
    }

    /** Host names and addresses in the Subject Alternative Name. */
    private static List<String> names(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            if (all != null) {
                for (List<?> name : all) {
                    if (name.get(1) instanceof String) {
                        names.add((String) name.get(1));
                    }
                }
            }
        } catch (CertificateParsingException e) {
            names.add("names that cannot be read");
        }
        return names;
    }

    private static String instant(long millis) {
        return Instant.ofEpochMilli(millis / 1000 * 1000).toString();
    }

    private static byte[] sha256(X509Certificate certificate) throws CertificateException {
        try {
            return MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
        } catch (NoSuchAlgorithmException e) {
            throw new CertificateException("this JVM has no SHA-256", e); // every Java platform has it
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("only for a connection");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("only for clients");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("only for clients");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("only for clients");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return rules == null ? new X509Certificate[0] : rules.getAcceptedIssuers();
    }
}
