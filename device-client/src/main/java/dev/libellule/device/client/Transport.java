package dev.libellule.device.client;

/**
 * A byte stream to the server: four methods, none of which blocks or throws.
 *
 * <p>{@link MqttClient} is its only caller, from {@link MqttClient#step}. After {@link #close} it may be connected again.
 */
public interface Transport {
    /** What {@link #connect} returns while it goes on. */
    int IN_PROGRESS = 0;
    /** What {@link #connect} returns once bytes can flow. */
    int CONNECTED = 1;
    /** What any method returns, as any negative number may be, when there is no stream or no longer one. */
    int LOST = ClientStatus.CONNECTION_LOST;

    /**
     * Begins to connect, or goes on with it.
     *
     * @return {@link #CONNECTED}, {@link #IN_PROGRESS}, or negative when it failed
     */
    int connect();

    /**
     * Reads what is there.
     *
     * @return how many bytes, 0 for none now, negative at the end of the stream
     */
    int read(byte[] buffer, int offset, int length);

    /**
     * Writes what it can take.
     *
     * @return how many bytes, 0 to {@code length}; negative when the stream is lost
     */
    int write(byte[] buffer, int offset, int length);

    /** Ends the stream, connected or not. */
    void close();
}
