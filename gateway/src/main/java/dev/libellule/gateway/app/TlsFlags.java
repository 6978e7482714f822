package dev.libellule.gateway.app;

import dev.libellule.device.host.TlsOptions;
import dev.libellule.gateway.broker.tls.CipherNames;
import dev.libellule.gateway.broker.tls.TlsException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The flags of TLS. */
final class TlsFlags {
    private static final int TLS_PORT = 8883;

    @Option(names = "--cafile", paramLabel = "FILE", description = "TLS: PEM certificates of the authorities to trust.")
    private Path caFile;

    @Option(names = "--capath", paramLabel = "DIR", description = "TLS: a directory of such files.")
    private Path caPath;

    @Option(names = "--cert", paramLabel = "FILE", description = "TLS: our certificate, if the broker asks for one.")
    private Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "TLS: the private key of our certificate.")
    private Path key;

    @Option(names = "--insecure", description = "TLS: do not check that the certificate is for this host. Not for use.")
    private boolean insecure;

    @Option(names = "--tls-version", paramLabel = "VERSION", defaultValue = "", description = "TLS: only tlsv1.2 or tlsv1.3.")
    private String version;

    @Option(names = "--tls-alpn", paramLabel = "PROTOCOL", defaultValue = "", description = "TLS: the protocol to ask for.")
    private String alpn;

    @Option(names = "--tls-use-os-certs", description = "TLS: trust the authorities that Java trusts.")
    private boolean systemAuthorities;

    @Option(names = "--no-tls", description = "No TLS, whatever the port.")
    private boolean none;

    @Option(names = "--ciphers", paramLabel = "LIST", description = "TLS: OpenSSL's names of ciphers of TLS 1.2, with colons between.")
    private String ciphers;

    @Option(names = "--tls-keylog", paramLabel = "FILE", description = "TLS: writes the session keys to a file, for Wireshark.")
    private Path keyLog;

    @Option(names = {"--psk",
            "--psk-identity"}, paramLabel = "KEY", description = "TLS: refused, for Java has no pre-shared keys.")
    private String preSharedKey;

    @Option(names = {"--tls-engine", "--tls-engine-kpass-sha1", "--keyform"}, paramLabel = "ENGINE", hidden = true, //
            description = "TLS: refused, for Java has no OpenSSL engines.")
    private String engine;

    /** Ends the command with a message if the flags do not go together. */
    void check(CommandSpec command) {
        if (keyLog != null) {
            KeyLog.prepare(keyLog);
        }
        ConnectionOptions.require(command, preSharedKey == null,
                "--psk: Java's TLS has no pre-shared keys; use certificates, --cafile and --cert%s",
                "");
        ConnectionOptions.require(command, engine == null,
                "--tls-engine, --keyform %s: Java's TLS has no OpenSSL engines; give a key file with --key",
                engine);
        ConnectionOptions.require(command, ciphers == null || isKnown(ciphers),
                "--ciphers %s: this Java has not all of these; see: openssl ciphers, and leave out those with CCM, PSK or RC4",
                ciphers);
        ConnectionOptions.require(command, (certificate == null) == (key == null), "--cert and --key belong together%s",
                "");
        ConnectionOptions.require(command, caFile == null || caFile.toFile().canRead(),
                "--cafile %s: there is no such file to read",
                caFile);
        ConnectionOptions.require(command, caPath == null || caPath.toFile().isDirectory(),
                "--capath %s: there is no such directory",
                caPath);
        ConnectionOptions.require(command, certificate == null || certificate.toFile().canRead(),
                "--cert %s: there is no such file to read",
                certificate);
        ConnectionOptions.require(command, key == null || key.toFile().canRead(),
                "--key %s: there is no such file to read", key);
        ConnectionOptions.require(command, !none || !wanted(), "--no-tls%s and other flags of TLS exclude each other",
                "");
    }

    private static boolean isKnown(String names) {
        try {
            CipherNames.forClient("--ciphers", names);
            return true;
        } catch (TlsException e) {
            return false; // said by the caller, in one line
        }
    }

    /** Whether a flag alone asks for TLS. */
    boolean wanted() {
        return caFile != null || caPath != null || systemAuthorities;
    }

    /** Whether to use TLS, as Mosquitto decides it: by a flag, or on TLS's own port. */
    boolean used(int port) {
        return !none && (wanted() || port == TLS_PORT);
    }

    TlsOptions options() {
        TlsOptions options = new TlsOptions().insecure(insecure).version(version).alpn(alpn);
        if (caFile != null) {
            options.caFile(caFile);
        }
        if (caPath != null) {
            options.caPath(caPath);
        }
        if (ciphers != null) {
            options.ciphers(CipherNames.forClient("--ciphers", ciphers));
        }
        return certificate == null ? options : options.clientCertificate(certificate, key);
    }
}
