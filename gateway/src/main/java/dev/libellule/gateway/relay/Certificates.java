package dev.libellule.gateway.relay;

import dev.libellule.gateway.broker.config.BridgeConfig;
import dev.libellule.gateway.broker.tls.CipherNames;
import dev.libellule.gateway.broker.tls.PemFile;
import dev.libellule.gateway.broker.tls.TlsException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilder;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Reads the PEM files of a bridge: {@code bridge_cafile}, {@code bridge_capath}, {@code bridge_certfile}, {@code bridge_keyfile}. */
final class Certificates {
    private static final char[] NO_PASSWORD = {};

    private Certificates() {}

    /** Certificates and trust of a bridge with TLS. */
    static SSLContext context(BridgeConfig bridge) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers(bridge.tls()), trustManagers(bridge.tls()), null);
            return context;
        } catch (TlsException e) {
            throw new RelayException("%s%nThe bridge is at %s.".formatted(e.getMessage(), bridge.origin()), e);
        } catch (GeneralSecurityException | IOException e) {
            throw new RelayException(
                    "Error: TLS of bridge %s cannot be set up: %s.%nThe bridge is at %s.".formatted(bridge.name(),
                            e.getMessage(), bridge.origin()),
                    e);
        }
    }

    /** What makes the sockets of a bridge with TLS, for Paho. */
    static SSLSocketFactory socketFactory(BridgeConfig bridge) {
        SSLSocketFactory factory = context(bridge).getSocketFactory();
        String version = bridge.tls().version();
        return version.isEmpty()
                ? factory
                : new OneVersionSockets(factory, version.equals("tlsv1.3") ? "TLSv1.3" : "TLSv1.2");
    }

    /** Of the cipher suites in the configuration those that this Java has; empty for its own choice. */
    static String[] ciphers(BridgeConfig bridge) {
        String names = bridge.tls().ciphers();
        try {
            return names.isEmpty()
                    ? new String[0]
                    : CipherNames.javaNames("bridge_ciphers", names, SSLContext.getDefault().createSSLEngine())
                            .toArray(String[]::new);
        } catch (TlsException e) {
            throw new RelayException(e.getMessage() + "\nThe bridge is at " + bridge.origin() + ".", e);
        } catch (GeneralSecurityException e) {
            throw new RelayException("Error: this Java has no TLS: " + e.getMessage(), e);
        }
    }

    private static TrustManager[] trustManagers(BridgeConfig.Tls tls) throws GeneralSecurityException, IOException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        boolean isOfSystem = tls.caFile() == null && tls.caPath() == null; // bridge_tls_use_os_certs
        if (isOfSystem && !tls.requireOcsp()) {
            factory.init((KeyStore) null);
            return factory.getTrustManagers();
        }
        KeyStore store = isOfSystem ? authoritiesOfSystem() : emptyStore();
        List<PemFile> files = new ArrayList<>();
        if (tls.caFile() != null) {
            files.add(new PemFile("bridge_cafile", tls.caFile()));
        }
        if (tls.caPath() != null) {
            files.addAll(PemFile.inFolder("bridge_capath", tls.caPath()));
        }
        for (PemFile file : files) {
            for (X509Certificate authority : file.certificates()) {
                store.setCertificateEntry("ca" + store.size(), authority);
            }
        }
        if (tls.requireOcsp()) {
            factory.init(new CertPathTrustManagerParameters(notRevoked(store)));
        } else {
            factory.init(store);
        }
        return factory.getTrustManagers();
    }

    /** The answer that the server has stapled to its certificate counts, RFC 6066, 8; else its authority's responder is asked. */
    private static PKIXBuilderParameters notRevoked(KeyStore authorities) throws GeneralSecurityException {
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(authorities, new X509CertSelector());
        PKIXRevocationChecker checker = (PKIXRevocationChecker) CertPathBuilder.getInstance("PKIX")
                .getRevocationChecker();
        checker.setOptions(EnumSet.of(PKIXRevocationChecker.Option.ONLY_END_ENTITY,
                PKIXRevocationChecker.Option.NO_FALLBACK));
        parameters.addCertPathChecker(checker);
        return parameters;
    }

    private static KeyStore authoritiesOfSystem() throws GeneralSecurityException, IOException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        KeyStore store = emptyStore();
        for (TrustManager manager : factory.getTrustManagers()) {
            for (X509Certificate authority : ((X509TrustManager) manager).getAcceptedIssuers()) {
                store.setCertificateEntry("ca" + store.size(), authority);
            }
        }
        return store;
    }

    private static KeyManager[] keyManagers(BridgeConfig.Tls tls) throws GeneralSecurityException, IOException {
        if (tls.certFile() == null) {
            return null; // the API's way to say none
        }
        KeyStore store = emptyStore();
        store.setKeyEntry("bridge", new PemFile("bridge_keyfile", tls.keyFile()).key(), NO_PASSWORD,
                new PemFile("bridge_certfile", tls.certFile()).certificates().toArray(X509Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
