package dev.libellule.device.client;

import dev.libellule.device.codec.Ack;
import dev.libellule.device.codec.AckCoder;
import dev.libellule.device.codec.ConnAckCoder;
import dev.libellule.device.codec.Connect;
import dev.libellule.device.codec.ConnectCoder;
import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.PacketReader;
import dev.libellule.device.codec.PacketType;
import dev.libellule.device.codec.PacketWriter;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.PublishCoder;
import dev.libellule.device.codec.Status;
import dev.libellule.device.host.MemoryTransport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A server with one session that keeps the rules of 4.3 and 4.4 exactly; what its client has given it is in {@link #delivered}. */
final class SessionServer {
    /** Payloads in the order in which they were delivered onward. */
    final List<String> delivered = new ArrayList<>();
    private final Map<Integer, Outgoing> outgoing = new LinkedHashMap<>();
    private final Set<Integer> received = new HashSet<>();
    private final int version;
    private final PacketReader in = new PacketReader();
    private final PacketWriter out = new PacketWriter();
    private final byte[] input = new byte[65_536];
    private final byte[] output = new byte[65_536];
    private MemoryTransport stream;
    private int end;
    private int lastPacketIdentifier;
    private boolean sessionExists;
    private boolean connected;

    SessionServer(int version) {
        this.version = version;
    }

    /** A new stream to the client. */
    void attach(MemoryTransport newStream) {
        stream = newStream;
        end = 0;
        connected = false;
    }

    /** Forgets the session, as a server that was set up anew. */
    void forget() {
        sessionExists = false;
    }

    /** Gives a message to the client, now or when it is there. */
    void give(String payload, int qos) {
        lastPacketIdentifier++;
        outgoing.put(lastPacketIdentifier, new Outgoing(payload, qos));
        if (connected) {
            send(lastPacketIdentifier, false);
        }
    }

    /** True when nothing given is on its way any more. */
    boolean isDone() {
        return outgoing.isEmpty() && received.isEmpty();
    }

    /** Takes what came, answers. */
    void turn() {
        if (!stream.isOpen()) {
            end = 0;
            connected = false;
        }
        int count = stream.read(input, end, input.length - end);
        end += Math.max(0, count);
        int at = 0;
        for (int length = PacketReader.packetLength(input, at, end); length > 0 && at + length <= end;) {
            in.wrap(input, at + PacketReader.headerLength(input, at), at + length);
            handle(input[at] & 0xFF);
            at += length;
            length = PacketReader.packetLength(input, at, end);
        }
        System.arraycopy(input, at, input, 0, end - at);
        end -= at;
    }

    private void handle(int firstByte) {
        int type = PacketType.of(firstByte);
        switch (type) {
            case PacketType.CONNECT -> greet();
            case PacketType.PUBLISH -> take(firstByte);
            case PacketType.DISCONNECT -> connected = false;
            case PacketType.PUBACK, PacketType.PUBREC, PacketType.PUBREL, PacketType.PUBCOMP -> acknowledged(type);
            default -> throw new AssertionError("the client sent a " + PacketType.name(type));
        }
    }

    private void greet() {
        Connect connect = new Connect();
        check(ConnectCoder.decode(in, connect));
        if (connect.cleanStart || !sessionExists) {
            received.clear();
            outgoing.clear();
        }
        boolean sessionPresent = sessionExists && !connect.cleanStart;
        sessionExists = true;
        connected = true;
        out.wrap(output, 0, output.length);
        ConnAckCoder.begin(out, version, sessionPresent, 0);
        if (version == MqttVersion.V5_0) {
            out.endProperties();
        }
        write(out.end());
        for (int packetIdentifier : outgoing.keySet()) {
            send(packetIdentifier, true);
        }
    }

    private void send(int packetIdentifier, boolean again) {
        Outgoing message = outgoing.get(packetIdentifier);
        if (message.released) {
            ack(PacketType.PUBREL, packetIdentifier);
            return;
        }
        Publish publish = new Publish();
        publish.topic.set(ClientBench.bytes("t"));
        publish.payload.set(ClientBench.bytes(message.payload));
        publish.qos = message.qos;
        publish.packetIdentifier = packetIdentifier;
        publish.dup = again && message.sent;
        message.sent = true;
        out.wrap(output, 0, output.length);
        write(PublishCoder.encode(out, version, publish));
    }

    private void take(int firstByte) {
        Publish publish = new Publish();
        check(PublishCoder.decode(in, firstByte, version, publish));
        if (publish.qos < 2 || received.add(publish.packetIdentifier)) {
            delivered.add(ServerPeer.text(publish.payload));
        }
        if (publish.qos > 0) {
            ack(publish.qos == 1 ? PacketType.PUBACK : PacketType.PUBREC, publish.packetIdentifier);
        }
    }

    private void acknowledged(int type) {
        Ack ack = new Ack();
        check(AckCoder.decode(in, version, ack));
        if (type == PacketType.PUBREL) {
            received.remove(ack.packetIdentifier);
            ack(PacketType.PUBCOMP, ack.packetIdentifier);
        } else if (type == PacketType.PUBREC) {
            if (outgoing.containsKey(ack.packetIdentifier)) {
                outgoing.get(ack.packetIdentifier).released = true;
            }
            ack(PacketType.PUBREL, ack.packetIdentifier);
        } else {
            outgoing.remove(ack.packetIdentifier);
        }
    }

    private void ack(int type, int packetIdentifier) {
        out.wrap(output, 0, output.length);
        write(AckCoder.encode(out, version, type, packetIdentifier, 0));
    }

    private void write(int length) {
        check(Math.min(0, length));
        int written = stream.write(output, 0, length);
        if (written >= 0 && written < length) {
            throw new AssertionError("the stream is too small for this test");
        }
    }

    private static void check(int status) {
        if (status != Status.OK) {
            throw new AssertionError("malformed packet: status " + status);
        }
    }

    private static final class Outgoing {
        final String payload;
        final int qos;
        boolean sent;
        boolean released;

        Outgoing(String payload, int qos) {
            this.payload = payload;
            this.qos = qos;
        }
    }
}
