package dev.libellule.gateway.store;

/** A store cannot be used, copied or replaced. The message says what to do. */
public final class StoreException extends RuntimeException {
    public StoreException(String message) {
        super(message);
    }

    StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
