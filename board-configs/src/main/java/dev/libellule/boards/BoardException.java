package dev.libellule.boards;

/** A value that a board cannot have. Says the key, the value seen, the values allowed. */
public final class BoardException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String key;
    private final String reason;

    /**
     * Refuses a value.
     *
     * @param key the key of the board file that is wrong, such as {@code decimals} or {@code signals[1].topic}
     * @param message what was wrong and what is allowed, without the key
     */
    public BoardException(String key, String message) {
        super(key + ": " + message);
        this.key = key;
        this.reason = message;
    }

    public String key() {
        return key;
    }

    /** The message without the key. */
    public String reason() {
        return reason;
    }
}
