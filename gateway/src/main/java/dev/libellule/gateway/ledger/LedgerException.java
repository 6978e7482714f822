package dev.libellule.gateway.ledger;

/** A ledger cannot be read or written, or the broker refuses; the message says what to do. */
public final class LedgerException extends RuntimeException {
    public LedgerException(String message) {
        super(message);
    }

    public LedgerException(String message, Throwable cause) {
        super(message, cause);
    }
}
