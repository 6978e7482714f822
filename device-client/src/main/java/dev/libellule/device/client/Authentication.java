package dev.libellule.device.client;

/**
 * One side of an enhanced authentication, 4.12: what is said in CONNECT and AUTH, and whether the server has proved itself.
 *
 * <p>Called by its {@link MqttClient} from within {@link MqttClient#step}; one object serves one client.
 */
public interface Authentication {
    /** The Authentication Method, UTF-8, such as {@code SCRAM-SHA-256}; kept, not copied. */
    byte[] method();

    /** The longest Authentication Data that this side ever writes, in bytes. */
    int maximumDataLength();

    /**
     * Begins an exchange: with CONNECT, or anew on an established connection, 4.12.1.
     *
     * @param out takes the Authentication Data
     * @return its length, 0 for none
     */
    int begin(byte[] out, int offset);

    /**
     * Answers the server's AUTH with Continue authentication, 0x18.
     *
     * @param in the server's Authentication Data; length 0 if it sent none
     * @return the length of the answer, or negative to end the connection because the server is not the right one
     */
    int answer(byte[] in, int offset, int length, byte[] out, int outOffset);

    /**
     * Takes what came with the server's CONNACK or its AUTH with Success, 0x00.
     *
     * @return 0, or negative to end the connection because the server has not proved itself
     */
    int finish(byte[] in, int offset, int length);
}
