package dev.libellule.device.host;

import javax.net.ssl.SSLException;

/** Says for people why a TLS handshake failed. */
final class TlsProblem {
    private static final String ALERT = "fatal alert: ";

    private TlsProblem() {}

    /**
     * Names cause and cure.
     *
     * @param hasCertificate whether the client has one to show
     */
    static String text(SSLException problem, boolean hasCertificate) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof ServerTrust.Refusal) {
                return cause.getMessage();
            }
        }
        String message = String.valueOf(problem.getMessage());
        int alert = message.indexOf(ALERT);
        if (alert >= 0) {
            return alert(message.substring(alert + ALERT.length()), hasCertificate);
        }
        if (message.contains("No appropriate protocol") || message.contains("protocol version")) {
            return "client and server have no TLS version in common (" + message + "); see --tls-version";
        }
        return "TLS failed: " + message;
    }

    /** What the server means by its alert, RFC 8446, 6.2. */
    private static String alert(String name, boolean hasCertificate) {
        String saying = "the server refused the TLS handshake (" + name + "): ";
        switch (name) {
            case "certificate_required":
            case "bad_certificate":
            case "handshake_failure":
                return saying + (hasCertificate
                        ? "it does not accept the client certificate, or shares no cipher with this client"
                        : "it may require a client certificate (--cert, --key), or share no cipher with this client");
            case "unknown_ca":
                return saying + "it does not know the authority of the client certificate (--cert)";
            case "certificate_expired":
                return saying + "the client certificate (--cert) has expired";
            case "certificate_revoked":
            case "certificate_unknown":
            case "unsupported_certificate":
            case "access_denied":
                return saying + "it does not accept the client certificate (--cert)";
            case "protocol_version":
                return saying + "client and server have no TLS version in common; see --tls-version";
            case "unrecognized_name":
                return saying + "it does not know itself by this host name";
            case "no_application_protocol":
                return saying + "it does not speak the protocol asked for (--tls-alpn)";
            default:
                return saying + "its log says more";
        }
    }
}
