package dev.libellule.gateway.broker.tls;

import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/** OpenSSL's names of cipher suites in Java's words: {@code ECDHE-RSA-AES128-GCM-SHA256}, {@code TLS_AES_128_GCM_SHA256}. */
public final class CipherNames {
    private static final Pattern TLS_1_2 = Pattern.compile("(?:(ECDHE|DHE)-)?(?:(RSA|ECDSA|DSS)-)?"
            + "(?:AES(128|256)-(GCM-)?(SHA(?:256|384)?)|CHACHA20-POLY1305)");

    private CipherNames() {}

    /**
     * The suites for a client of which a list names those of TLS 1.2; of TLS 1.3 it has all that Java offers.
     *
     * @param option for messages
     * @param names separated by colons
     * @return empty for keywords such as {@code HIGH}, which name no suite
     * @throws TlsException if this Java has no such suite
     */
    public static String[] forClient(String option, String names) {
        try {
            SSLEngine engine = SSLContext.getDefault().createSSLEngine();
            List<String> found = javaNames(option, names, engine);
            if (!found.isEmpty()) {
                for (String name : engine.getEnabledCipherSuites()) {
                    if (!name.contains("_WITH_") && !found.contains(name)) {
                        found.add(name);
                    }
                }
            }
            return found.toArray(String[]::new);
        } catch (NoSuchAlgorithmException e) {
            throw new TlsException("Error: This Java has no TLS.", e);
        }
    }

    /**
     * Translates a list.
     *
     * @param option for messages
     * @param names separated by colons
     * @param engine says what this Java has
     * @return empty for keywords such as {@code HIGH}, which name no suite
     */
    public static List<String> javaNames(String option, String names, SSLEngine engine) {
        List<String> supported = List.of(engine.getSupportedCipherSuites());
        List<String> found = new ArrayList<>();
        for (String name : names.split("[:, ]+")) {
            String translated = javaName(name);
            if (translated != null && supported.contains(translated)) {
                found.add(translated);
            } else if (!isKeyword(name)) {
                throw new TlsException(
                        "Error: Unable to set %s.%nThis Java has no cipher suite '%s'; see: openssl ciphers, and leave out what"
                                .formatted(option, name) + " has CAMELLIA, ARIA, PSK, CCM, RC4 or DES in its name.",
                        null);
            }
        }
        return found;
    }

    private static boolean isKeyword(String name) {
        return name.isEmpty() || "!-+@".indexOf(name.charAt(0)) >= 0
                || List.of("DEFAULT", "ALL", "HIGH", "MEDIUM", "COMPLEMENTOFALL", "ECDHE", "EECDH", "EDH", "AES",
                        "AESGCM", "CHACHA20", "TLSv1.2").contains(name);
    }

    private static String javaName(String name) {
        if (name.startsWith("TLS_")) {
            return name;
        }
        Matcher parts = TLS_1_2.matcher(name);
        if (!parts.matches()) {
            return null;
        }
        String exchange = parts.group(1) == null ? "RSA" : parts.group(1) + "_" + parts.group(2);
        if (parts.group(3) == null) {
            return "TLS_" + exchange + "_WITH_CHACHA20_POLY1305_SHA256";
        }
        String mode = parts.group(4) == null ? "CBC" : "GCM";
        return "TLS_%s_WITH_AES_%s_%s_%s".formatted(exchange, parts.group(3), mode, parts.group(5));
    }
}
