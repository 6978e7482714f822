package dev.libellule.gateway.broker;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A client of MQTT 3.1.1 with a session that survives crashes of the broker, which writes down what it was promised and what it got.
 * Shares no code with what it tests. One thread at a time.
 */
final class LedgerClient {
    private static final int WINDOW = 20;
    private static final int CONNACK = 2;
    private static final int PUBLISH = 3;
    private static final int PUBACK = 4;
    private static final int PUBREC = 5;
    private static final int PUBREL = 6;
    private static final int PUBCOMP = 7;
    private static final int SUBACK = 9;
    private static final int READ_TIMEOUT_MILLIS = 20_000;

    private static final class Sent {
        final String topic;
        final int number;
        final int qos;
        final boolean retain;
        boolean isReceived;

        Sent(String topic, int number, int qos, boolean retain) {
            this.topic = topic;
            this.number = number;
            this.qos = qos;
            this.retain = retain;
        }
    }

    private final String clientId;
    private Socket socket;
    private DataInputStream in;
    private DataOutputStream out;
    private int lastIdentifier;
    /** Sent and not acknowledged for good, by Packet Identifier, in their order. */
    private final Map<Integer, Sent> inFlight = new LinkedHashMap<>();
    private final Set<Integer> awaitingRelease = new HashSet<>();
    /** The last number sent to each topic. */
    private final Map<String, Integer> lastSent = new LinkedHashMap<>();
    /** Numbers whose PUBACK, or PUBREC, has come. */
    final Map<String, List<Integer>> promised = new LinkedHashMap<>();
    /** Numbers in the order of their arrival; without what Packet Identifiers of QoS 2 show to be the same. */
    final Map<String, List<Integer>> arrived = new LinkedHashMap<>();

    LedgerClient(String clientId) {
        this.clientId = clientId;
    }

    /** Connects without Clean Session, and sends again what was not acknowledged. Returns Session Present. */
    boolean connect(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(READ_TIMEOUT_MILLIS);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
        out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 1 << 16));
        byte[] id = clientId.getBytes(StandardCharsets.UTF_8);
        out.write(new byte[]{0x10, (byte) (12 + id.length), 0, 4, 'M', 'Q', 'T', 'T', 4, 0, 0, 0, 0, (byte) id.length});
        out.write(id);
        out.flush();
        byte[] ack = read(CONNACK);
        if (ack[1] != 0) {
            throw new IOException("CONNACK " + ack[1]);
        }
        for (Map.Entry<Integer, Sent> entry : List.copyOf(inFlight.entrySet())) {
            if (entry.getValue().isReceived) {
                acknowledge(PUBREL, entry.getKey());
            } else {
                write(entry.getKey(), entry.getValue(), true);
            }
        }
        out.flush();
        return ack[0] == 1;
    }

    void subscribe(String filter) throws IOException {
        byte[] bytes = filter.getBytes(StandardCharsets.UTF_8);
        out.write(new byte[]{(byte) 0x82, (byte) (5 + bytes.length), 0, 1, 0, (byte) bytes.length});
        out.write(bytes);
        out.write(2);
        out.flush();
        read(SUBACK);
    }

    int inFlight() {
        return inFlight.size();
    }

    /** Sends the next number to each topic while the window has room, then takes what has come. */
    void publish(int qos, boolean retain, String... topics) throws IOException {
        for (String topic : topics) {
            if (inFlight.size() < WINDOW) {
                int number = lastSent.merge(topic, 1, Integer::sum);
                do {
                    lastIdentifier = lastIdentifier % 65_535 + 1;
                } while (inFlight.containsKey(lastIdentifier));
                Sent sent = new Sent(topic, number, qos, retain);
                inFlight.put(lastIdentifier, sent);
                write(lastIdentifier, sent, false);
            }
        }
        out.flush();
        while (inFlight.size() >= WINDOW || in.available() > 0) {
            take();
        }
    }

    private void write(int identifier, Sent sent, boolean dup) throws IOException {
        byte[] topic = sent.topic.getBytes(StandardCharsets.UTF_8);
        byte[] payload = ("" + sent.number).getBytes(StandardCharsets.US_ASCII);
        out.write(PUBLISH << 4 | (dup ? 8 : 0) | sent.qos << 1 | (sent.retain ? 1 : 0));
        out.write(4 + topic.length + payload.length);
        out.writeShort(topic.length);
        out.write(topic);
        out.writeShort(identifier);
        out.write(payload);
    }

    private void acknowledge(int type, int identifier) throws IOException {
        out.write(type << 4 | (type == PUBREL ? 2 : 0));
        out.write(2);
        out.writeShort(identifier);
    }

    /** Takes one packet; waits for it. */
    void take() throws IOException {
        read(0);
        if (in.available() == 0) {
            out.flush();
        }
    }

    /** Takes what comes until nothing has come for so long. */
    void drain(int silentMillis) throws IOException {
        socket.setSoTimeout(silentMillis);
        try {
            while (true) {
                take();
            }
        } catch (java.net.SocketTimeoutException _) {
            socket.setSoTimeout(READ_TIMEOUT_MILLIS);
        }
    }

    /** Handles packets up to one of a type; 0 for any. */
    private byte[] read(int type) throws IOException {
        while (true) {
            int first = in.readUnsignedByte();
            int length = 0;
            int shift = 0;
            int digit;
            do {
                digit = in.readUnsignedByte();
                length |= (digit & 0x7F) << shift;
                shift += 7;
            } while (digit > 0x7F);
            byte[] body = in.readNBytes(length);
            if (body.length < length) {
                throw new IOException("end of stream");
            }
            handle(first, body);
            if (type == 0 || first >> 4 == type) {
                return body;
            }
        }
    }

    private void handle(int first, byte[] body) throws IOException {
        int identifier = body.length < 2 ? 0 : uint16(body, 0);
        switch (first >> 4) {
            case PUBLISH -> arrived(first, body);
            case PUBACK -> promised(inFlight.remove(identifier));
            case PUBREC -> {
                Sent sent = inFlight.get(identifier);
                if (sent != null && !sent.isReceived) {
                    sent.isReceived = true;
                    promised(sent);
                }
                acknowledge(PUBREL, identifier);
            }
            case PUBREL -> {
                awaitingRelease.remove(identifier);
                acknowledge(PUBCOMP, identifier);
            }
            case PUBCOMP -> inFlight.remove(identifier);
            default -> {
                // CONNACK, SUBACK: for the caller
            }
        }
    }

    private void promised(Sent sent) {
        if (sent != null) {
            promised.computeIfAbsent(sent.topic, _ -> new ArrayList<>()).add(sent.number);
        }
    }

    private void arrived(int first, byte[] body) throws IOException {
        int topicLength = uint16(body, 0);
        String topic = new String(body, 2, topicLength, StandardCharsets.UTF_8);
        int qos = first >> 1 & 3;
        int at = 2 + topicLength;
        int identifier = qos == 0 ? 0 : uint16(body, at);
        at += qos == 0 ? 0 : 2;
        if (qos < 2 || awaitingRelease.add(identifier)) { // method A of 4.3.3
            arrived.computeIfAbsent(topic, _ -> new ArrayList<>())
                    .add(Integer.parseInt(new String(body, at, body.length - at, StandardCharsets.US_ASCII)));
        }
        if (qos > 0) {
            acknowledge(qos == 1 ? PUBACK : PUBREC, identifier);
        }
    }

    private static int uint16(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
    }

    /** Goes without DISCONNECT. */
    void close() throws IOException {
        socket.close();
    }
}
