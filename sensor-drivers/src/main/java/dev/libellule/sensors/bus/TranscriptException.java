package dev.libellule.sensors.bus;

/** A text is no transcript, or a driver does something else than its transcript says; the message names the line. */
public final class TranscriptException extends RuntimeException {
    public TranscriptException(String message) {
        super(message);
    }

    public TranscriptException(String message, Throwable cause) {
        super(message, cause);
    }
}
