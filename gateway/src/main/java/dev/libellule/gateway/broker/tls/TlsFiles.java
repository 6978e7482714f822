package dev.libellule.gateway.broker.tls;

import java.nio.file.Path;

/**
 * The TLS settings of one listener, as {@code mosquitto.conf} has them; nothing has been opened yet.
 *
 * @param certFile {@code certfile}: the server's certificate and those above it, PEM
 * @param keyFile {@code keyfile}: its key, PEM, not encrypted
 * @param caFile {@code cafile}: authorities that clients' certificates come from; null for none
 * @param caPath {@code capath}: a folder of such files; null for none
 * @param crlFile {@code crlfile}: revoked certificates; null for none
 * @param minimumVersion {@code tls_version}: {@code tlsv1.2}, {@code tlsv1.3}; empty for 1.2
 * @param ciphers {@code ciphers}: OpenSSL's names for TLS 1.2, separated by colons; empty for Java's choice
 * @param ciphersTls13 {@code ciphers_tls1.3}; empty for Java's choice
 * @param certificateRequired {@code require_certificate}
 * @param certificateAsked whether a certificate is asked for, because the user name comes from it
 */
public record TlsFiles(Path certFile, Path keyFile, Path caFile, Path caPath, Path crlFile, String minimumVersion,
        String ciphers, String ciphersTls13, boolean certificateRequired,
        boolean certificateAsked) {}
