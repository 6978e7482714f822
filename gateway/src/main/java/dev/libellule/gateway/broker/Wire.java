package dev.libellule.gateway.broker;

/** What a {@link ClientConnection} needs of its socket. Broker thread. */
interface Wire {
    /** There is output to be taken, at the end of this turn of the loop. Called once until it is taken. */
    void flushLater();

    /** Takes the output now, if any, and closes the socket behind it. */
    void closeAfterFlush();

    /** No more {@link ClientConnection#receive} until {@link #resumeReading}; what has arrived is kept. */
    void suspendReading();

    /** Goes on with what was kept, in a later turn of the loop. */
    void resumeReading();

    /** Bytes taken and not yet accepted by the kernel: a slow receiver has many. */
    long pendingBytes();

    /**
     * The name in the client's certificate; null if it gave none.
     *
     * @param wholeSubject the whole subject, RFC 2253, rather than its common name
     */
    default String certificateName(boolean wholeSubject) {
        return null;
    }

    /** Address and port of the client. */
    String peer();
}
