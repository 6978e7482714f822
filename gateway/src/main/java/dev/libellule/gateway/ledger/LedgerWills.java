package dev.libellule.gateway.ledger;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Clients of MQTT 5.0 that leave a numbered will behind, to be published after a delay: each connects, goes with reason code 0x04
 * and never comes back. One thread at a time.
 *
 * <p>No packet acknowledges a will. So a retained message follows it on another connection: the broker has seen both in this order, and
 * when it acknowledges the second it has to have the first. The book then says that the will is acknowledged.
 */
public final class LedgerWills {
    private static final int READ_TIMEOUT_MILLIS = 30_000;
    private static final int SESSION_SECONDS = 600;

    private final String name;
    private final String topic;
    private final int delaySeconds;
    private final LedgerBook book;
    private final LedgerClient.Sockets sockets;
    private Socket fence;
    private DataInputStream fenceIn;
    private long lastNumber;

    /** @param name begins the client identifiers */
    public LedgerWills(String name, String topic, int delaySeconds, LedgerBook book, LedgerClient.Sockets sockets) {
        this.name = name;
        this.topic = topic;
        this.delaySeconds = delaySeconds;
        this.book = book;
        this.sockets = sockets;
        book.write("W 0 2 0 " + topic);
    }

    /** Opens the connection for what follows the wills. */
    public void connect() throws IOException {
        fence = sockets.open();
        fence.setTcpNoDelay(true);
        fence.setSoTimeout(READ_TIMEOUT_MILLIS);
        fenceIn = new DataInputStream(fence.getInputStream());
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(body);
        fields.writeUTF("MQTT");
        fields.write(new byte[]{4, 2, 0, 0}); // 3.1.1, Clean Session, no Keep Alive
        fields.writeUTF(name);
        fence.getOutputStream().write(packet(0x10, body.toByteArray()));
        fenceIn.readFully(new byte[4]);
    }

    /** Leaves one will. */
    public void leave() throws IOException {
        long number = lastNumber + 1;
        long now = System.currentTimeMillis();
        lastNumber = number;
        book.write("S 0 " + number + " 0 " + now);
        book.flush();
        try (Socket socket = sockets.open()) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(READ_TIMEOUT_MILLIS);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            socket.getOutputStream().write(connect(number, now));
            in.readUnsignedByte();
            in.readFully(new byte[in.readUnsignedByte()]);
            socket.getOutputStream().write(new byte[]{(byte) 0xE0, 2, 0x04, 0}); // Disconnect with Will Message, 3.14.2.1
            if (in.read() >= 0) {
                throw new IOException("a packet where the end was expected");
            }
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(body);
        fields.writeUTF(name);
        fields.writeShort(1);
        fields.write('.');
        fence.getOutputStream().write(packet(0x33, body.toByteArray()));
        fenceIn.readFully(new byte[4]);
        book.write("A 0 " + number + " " + System.currentTimeMillis());
        book.flush();
    }

    private byte[] connect(long number, long now) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(body);
        fields.writeUTF("MQTT");
        fields.write(new byte[]{5, 0b0001_0110, 0, 0}); // 5.0; Will of QoS 2, Clean Start
        fields.write(new byte[]{5, 0x11});
        fields.writeInt(SESSION_SECONDS);
        fields.writeUTF(name + "-" + number);
        fields.write(new byte[]{5, 0x18}); // Will Delay Interval
        fields.writeInt(delaySeconds);
        fields.writeUTF(topic);
        fields.writeUTF(new String(new LedgerPayload(book.name() + ".0", number, now).encode(0),
                StandardCharsets.US_ASCII));
        return packet(0x10, body.toByteArray());
    }

    private static byte[] packet(int first, byte[] body) {
        byte[] packet = new byte[body.length + 3];
        packet[0] = (byte) first;
        packet[1] = (byte) (body.length & 0x7F | 0x80);
        packet[2] = (byte) (body.length >>> 7);
        System.arraycopy(body, 0, packet, 3, body.length);
        return packet;
    }

    public void close() throws IOException {
        book.flush();
        fence.close();
    }
}
