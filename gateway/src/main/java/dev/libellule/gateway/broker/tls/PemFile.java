package dev.libellule.gateway.broker.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CRL;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One PEM file that an option names: certificates, revocations or a key.
 *
 * <p>Each method throws a {@link TlsException} that names option, file and cure. Any thread.
 *
 * @param option for messages, such as {@code certfile}
 */
public record PemFile(String option, Path path) {
    private static final Pattern KEY = Pattern
            .compile("-----BEGIN ((?:RSA |EC |ENCRYPTED )?PRIVATE KEY)-----([^-]+)-----END \\1-----");
    /** AlgorithmIdentifier of RSA keys: OID 1.2.840.113549.1.1.1 and NULL. */
    private static final byte[] RSA = {0x30, 0x0D, 0x06, 0x09, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D,
            0x01, 0x01, 0x01, 0x05, 0x00};
    /** OID 1.2.840.10045.2.1 of keys on elliptic curves, whose curve follows. */
    private static final byte[] EC = {0x06, 0x07, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 0x02, 0x01};
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final int CURVE = 0xA0; // [0] of an ECPrivateKey, RFC 5915

    /** The certificates of the file, at least one. */
    public List<X509Certificate> certificates() {
        try {
            List<X509Certificate> certificates = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(read())).stream()
                    .map(X509Certificate.class::cast).toList();
            if (!certificates.isEmpty()) {
                return certificates;
            }
        } catch (GeneralSecurityException e) {
            throw failure("It is not a file of PEM certificates (%s); look at it with: openssl x509 -in %s -text"
                    .formatted(e.getMessage(), path), e);
        }
        throw failure("There is no certificate in it.", null);
    }

    Collection<? extends CRL> revocations() {
        try {
            return CertificateFactory.getInstance("X.509").generateCRLs(new ByteArrayInputStream(read()));
        } catch (GeneralSecurityException e) {
            throw failure("It is not a list of revoked certificates; look at it with: openssl crl -in %s -text"
                    .formatted(path), e);
        }
    }

    /** The first key of the file: PKCS #8, or OpenSSL's older forms for RSA and elliptic curves. */
    public PrivateKey key() {
        Matcher pem = KEY.matcher(new String(read(), StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw failure("There is no PEM private key in it.", null);
        }
        String kind = pem.group(1);
        if (kind.startsWith("ENCRYPTED") || pem.group(2).contains("DEK-Info")) {
            throw failure("The key is encrypted, and there is nobody to ask for the pass phrase at the start; decrypt"
                    + " it with: openssl pkey -in %s -out new.key".formatted(path), null);
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(pem.group(2));
            return switch (kind) {
                case "RSA PRIVATE KEY" -> keyOf(pkcs8(RSA, der), List.of("RSA"));
                case "EC PRIVATE KEY" -> keyOf(pkcs8(encode(SEQUENCE, EC, curve(der)), der), List.of("EC"));
                default -> keyOf(der, List.of("RSA", "EC", "EdDSA"));
            };
        } catch (IllegalArgumentException | IndexOutOfBoundsException | GeneralSecurityException e) {
            throw failure("The key in it cannot be read (%s); RSA and EC keys are known. Check it with: "
                    .formatted(e.getMessage()) + "openssl pkey -in %s -check".formatted(path), e);
        }
    }

    private static PrivateKey keyOf(byte[] pkcs8, List<String> algorithms) throws GeneralSecurityException {
        for (String algorithm : algorithms) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException e) {
                continue; // another kind of key
            }
        }
        throw new GeneralSecurityException("not a key of a known kind");
    }

    /** PrivateKeyInfo, RFC 5208: version 0, algorithm, key. */
    private static byte[] pkcs8(byte[] algorithm, byte[] key) {
        return encode(SEQUENCE, new byte[]{0x02, 0x01, 0x00}, algorithm, encode(OCTET_STRING, key));
    }

    /** What names the curve in an ECPrivateKey: SEQUENCE { version, key, [0] curve, [1] public key }. */
    private static byte[] curve(byte[] der) throws GeneralSecurityException {
        int at = contentOf(der, 0);
        while (at < der.length) {
            int content = contentOf(der, at);
            int end = content + lengthOf(der, at);
            if ((der[at] & 0xFF) == CURVE) {
                return Arrays.copyOfRange(der, content, end);
            }
            at = end;
        }
        throw new GeneralSecurityException("the key does not name its curve");
    }

    private static int contentOf(byte[] der, int at) {
        int first = der[at + 1] & 0xFF;
        return at + 2 + (first < 0x80 ? 0 : first & 0x7F);
    }

    private static int lengthOf(byte[] der, int at) {
        int length = der[at + 1] & 0xFF;
        if (length < 0x80) {
            return length;
        }
        int count = length & 0x7F;
        length = 0;
        for (int i = 0; i < count; i++) {
            length = length << 8 | der[at + 2 + i] & 0xFF;
        }
        return length;
    }

    private static byte[] encode(int tag, byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        byte[] content = out.toByteArray();
        out.reset();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            out.write(0x82); // two bytes serve every key
            out.write(content.length >> 8);
            out.write(content.length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private byte[] read() {
        try {
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            throw failure("There is no such file; check the path.", e);
        } catch (AccessDeniedException e) {
            throw failure("User %s may not read it; see: ls -l %s".formatted(System.getProperty("user.name"), path), e);
        } catch (IOException e) {
            throw failure(Files.isDirectory(path) ? "It is a folder." : e.getMessage(), e);
        }
    }

    TlsException failure(String why, Throwable cause) {
        return new TlsException("Error: Unable to load %s %s.%n%s".formatted(option, path, why), cause);
    }

    /** The files of a folder that {@code capath} names. */
    public static List<PemFile> inFolder(String option, Path folder) {
        PemFile asFile = new PemFile(option, folder);
        try (var entries = Files.list(folder)) {
            List<PemFile> files = new ArrayList<>(
                    entries.filter(entry -> entry.toString().matches(".*\\.(crt|pem|[0-9])")).sorted()
                            .map(entry -> new PemFile(option, entry)).toList());
            if (files.isEmpty()) {
                throw asFile.failure("There is no file in it whose name ends in .crt or .pem.", null);
            }
            return files;
        } catch (NoSuchFileException e) {
            throw asFile.failure("There is no such folder; check the path.", e);
        } catch (IOException e) {
            throw asFile.failure(Files.isDirectory(folder) ? "It cannot be read." : "It is not a folder.", e);
        }
    }
}
