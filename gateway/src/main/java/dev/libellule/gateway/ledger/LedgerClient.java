package dev.libellule.gateway.ledger;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A client of MQTT 3.1.1 with a session that survives, which writes into its {@link LedgerBook} what it was promised and what it got. It
 * goes on where its book ends: what was not acknowledged is sent again when it connects. One thread at a time.
 *
 * <p>An {@link IOException} means that the connection is over; connect again.
 */
public final class LedgerClient {
    /** Opens a connection to the broker. */
    public interface Sockets {
        Socket open() throws IOException;
    }

    private static final int CONNACK = 2;
    private static final int PUBLISH = 3;
    private static final int PUBACK = 4;
    private static final int PUBREC = 5;
    private static final int PUBREL = 6;
    private static final int PUBCOMP = 7;
    private static final int SUBACK = 9;
    private static final int PINGRESP = 13;
    private static final int READ_TIMEOUT_MILLIS = 30_000;
    private static final int FLUSH_AT = 32_768;

    private record Topic(String name, int qos, boolean retain) {}

    private static final class Sent {
        final int topic;
        final long number;
        final long sentMillis;
        boolean isReceived;

        Sent(int topic, long number, long sentMillis) {
            this.topic = topic;
            this.number = number;
            this.sentMillis = sentMillis;
        }
    }

    private final String clientId;
    private final LedgerBook book;
    private final Sockets sockets;
    private String user;
    private String password;
    private int window = 20;
    private int payloadLength;
    private Socket socket;
    private BufferedInputStream in;
    private PacketInput packets;
    private final ByteArrayOutputStream outgoing = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(outgoing);
    private int lastIdentifier;
    private final List<Topic> topics = new ArrayList<>();
    /** The last number sent, by topic. */
    private final List<Long> lastNumbers = new ArrayList<>();
    /** Sent and not acknowledged for good, by Packet Identifier, in their order. */
    private final Map<Integer, Sent> inFlight = new LinkedHashMap<>();
    private final Set<Integer> awaitingRelease = new HashSet<>();
    private long acknowledged;
    private long arrived;

    public LedgerClient(String clientId, LedgerBook book, Sockets sockets) {
        this.clientId = clientId;
        this.book = book;
        this.sockets = sockets;
        LedgerBook.read(book.file(), this::replay);
    }

    private void replay(String[] line) {
        switch (line[0]) {
            case "T" -> {
                topics.add(new Topic(rest(line, 4), Integer.parseInt(line[2]), line[3].equals("1")));
                lastNumbers.add(0L);
            }
            case "S" -> {
                int topic = Integer.parseInt(line[1]);
                lastNumbers.set(topic, Long.parseLong(line[2]));
                lastIdentifier = Integer.parseInt(line[3]);
                if (topics.get(topic).qos > 0) {
                    inFlight.put(lastIdentifier, new Sent(topic, Long.parseLong(line[2]), Long.parseLong(line[4])));
                }
            }
            case "A" -> settle(line, topics.get(Integer.parseInt(line[1])).qos == 1);
            case "C" -> settle(line, true);
            case "R" -> {
                if (line[3].equals("2")) {
                    awaitingRelease.add(Integer.parseInt(line[4]));
                }
            }
            case "X" -> {
                if (line[1].equals("2")) {
                    awaitingRelease.add(Integer.parseInt(line[2]));
                }
            }
            case "N" -> awaitingRelease.clear();
            case "L" -> awaitingRelease.remove(Integer.parseInt(line[1]));
            default -> {
                // of no matter here
            }
        }
    }

    private void settle(String[] line, boolean isDone) {
        int topic = Integer.parseInt(line[1]);
        long number = Long.parseLong(line[2]);
        inFlight.values().removeIf(sent -> isDone && sent.topic == topic && sent.number == number);
        inFlight.values().stream().filter(sent -> sent.topic == topic && sent.number == number)
                .forEach(sent -> sent.isReceived = true);
    }

    static String rest(String[] line, int from) {
        return String.join(" ", List.of(line).subList(from, line.length));
    }

    /** With a user name, and perhaps a password. */
    public LedgerClient credentials(String newUser, String newPassword) {
        user = newUser;
        password = newPassword;
        return this;
    }

    /** At most so many messages are sent and not acknowledged; 20 unless told. */
    public LedgerClient window(int messages) {
        window = messages;
        return this;
    }

    /** So long at least payloads are; they are about 50 bytes unless told. */
    public LedgerClient payloadLength(int bytes) {
        payloadLength = bytes;
        return this;
    }

    /** Connects without Clean Session, and sends again what was not acknowledged. Returns Session Present. */
    public boolean connect() throws IOException {
        socket = sockets.open();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(READ_TIMEOUT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        packets = new PacketInput(in);
        outgoing.reset();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(body);
        fields.writeUTF("MQTT");
        fields.write(4);
        fields.write((user == null ? 0 : 0x80) | (password == null ? 0 : 0x40));
        fields.writeShort(0); // no Keep Alive
        fields.writeUTF(clientId);
        if (user != null) {
            fields.writeUTF(user);
        }
        if (password != null) {
            fields.writeUTF(password);
        }
        packet(0x10, body.toByteArray());
        flush();
        byte[] ack = read(CONNACK);
        if (ack[1] != 0) {
            throw new LedgerException("the broker refuses the connection of " + clientId + ": " + switch (ack[1]) {
                case 2 -> "it does not like the client identifier";
                case 3 -> "it is not available";
                case 4, 5 -> "user name or password are wrong, or not allowed; give them with -u and -P";
                default -> "return code " + ack[1];
            });
        }
        if (ack[0] == 0) {
            book.write("N");
            awaitingRelease.clear();
        }
        for (Map.Entry<Integer, Sent> entry : List.copyOf(inFlight.entrySet())) {
            if (entry.getValue().isReceived) {
                acknowledge(PUBREL, entry.getKey());
            } else {
                write(entry.getKey(), entry.getValue(), true);
            }
        }
        flush();
        return ack[0] == 1;
    }

    /** Subscribes, and waits for the acknowledgement. */
    public void subscribe(String filter, int qos) throws IOException {
        subscribe("F", filter, qos);
    }

    /** The same; of what comes only the last message of each stream is to count, as for one who comes for retained messages. */
    public void subscribeForLast(String filter, int qos) throws IOException {
        subscribe("G", filter, qos);
    }

    private void subscribe(String kind, String filter, int qos) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(body);
        fields.writeShort(1);
        fields.writeUTF(filter);
        fields.write(qos);
        packet(0x82, body.toByteArray());
        flush();
        byte[] ack = read(SUBACK);
        if (ack[2] == (byte) 0x80) {
            throw new LedgerException("the broker refuses the subscription to " + filter
                    + "; the user needs the right to read it");
        }
        book.write(kind + " " + qos + " " + filter);
        book.flush();
    }

    /** Messages whose PUBACK or PUBREC has come since this was made. */
    public long acknowledged() {
        return acknowledged;
    }

    /** Messages that have come since this was made, whole and numbered. */
    public long arrived() {
        return arrived;
    }

    public int inFlight() {
        return inFlight.size();
    }

    /** Sends the next number to each topic, waiting for room in the window, then takes what has come. */
    public void publish(int qos, boolean retain, String... names) throws IOException {
        for (String name : names) {
            while (qos > 0 && inFlight.size() >= window) {
                flush();
                take();
            }
            publish(topic(new Topic(name, qos, retain)));
        }
        flush();
        while (in.available() > 0) {
            take();
        }
    }

    private int topic(Topic topic) {
        int index = topics.indexOf(topic);
        if (index < 0) {
            index = topics.size();
            topics.add(topic);
            lastNumbers.add(0L);
            book.write("T " + index + " " + topic.qos + (topic.retain ? " 1 " : " 0 ") + topic.name);
        }
        return index;
    }

    private void publish(int topic) throws IOException {
        long number = lastNumbers.get(topic) + 1;
        lastNumbers.set(topic, number);
        Sent sent = new Sent(topic, number, System.currentTimeMillis());
        if (topics.get(topic).qos > 0) {
            do {
                lastIdentifier = lastIdentifier % 65_535 + 1;
            } while (inFlight.containsKey(lastIdentifier));
            inFlight.put(lastIdentifier, sent);
        }
        book.write("S " + topic + " " + number + " " + lastIdentifier + " " + sent.sentMillis);
        write(lastIdentifier, sent, false);
    }

    private void write(int identifier, Sent sent, boolean dup) throws IOException {
        Topic topic = topics.get(sent.topic);
        ByteArrayOutputStream body = new ByteArrayOutputStream(64);
        DataOutputStream fields = new DataOutputStream(body);
        fields.writeUTF(topic.name);
        if (topic.qos > 0) {
            fields.writeShort(identifier);
        }
        fields.write(new LedgerPayload(book.name() + "." + sent.topic, sent.number, sent.sentMillis)
                .encode(payloadLength));
        packet(PUBLISH << 4 | (dup ? 8 : 0) | topic.qos << 1 | (topic.retain ? 1 : 0), body.toByteArray());
    }

    private void acknowledge(int type, int identifier) throws IOException {
        out.writeByte(type << 4 | (type == PUBREL ? 2 : 0));
        out.writeByte(2);
        out.writeShort(identifier);
    }

    private void packet(int first, byte[] body) throws IOException {
        out.writeByte(first);
        int length = body.length;
        while (length > 0x7F) {
            out.writeByte(length & 0x7F | 0x80);
            length >>>= 7;
        }
        out.writeByte(length);
        out.write(body);
    }

    /** What is written down goes to the file first, then the packets to the broker. */
    private void flush() throws IOException {
        book.flush();
        if (outgoing.size() > 0) {
            outgoing.writeTo(socket.getOutputStream());
            outgoing.reset();
        }
    }

    /** Takes one packet; waits for it. */
    public void take() throws IOException {
        read(0);
        if (in.available() == 0 || outgoing.size() > FLUSH_AT) {
            flush();
        }
    }

    /** Takes what comes until nothing has come for so long. */
    public void drain(int silentMillis) throws IOException {
        while (hasMore(silentMillis)) {
            take();
        }
    }

    private boolean hasMore(int waitMillis) throws IOException {
        if (in.available() > 0) {
            return true;
        }
        flush();
        socket.setSoTimeout(waitMillis);
        try {
            in.mark(1);
            if (in.read() < 0) {
                throw new IOException("the broker has closed the connection");
            }
            in.reset();
            return true;
        } catch (SocketTimeoutException _) {
            return false;
        } finally {
            socket.setSoTimeout(READ_TIMEOUT_MILLIS);
        }
    }

    /** Asks whether the broker is there; the answer shows that all sent before has come to it. */
    public void ping() throws IOException {
        out.writeShort(0xC000);
        flush();
        read(PINGRESP);
        flush();
    }

    /** Handles packets up to one of a type; 0 for any. */
    private byte[] read(int type) throws IOException {
        while (true) {
            int first = packets.next();
            byte[] body = packets.body();
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
                if (awaitingRelease.remove(identifier)) {
                    book.write("L " + identifier);
                }
                acknowledge(PUBCOMP, identifier);
            }
            case PUBCOMP -> {
                Sent sent = inFlight.remove(identifier);
                if (sent != null) {
                    book.write("C " + sent.topic + " " + sent.number);
                }
            }
            default -> {
                // CONNACK, SUBACK, PINGRESP: for the caller
            }
        }
    }

    private void promised(Sent sent) {
        if (sent != null) {
            acknowledged++;
            book.write("A " + sent.topic + " " + sent.number + " " + System.currentTimeMillis());
        }
    }

    private void arrived(int first, byte[] body) throws IOException {
        int topicLength = uint16(body, 0);
        int qos = first >> 1 & 3;
        int at = 2 + topicLength;
        int identifier = qos == 0 ? 0 : uint16(body, at);
        at += qos == 0 ? 0 : 2;
        if (qos < 2 || awaitingRelease.add(identifier)) { // method A of 4.3.3
            byte[] payload = java.util.Arrays.copyOfRange(body, at, body.length);
            LedgerPayload message = LedgerPayload.decode(payload);
            if (message == null) {
                book.write(
                        "X " + qos + " " + identifier + " " + new String(body, 2, topicLength, StandardCharsets.UTF_8));
            } else {
                arrived++;
                book.write("R " + message.stream() + " " + message.number() + " " + qos + " " + identifier + " "
                        + message.sentMillis() + " " + System.currentTimeMillis());
            }
        }
        if (qos > 0) {
            acknowledge(qos == 1 ? PUBACK : PUBREC, identifier);
        }
    }

    private static int uint16(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
    }

    /** Goes without DISCONNECT. */
    public void close() throws IOException {
        book.flush();
        if (socket != null) {
            socket.close();
        }
    }
}
