package dev.libellule.gateway.broker;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client of bytes on a TCP socket, for what no library would send. Blocks; one thread. */
final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final DataInputStream in;
    private final int version;

    /** Opens the connection; nothing is sent yet. */
    RawClient(int port, int version) throws IOException {
        this.version = version;
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
    }

    /** Connects with a clean start, and is accepted. */
    static RawClient connected(int port, int version, String clientId) throws IOException {
        RawClient client = new RawClient(port, version);
        int code = client.connect(clientId, true, 0, new byte[0]);
        if (code != 0) {
            throw new IOException("CONNACK 0x%02X".formatted(code));
        }
        return client;
    }

    /**
     * Sends CONNECT.
     *
     * @param properties of 5.0, encoded, without their length
     * @return the reason code of the CONNACK; -1 when the connection ends instead
     */
    int connect(String clientId, boolean cleanStart, int keepAlive, byte[] properties) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(string("MQTT"));
        out.write(version);
        out.write(cleanStart ? 2 : 0);
        out.write(keepAlive >> 8);
        out.write(keepAlive);
        properties(out, properties);
        out.writeBytes(string(clientId));
        send(packet(0x10, out.toByteArray()));
        byte[] ack = read();
        return ack == null || (ack[0] & 0xFF) != 0x20 ? -1 : ack[3] & 0xFF;
    }

    /** A string of the protocol, 1.5.4. */
    static byte[] string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[utf8.length + 2];
        out[0] = (byte) (utf8.length >> 8);
        out[1] = (byte) utf8.length;
        System.arraycopy(utf8, 0, out, 2, utf8.length);
        return out;
    }

    private void properties(ByteArrayOutputStream out, byte[] properties) {
        if (version == 5) {
            variable(out, properties.length);
            out.writeBytes(properties);
        }
    }

    private static void variable(ByteArrayOutputStream out, int value) {
        int rest = value;
        do {
            out.write(rest > 127 ? rest & 127 | 128 : rest);
            rest >>>= 7;
        } while (rest > 0);
    }

    static byte[] packet(int first, byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        variable(out, body.length);
        out.writeBytes(body);
        return out.toByteArray();
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    byte[] publishPacket(String topic, byte[] payload, int qos, boolean retain, int identifier, byte[] properties) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(string(topic));
        if (qos > 0) {
            out.write(identifier >> 8);
            out.write(identifier);
        }
        properties(out, properties);
        out.writeBytes(payload);
        return packet(0x30 | qos << 1 | (retain ? 1 : 0), out.toByteArray());
    }

    void publish(String topic, byte[] payload, int qos, boolean retain, int identifier) throws IOException {
        send(publishPacket(topic, payload, qos, retain, identifier, new byte[0]));
    }

    /** Publishes at QoS 1 and waits for the acknowledgement: its reason code, 0 before 5.0; -1 when the connection ends instead. */
    int publishAndAwait(String topic, byte[] payload, boolean retain, int identifier) throws IOException {
        publish(topic, payload, 1, retain, identifier);
        byte[] ack = read(0x40);
        return ack == null ? -1 : ack.length > 4 ? ack[4] & 0xFF : 0;
    }

    /** Subscribes to one filter; the reason code of the SUBACK, or -1 when the connection ends instead. */
    int subscribe(String filter, int options) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0);
        out.write(1);
        properties(out, new byte[0]);
        out.writeBytes(string(filter));
        out.write(options);
        send(packet(0x82, out.toByteArray()));
        byte[] ack = read(0x90);
        return ack == null ? -1 : ack[ack.length - 1] & 0xFF;
    }

    void unsubscribe(String filter) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0);
        out.write(2);
        properties(out, new byte[0]);
        out.writeBytes(string(filter));
        send(packet(0xA2, out.toByteArray()));
        read(0xB0);
    }

    void acknowledge(int identifier) throws IOException {
        send(new byte[]{0x40, 2, (byte) (identifier >> 8), (byte) identifier});
    }

    /** There and back: everything that was sent before has been handled. Null if the connection has ended. */
    byte[] ping() throws IOException {
        send(new byte[]{(byte) 0xC0, 0});
        return read(0xD0);
    }

    /** The next packet with the short form of its length, first byte and length at its beginning; null when the connection has ended. */
    byte[] read() throws IOException {
        try {
            int first = in.read();
            if (first < 0) {
                return null;
            }
            int length = 0;
            int shift = 0;
            int digit;
            do {
                digit = in.readUnsignedByte();
                length |= (digit & 127) << shift;
                shift += 7;
            } while (digit > 127);
            byte[] whole = new byte[length + 2];
            whole[0] = (byte) first;
            whole[1] = (byte) length;
            in.readFully(whole, 2, length);
            return whole;
        } catch (java.net.SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            return null; // reset, or cut in the middle
        }
    }

    /** The next packet of a type; what comes before it is dropped. */
    byte[] read(int type) throws IOException {
        byte[] packet;
        do {
            packet = read();
        } while (packet != null && (packet[0] & 0xF0) != type);
        return packet;
    }

    /** Payload of a PUBLISH of 3.1.1 that was read. */
    static String payload(byte[] publish) {
        int at = 4 + (publish[2] << 8 | publish[3] & 0xFF) + ((publish[0] & 6) == 0 ? 0 : 2);
        return new String(publish, at, publish.length - at, StandardCharsets.UTF_8);
    }

    /** Packet Identifier of a PUBLISH of QoS 1 or 2 that was read. */
    static int identifier(byte[] publish) {
        int at = 4 + (publish[2] << 8 | publish[3] & 0xFF);
        return (publish[at] & 0xFF) << 8 | publish[at + 1] & 0xFF;
    }

    /** Nothing more than this is read before the call comes back with a time-out. */
    void patience(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    void smallReceiveBuffer() throws IOException {
        socket.setReceiveBufferSize(4096);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
