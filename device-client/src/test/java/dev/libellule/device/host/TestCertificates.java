package dev.libellule.device.host;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;

/** An authority that signs certificates for tests, RFC 5280, in DER written by hand; PEM files in one directory. */
final class TestCertificates {
    private static final int SEQUENCE = 0x30;
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    private final Path directory;
    private final String authority;
    private final KeyPair authorityKey;
    private final byte[] authorityCertificate;
    private long serial = System.nanoTime();

    /** Makes an authority and its {@code <name>.crt}. */
    TestCertificates(Path directory, String authority) throws Exception {
        this.directory = directory;
        this.authority = authority;
        authorityKey = key("EC");
        authorityCertificate = sign(authority, authorityKey, extensions(true, new byte[0]), NOW.minusSeconds(86_400),
                NOW.plusSeconds(864_000));
        write(authority + ".crt", "CERTIFICATE", authorityCertificate);
    }

    Path authorityFile() {
        return directory.resolve(authority + ".crt");
    }

    /** One certificate with its key. */
    record Issued(Path certificate, Path key, String fingerprint) {}

    /** For these names; an IPv4 address is written as one. Valid for ten days, or until yesterday. */
    Issued issue(String name, String algorithm, boolean expired, String... hosts) throws Exception {
        byte[] names = {};
        for (String host : hosts) {
            names = concat(names, host.matches("[0-9.]+") ? der(0x87, address(host)) : der(0x82, ascii(host)));
        }
        KeyPair key = key(algorithm);
        byte[] certificate = sign(name, key, extensions(false, names), NOW.minusSeconds(864_000),
                NOW.plusSeconds(expired ? -86_400 : 864_000));
        write(name + ".crt", "CERTIFICATE", certificate);
        write(name + ".key", "PRIVATE KEY", key.getPrivate().getEncoded());
        return new Issued(directory.resolve(name + ".crt"), directory.resolve(name + ".key"),
                HexFormat.ofDelimiter(":").withUpperCase()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate)));
    }

    private static KeyPair key(String algorithm) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(algorithm.equals("EC") ? 256 : 2048);
        return generator.generateKeyPair();
    }

    private byte[] sign(String subject, KeyPair key, byte[] extensions, Instant from, Instant to) throws Exception {
        byte[] algorithm = der(SEQUENCE, HexFormat.of().parseHex("06082A8648CE3D040302")); // ecdsa-with-SHA256
        byte[] toBeSigned = der(SEQUENCE, der(0xA0, der(2, new byte[]{2})), // v3
                der(2, BigInteger.valueOf(serial++).toByteArray()), algorithm, name(authority),
                der(SEQUENCE, time(from), time(to)), name(subject), key.getPublic().getEncoded(),
                der(0xA3, der(SEQUENCE, extensions)));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(authorityKey.getPrivate());
        signature.update(toBeSigned);
        return der(SEQUENCE, toBeSigned, algorithm, der(3, new byte[]{0}, signature.sign()));
    }

    private static byte[] extensions(boolean isAuthority, byte[] names) {
        byte[] basic = extension("551D13", der(SEQUENCE, isAuthority ? der(1, new byte[]{-1}) : new byte[0]));
        return names.length == 0 ? basic : concat(basic, extension("551D11", der(SEQUENCE, names)));
    }

    private static byte[] extension(String identifier, byte[] value) {
        return der(SEQUENCE, der(6, HexFormat.of().parseHex(identifier)), der(4, value));
    }

    private static byte[] name(String commonName) {
        return der(SEQUENCE, der(0x31, der(SEQUENCE, der(6, HexFormat.of().parseHex("550403")),
                der(0x0C, commonName.getBytes(StandardCharsets.UTF_8)))));
    }

    private static byte[] time(Instant instant) {
        return der(0x17,
                ascii(DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC).format(instant)));
    }

    private static byte[] address(String host) {
        ByteBuffer bytes = ByteBuffer.allocate(4);
        for (String part : host.split("\\.")) {
            bytes.put((byte) Integer.parseInt(part));
        }
        return bytes.array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] der(int tag, byte[]... parts) {
        byte[] content = concat(parts);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length >= 128) {
            byte[] length = BigInteger.valueOf(content.length).toByteArray();
            int from = length[0] == 0 ? 1 : 0;
            out.write(0x80 | length.length - from);
            out.write(length, from, length.length - from);
        } else {
            out.write(content.length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private void write(String file, String what, byte[] der) throws Exception {
        Files.writeString(directory.resolve(file), "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(der) + "\n-----END " + what + "-----\n");
    }
}
