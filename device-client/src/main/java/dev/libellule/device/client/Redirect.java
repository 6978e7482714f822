package dev.libellule.device.client;

/**
 * A {@link Transport} that can be sent to another server: Server Reference, 4.11.
 *
 * <p>The client follows one reference; where that one refers further, cannot be reached, or is lost, it comes home.
 */
public interface Redirect {
    /**
     * Takes a Server Reference: the next {@link Transport#connect} goes there.
     *
     * @param reference UTF-8, host and port as 4.11 shows them, several with blanks between; valid until this returns
     * @return false if it is not understood; the client then goes on with its own server
     */
    boolean follow(byte[] reference, int offset, int length);

    /** The next {@link Transport#connect} goes to the server of the configuration. */
    void home();
}
