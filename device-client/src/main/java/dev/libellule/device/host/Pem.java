package dev.libellule.device.host;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
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
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Reads certificates and keys from PEM files. Every failure names the file and what to do. */
final class Pem {
    private static final Pattern PKCS8 = Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");
    private static final Pattern CA_FILE = Pattern.compile(".*\\.(crt|pem)|[0-9a-f]{8}\\.[0-9]+");
    private static final char[] NO_PASSWORD = {};

    private Pem() {}

    /** Trusts the authorities in a file and a directory; those of the JVM if both are null. */
    static X509ExtendedTrustManager authorities(Path caFile, Path caPath) throws GeneralSecurityException, IOException {
        KeyStore store = null; // the API's way to say the JVM's own
        if (caFile != null || caPath != null) {
            store = emptyStore();
            for (Path file : files(caFile, caPath)) {
                for (Certificate certificate : certificates(file)) {
                    store.setCertificateEntry("ca" + store.size(), certificate);
                }
            }
            if (store.size() == 0) {
                throw new GeneralSecurityException(
                        caFile == null ? caPath + " has no .crt or .pem file" : caFile + " has no certificate");
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager) {
                return (X509ExtendedTrustManager) manager;
            }
        }
        throw new GeneralSecurityException("this JVM cannot check certificates");
    }

    private static List<Path> files(Path caFile, Path caPath) throws IOException {
        List<Path> files = new ArrayList<>();
        if (caFile != null) {
            files.add(caFile);
        }
        if (caPath != null) {
            try (Stream<Path> entries = Files.list(caPath)) {
                entries.filter(file -> CA_FILE.matcher(file.getFileName().toString()).matches()).sorted()
                        .forEach(files::add);
            } catch (IOException e) {
                throw new IOException(caPath + " is not a directory that can be read", e);
            }
        }
        return files;
    }

    /** Shows a certificate to servers that ask for one. */
    static KeyManager[] clientKey(Path certFile, Path keyFile) throws GeneralSecurityException, IOException {
        Certificate[] chain = certificates(certFile).toArray(new Certificate[0]);
        if (chain.length == 0) {
            throw new GeneralSecurityException(certFile + " has no certificate");
        }
        PrivateKey key = key(keyFile);
        if (!belongTogether(key, chain[0].getPublicKey())) {
            throw new GeneralSecurityException(keyFile + " is not the key of the first certificate in " + certFile);
        }
        KeyStore store = emptyStore();
        store.setKeyEntry("client", key, NO_PASSWORD, chain);
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
            throw new GeneralSecurityException(file + " is not an unencrypted PKCS #8 key; convert it with: "
                    + "openssl pkcs8 -topk8 -nocrypt -in " + file);
        }
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(pem.group(1));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException(file + " is damaged: its text is not Base64", e);
        }
        GeneralSecurityException first = null;
        for (String algorithm : new String[]{"RSA", "EC", "EdDSA"}) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (GeneralSecurityException e) { // another kind of key, or one that this JVM does not know
                first = first == null ? e : first;
            }
        }
        throw new GeneralSecurityException(file + " has a key of an unknown kind; RSA and EC are known", first);
    }

    private static boolean belongTogether(PrivateKey key, PublicKey publicKey) throws GeneralSecurityException {
        if (!key.getAlgorithm().equals(publicKey.getAlgorithm())) {
            return false;
        }
        String algorithm = key.getAlgorithm().equals("RSA")
                ? "SHA256withRSA"
                : key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : key.getAlgorithm();
        byte[] text = {1, 2, 3};
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(publicKey);
        signature.update(text);
        return signature.verify(signed);
    }

    private static byte[] read(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IOException(file + (Files.exists(file) ? " cannot be read" : " does not exist"), e);
        }
    }

    /** Reads the 32 bytes of a SHA-256 fingerprint in hexadecimal. */
    static byte[] fingerprint(String text) {
        String digits = text.replace(":", "").trim();
        if (!digits.matches("[0-9a-fA-F]{64}")) {
            throw new HostException("'" + text + "' is no SHA-256 fingerprint of 64 hexadecimal digits; take it from: "
                    + "openssl x509 -noout -fingerprint -sha256 -in server.crt", null);
        }
        byte[] bytes = new byte[32];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(digits.substring(2 * i, 2 * i + 2), 16);
        }
        return bytes;
    }

    /** As OpenSSL prints it: upper case, with colons. */
    static String text(byte[] fingerprint) {
        StringBuilder text = new StringBuilder();
        for (byte b : fingerprint) {
            text.append(text.length() == 0 ? "" : ":").append(String.format("%02X", b));
        }
        return text.toString();
    }
}
