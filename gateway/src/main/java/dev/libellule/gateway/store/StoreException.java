package dev.libellule.gateway.store;

/** The store cannot be used although it is whole: another process has it. The message says what to do. */
public final class StoreException extends RuntimeException {
    StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
