package dev.libellule.gateway.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/**
 * One file as it goes out. The arrays are shared by all responses and never changed.
 *
 * @param type its Content-Type
 * @param plain its bytes
 * @param gzip the same, compressed
 * @param etag quoted, from the content
 */
record Asset(String type, byte[] plain, byte[] gzip, String etag) {
    static Asset of(String type, byte[] content) {
        return new Asset(type, content, compress(content), '"' + digest(content) + '"');
    }

    /** Reads a file that lies beside this class. */
    static Asset read(String name, String type) {
        try (InputStream in = Asset.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("page: %s is missing in this build".formatted(name));
            }
            return of(type, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("page: cannot read %s".formatted(name), e);
        }
    }

    private static byte[] compress(byte[] content) {
        var out = new ByteArrayOutputStream(content.length / 2);
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // an array does not fail
        }
        return out.toByteArray();
    }

    private static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
