package dev.libellule.gateway.broker.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;

/** The server's end of TLS for one listener: its files, read and found to be right. Immutable; reading again makes a new one. */
public final class TlsEndpoint {
    private static final List<String> VERSIONS = List.of("TLSv1.2", "TLSv1.3");

    /** For clients that come back; Java would keep 20,480, a kilobyte each. */
    private static final int KEPT_SESSIONS = 1_000;

    /** What takes milliseconds in a handshake: signatures and key exchange. Not for the thread that serves everybody. */
    private static final Executor HANDSHAKES = task -> Thread.ofVirtual().name("tls-handshake").start(task);

    private final SslContext context;
    private final Instant expires;
    private final boolean certificateRequired;

    private TlsEndpoint(SslContext context, Instant expires, boolean certificateRequired) {
        this.context = context;
        this.expires = expires;
        this.certificateRequired = certificateRequired;
    }

    /**
     * Reads the files.
     *
     * @throws TlsException when one is not there or not right; the message names it, the cause and the cure
     */
    public static TlsEndpoint load(TlsFiles files) {
        PemFile certFile = new PemFile("certfile", files.certFile());
        PemFile keyFile = new PemFile("keyfile", files.keyFile());
        List<X509Certificate> chain = certFile.certificates();
        PrivateKey key = keyFile.key();
        if (!isPair(key, chain.getFirst())) {
            throw keyFile.failure("It is not the key of the certificate in %s.".formatted(files.certFile()), null);
        }
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(key, chain).sslProvider(SslProvider.JDK)
                    .protocols(files.minimumVersion().equals("tlsv1.3") ? List.of("TLSv1.3") : VERSIONS)
                    .sessionCacheSize(KEPT_SESSIONS).clientAuth(clientAuth(files));
            TrustManagerFactory trust = trust(files);
            if (trust != null) {
                builder.trustManager(trust);
            }
            SSLEngine engine = builder.build().newEngine(ByteBufAllocator.DEFAULT);
            List<String> ciphers = ciphers(files, engine);
            return new TlsEndpoint((ciphers.isEmpty() ? builder : builder.ciphers(ciphers)).build(),
                    chain.getFirst().getNotAfter().toInstant(), files.certificateRequired());
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw certFile.failure("TLS cannot be set up with it: %s.".formatted(e.getMessage()), e);
        }
    }

    /** What the key signs, the certificate has to confirm. */
    private static boolean isPair(PrivateKey key, X509Certificate certificate) {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(certificate.getSignature());
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(certificate.getSignature());
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false; // keys of two kinds
        }
    }

    /** The moment from which clients will refuse the certificate. */
    public Instant expires() {
        return expires;
    }

    /** Whether clients without a certificate are refused. */
    public boolean requiresCertificate() {
        return certificateRequired;
    }

    private static ClientAuth clientAuth(TlsFiles files) {
        return files.certificateRequired()
                ? ClientAuth.REQUIRE
                : files.certificateAsked() ? ClientAuth.OPTIONAL : ClientAuth.NONE;
    }

    private static List<String> ciphers(TlsFiles files, SSLEngine engine) {
        List<String> for12 = CipherNames.javaNames("ciphers", files.ciphers(), engine);
        List<String> for13 = CipherNames.javaNames("ciphers_tls1.3", files.ciphersTls13(), engine);
        if (for12.isEmpty() && for13.isEmpty()) {
            return List.of();
        }
        List<String> all = new ArrayList<>();
        List<String> standard = Arrays.asList(engine.getEnabledCipherSuites()); // for the version that the file does not speak of
        all.addAll(for13.isEmpty() ? standard.stream().filter(TlsEndpoint::isTls13).toList() : for13);
        all.addAll(for12.isEmpty() ? standard.stream().filter(name -> !isTls13(name)).toList() : for12);
        return all;
    }

    private static boolean isTls13(String name) {
        return !name.contains("_WITH_");
    }

    /** The authorities that clients' certificates come from; null if the file names none. */
    private static TrustManagerFactory trust(TlsFiles files) throws GeneralSecurityException, IOException {
        List<PemFile> authorities = new ArrayList<>();
        if (files.caFile() != null) {
            authorities.add(new PemFile("cafile", files.caFile()));
        }
        if (files.caPath() != null) {
            authorities.addAll(PemFile.inFolder("capath", files.caPath()));
        }
        if (authorities.isEmpty()) {
            return null;
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (PemFile file : authorities) {
            for (X509Certificate certificate : file.certificates()) {
                store.setCertificateEntry("ca" + store.size(), certificate);
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        if (files.crlFile() == null) {
            factory.init(store);
            return factory;
        }
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(store, new X509CertSelector());
        parameters.addCertStore(CertStore.getInstance("Collection",
                new CollectionCertStoreParameters(new PemFile("crlfile", files.crlFile()).revocations())));
        PKIXRevocationChecker checker = (PKIXRevocationChecker) java.security.cert.CertPathBuilder.getInstance("PKIX")
                .getRevocationChecker();
        // The file is all there is to ask; as with OpenSSL's CRL_CHECK only the client's own certificate is looked up
        checker.setOptions(EnumSet.copyOf(Set.of(PKIXRevocationChecker.Option.PREFER_CRLS,
                PKIXRevocationChecker.Option.NO_FALLBACK, PKIXRevocationChecker.Option.ONLY_END_ENTITY)));
        parameters.addCertPathChecker(checker);
        factory.init(new CertPathTrustManagerParameters(parameters));
        return factory;
    }

    /** For one new connection; to be the first in its pipeline. */
    public SslHandler handler(ByteBufAllocator allocator) {
        return context.newHandler(allocator, HANDSHAKES);
    }
}
