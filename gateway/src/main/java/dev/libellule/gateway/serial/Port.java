package dev.libellule.gateway.serial;

/** One open line to a board. One thread reads, another may write meanwhile; closing may be done by the reader alone. */
interface Port extends AutoCloseable {
    /** How long a read waits for bytes at most: as long as an unplug may stay unseen where the system says nothing. */
    int READ_MILLIS = 200;

    /**
     * Waits for bytes, up to {@link #READ_MILLIS}.
     *
     * @return how many came, 0 if none; negative if the board was unplugged
     */
    int read(byte[] buffer);

    /**
     * Sends bytes.
     *
     * @return false if they could not be sent
     */
    boolean write(byte[] bytes, int length);

    /** Looks whether the device is still there, for those whose driver does not tell. */
    boolean isThere();

    /** What people know it by, such as {@code /dev/ttyACM0}. */
    String name();

    @Override
    void close();

    /** Where ports come from: looked up anew at each opening, for a board may have moved to another socket. */
    @FunctionalInterface
    interface Source {
        /** Opens the port; takes a few seconds at most. */
        Port open() throws PortException;
    }
}
