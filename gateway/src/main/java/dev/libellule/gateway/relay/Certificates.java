package dev.libellule.gateway.relay;

import dev.libellule.gateway.broker.config.BridgeConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Reads the PEM files of a bridge: {@code bridge_cafile}, {@code bridge_capath}, {@code bridge_certfile}, {@code bridge_keyfile}. */
final class Certificates {
    private static final Pattern PKCS8 = Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");
    private static final char[] NO_PASSWORD = {};

    private Certificates() {}

    /** What makes the bridge's sockets; null without TLS. */
    static SSLSocketFactory socketFactory(BridgeConfig bridge) {
        BridgeConfig.Tls tls = bridge.tls();
        if (tls == null) {
            return null;
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers(tls), trustManagers(tls), null);
            return tls.version().isEmpty()
                    ? context.getSocketFactory()
                    : new OneVersionSockets(context.getSocketFactory(),
                            tls.version().equals("tlsv1.3") ? "TLSv1.3" : "TLSv1.2");
        } catch (GeneralSecurityException | IOException e) {
            throw new RelayException(
                    "Error: TLS of bridge %s cannot be set up: %s.%nThe bridge is at %s.".formatted(bridge.name(),
                            e.getMessage(), bridge.origin()),
                    e);
        }
    }

    private static TrustManager[] trustManagers(BridgeConfig.Tls tls) throws GeneralSecurityException, IOException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        if (tls.caFile() == null && tls.caPath() == null) {
            factory.init((KeyStore) null); // bridge_tls_use_os_certs
            return factory.getTrustManagers();
        }
        KeyStore store = emptyStore();
        List<Path> files = new ArrayList<>();
        if (tls.caFile() != null) {
            files.add(tls.caFile());
        }
        if (tls.caPath() != null) {
            try (Stream<Path> entries = Files.list(tls.caPath())) {
                entries.filter(entry -> entry.toString().matches(".*\\.(crt|pem)")).forEach(files::add);
            }
        }
        for (Path file : files) {
            for (Certificate certificate : certificates(file)) {
                store.setCertificateEntry("ca" + store.size(), certificate);
            }
        }
        if (store.size() == 0) {
            throw new GeneralSecurityException(
                    "no certificate in " + (tls.caFile() == null ? tls.caPath() : tls.caFile()));
        }
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyManager[] keyManagers(BridgeConfig.Tls tls) throws GeneralSecurityException, IOException {
        if (tls.certFile() == null) {
            return null; // the API's way to say none
        }
        KeyStore store = emptyStore();
        store.setKeyEntry("bridge", key(tls.keyFile()), NO_PASSWORD,
                certificates(tls.certFile()).toArray(Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Collection<? extends Certificate> certificates(Path file)
            throws GeneralSecurityException, IOException {
        try {
            return CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(read(file)));
        } catch (GeneralSecurityException e) {
            throw new GeneralSecurityException(file + " is not a file of PEM certificates", e);
        }
    }

    private static PrivateKey key(Path file) throws GeneralSecurityException, IOException {
        Matcher pem = PKCS8.matcher(new String(read(file), StandardCharsets.US_ASCII));
        if (!pem.find()) {
            throw new GeneralSecurityException(
                    "%s is not an unencrypted PKCS #8 key; convert it with: openssl pkcs8 -topk8 -nocrypt -in %s"
                            .formatted(file, file));
        }
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                continue; // another kind of key
            }
        }
        throw new GeneralSecurityException(file + " has a key of an unknown kind; RSA and EC are known");
    }

    private static byte[] read(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IOException("%s %s".formatted(file, Files.exists(file) ? "cannot be read" : "does not exist"), e);
        }
    }
}
