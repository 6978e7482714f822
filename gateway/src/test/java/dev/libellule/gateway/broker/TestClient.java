package dev.libellule.gateway.broker;

import dev.libellule.device.codec.Ack;
import dev.libellule.device.codec.AckCoder;
import dev.libellule.device.codec.ConnAck;
import dev.libellule.device.codec.ConnAckCoder;
import dev.libellule.device.codec.Connect;
import dev.libellule.device.codec.ConnectCoder;
import dev.libellule.device.codec.Disconnect;
import dev.libellule.device.codec.DisconnectCoder;
import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.PacketReader;
import dev.libellule.device.codec.PacketType;
import dev.libellule.device.codec.PacketWriter;
import dev.libellule.device.codec.Property;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.PublishCoder;
import dev.libellule.device.codec.Slice;
import dev.libellule.device.codec.Status;
import dev.libellule.device.codec.SubAck;
import dev.libellule.device.codec.SubAckCoder;
import dev.libellule.device.codec.SubscribeCoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A client of a {@link BrokerCore} without a socket: writes packets into a connection, and says in words what comes back. */
final class TestClient implements Wire {
    private final Carriers carriers;
    private final ClientConnection connection;
    private final int version;
    private boolean closed;
    private boolean isReading = true;
    long pendingBytes;

    /** What a CONNECT of a test may say beyond its client identifier. */
    static Connect connect(int version, String clientId, boolean cleanStart) {
        Connect connect = new Connect();
        connect.version = version;
        connect.cleanStart = cleanStart;
        connect.clientIdentifier.set(utf8(clientId));
        return connect;
    }

    TestClient(BrokerCore core, Carriers carriers, Authenticator authenticator, Connect connect) {
        this(core, carriers, ListenerRules.with(authenticator), connect);
    }

    TestClient(BrokerCore core, Carriers carriers, ListenerRules rules, Connect connect) {
        this.carriers = carriers;
        this.version = connect.version;
        this.connection = new ClientConnection(core, carriers, rules, this);
        PacketWriter out = writer();
        ConnectCoder.encode(out, connect);
        send(out);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static PacketWriter writer() {
        PacketWriter out = new PacketWriter();
        byte[] buffer = new byte[100_000];
        out.wrap(buffer, 0, buffer.length);
        return out;
    }

    private void send(PacketWriter out) {
        send(out.buffer(), out.position());
    }

    void send(byte[] bytes, int length) {
        connection.receive(bytes, 0, length);
    }

    ClientConnection connection() {
        return connection;
    }

    /** Whether the broker takes what is sent; tests send on all the same. */
    boolean isReading() {
        return isReading;
    }

    boolean isClosed() {
        return closed;
    }

    void publish(String topic, String payload, int qos, boolean retain, int packetIdentifier) {
        publish(topic, payload, qos, retain, packetIdentifier, new byte[0]);
    }

    void publish(String topic, String payload, int qos, boolean retain, int packetIdentifier, byte[] properties) {
        Publish publish = new Publish();
        publish.topic.set(utf8(topic));
        publish.payload.set(utf8(payload));
        publish.qos = qos;
        publish.retain = retain;
        publish.packetIdentifier = packetIdentifier;
        publish.propertiesToSend.set(properties);
        PacketWriter out = writer();
        PublishCoder.encode(out, version, publish);
        send(out);
    }

    void subscribe(String filter, int options) {
        subscribe(filter, options, 0);
    }

    void subscribe(String filter, int options, int subscriptionIdentifier) {
        PacketWriter out = writer();
        SubscribeCoder.begin(out, PacketType.SUBSCRIBE, version, 1, subscriptionIdentifier);
        Slice slice = new Slice();
        slice.set(utf8(filter));
        SubscribeCoder.addFilter(out, slice, options);
        out.end();
        send(out);
    }

    void acknowledge(int type, int packetIdentifier) {
        PacketWriter out = writer();
        AckCoder.encode(out, version, type, packetIdentifier, 0);
        send(out);
    }

    void disconnect() {
        PacketWriter out = writer();
        DisconnectCoder.encode(out, PacketType.DISCONNECT, version, 0);
        send(out);
    }

    void lose() {
        connection.lost("test");
    }

    /** Bytes of the array that holds what was sent and not read yet. */
    int heldBytes() {
        return connection.output().buffer().length;
    }

    /** All packets that came since the last call, in words: {@code PUBLISH t=p q1 r0 d0 m1}, {@code PUBACK 1 0x00} ... */
    List<String> received() {
        List<String> words = new ArrayList<>();
        byte[] bytes = connection.output().buffer();
        int to = connection.output().length();
        int at = 0;
        while (at < to) {
            int length = PacketReader.packetLength(bytes, at, to);
            words.add(describe(bytes, at, length));
            at += length;
        }
        connection.output().clear();
        return words;
    }

    /** All bytes that came since the last call. */
    String hex() {
        byte[] bytes = connection.output().length() == 0 ? new byte[0] : connection.output().buffer();
        String hex = HexFormat.of().formatHex(bytes, 0, connection.output().length());
        connection.output().clear();
        return hex;
    }

    private String describe(byte[] bytes, int at, int length) {
        PacketReader in = new PacketReader();
        in.wrap(bytes, at + PacketReader.headerLength(bytes, at), at + length);
        int type = PacketType.of(bytes[at]);
        String name = PacketType.name(type);
        int status;
        String words;
        switch (type) {
            case PacketType.CONNACK -> {
                ConnAck ack = new ConnAck();
                status = ConnAckCoder.decode(in, version, ack);
                words = "%s %d 0x%02X".formatted(name, ack.sessionPresent ? 1 : 0, ack.reasonCode);
            }
            case PacketType.PUBLISH -> {
                Publish publish = new Publish();
                status = PublishCoder.decode(in, bytes[at], version, publish);
                words = "%s %s=%s q%d r%d d%d m%d".formatted(name, text(publish.topic), text(publish.payload),
                        publish.qos,
                        publish.retain ? 1 : 0, publish.dup ? 1 : 0, publish.packetIdentifier);
                int expiry = publish.properties.number(Property.MESSAGE_EXPIRY_INTERVAL, -1);
                int identifier = publish.properties.number(Property.SUBSCRIPTION_IDENTIFIER, -1);
                words += expiry < 0 ? "" : " e" + expiry;
                words += identifier < 0 ? "" : " s" + identifier;
                int alias = publish.properties.number(Property.TOPIC_ALIAS, -1);
                words += alias < 0 ? "" : " a" + alias;
            }
            case PacketType.PUBACK, PacketType.PUBREC, PacketType.PUBREL, PacketType.PUBCOMP -> {
                Ack ack = new Ack();
                status = AckCoder.decode(in, version, ack);
                words = "%s %d 0x%02X".formatted(name, ack.packetIdentifier, ack.reasonCode);
            }
            case PacketType.SUBACK, PacketType.UNSUBACK -> {
                SubAck ack = new SubAck();
                status = SubAckCoder.decode(in, version, ack);
                words = name + " " + HexFormat.of().formatHex(ack.reasonCodes.copy());
            }
            case PacketType.DISCONNECT -> {
                Disconnect disconnect = new Disconnect();
                status = DisconnectCoder.decode(in, type, MqttVersion.V5_0, disconnect);
                words = "%s 0x%02X".formatted(name, disconnect.reasonCode);
            }
            default -> {
                status = in.finish();
                words = name;
            }
        }
        return status == Status.OK ? words : words + " (status " + status + ")";
    }

    private static String text(Slice slice) {
        return new String(slice.copy(), StandardCharsets.UTF_8);
    }

    @Override
    public void flushLater() {
        // a test takes the output when it looks
    }

    @Override
    public void closeAfterFlush() {
        closed = true;
    }

    @Override
    public void suspendReading() {
        isReading = false;
    }

    @Override
    public void resumeReading() {
        isReading = true;
    }

    @Override
    public long pendingBytes() {
        return pendingBytes;
    }

    @Override
    public String peer() {
        return "test";
    }

    Carriers carriers() {
        return carriers;
    }
}
