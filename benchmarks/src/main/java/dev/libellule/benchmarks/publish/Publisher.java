package dev.libellule.benchmarks.publish;

/** A library that publishes: connected by MQTT 5.0 to a broker on this machine. */
interface Publisher extends AutoCloseable {
    /**
     * Publishes messages as fast as they go.
     *
     * @param window messages of QoS 1 under way at once
     * @return when the last one is acknowledged; at QoS 0 when it was handed to the socket
     */
    void publish(int messages, int qos, int window) throws Exception;

    @Override
    void close();
}
