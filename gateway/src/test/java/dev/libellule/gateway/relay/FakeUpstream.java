package dev.libellule.gateway.relay;

import dev.libellule.device.codec.AckCoder;
import dev.libellule.device.codec.ConnAckCoder;
import dev.libellule.device.codec.Connect;
import dev.libellule.device.codec.ConnectCoder;
import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.PacketReader;
import dev.libellule.device.codec.PacketType;
import dev.libellule.device.codec.PacketWriter;
import dev.libellule.device.codec.Property;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.PublishCoder;
import dev.libellule.device.codec.Slice;
import dev.libellule.device.codec.SubAckCoder;
import dev.libellule.device.codec.Subscribe;
import dev.libellule.device.codec.SubscribeCoder;
import dev.libellule.gateway.ledger.PacketInput;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/** An upstream that says what the test wants it to, and remembers what it is told. */
final class FakeUpstream implements AutoCloseable {
    /** What a CONNECT said. Numbers of properties are -1 where there was none. */
    record Greeting(int version, boolean isBridge, boolean cleanStart, int keepAlive, String clientId,
            String userName, String willTopic, long sessionExpiry, int receiveMaximum, int aliasMaximum,
            String from) {}

    /** A message that came. */
    record Message(String topic, String payload, int qos, boolean retain, int alias, List<String> userProperties) {}

    private final ServerSocket server;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final ToIntFunction<Greeting> verdict;
    private final Consumer<PacketWriter> limits;
    final List<Greeting> greetings = new CopyOnWriteArrayList<>();
    final List<String> subscribed = new CopyOnWriteArrayList<>();
    final List<String> unsubscribed = new CopyOnWriteArrayList<>();
    final List<Message> messages = new CopyOnWriteArrayList<>();
    volatile boolean isSessionPresent;
    volatile boolean acknowledges = true;
    volatile Predicate<Greeting> hangsUpOn = _ -> false;

    FakeUpstream() throws IOException {
        this(_ -> 0, _ -> {});
    }

    /**
     * @param verdict the code of the CONNACK
     * @param limits writes properties of the CONNACK
     */
    FakeUpstream(ToIntFunction<Greeting> verdict, Consumer<PacketWriter> limits) throws IOException {
        this.verdict = verdict;
        this.limits = limits;
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException _) {
            return; // closed
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            PacketInput in = new PacketInput(new BufferedInputStream(socket.getInputStream()));
            int[] version = {0};
            while (true) {
                int first = in.next();
                PacketReader reader = new PacketReader();
                reader.wrap(in.body(), 0, in.body().length);
                answer(first, reader, version, socket);
            }
        } catch (IOException _) {
            return; // the relay has gone, or was sent away
        }
    }

    private void answer(int first, PacketReader in, int[] version, Socket socket) throws IOException {
        PacketWriter out = new PacketWriter();
        out.wrap(new byte[1 << 16], 0, 1 << 16);
        int type = PacketType.of(first);
        switch (type) {
            case PacketType.CONNECT -> {
                int code = connect(in, version, socket, out);
                if (code != 0) {
                    send(socket, out);
                    socket.close();
                    return;
                }
            }
            case PacketType.SUBSCRIBE, PacketType.UNSUBSCRIBE -> subscriptions(type, in, version[0], out);
            case PacketType.PUBLISH -> publish(first, in, version[0], out);
            case PacketType.PUBREL -> AckCoder.encode(out, version[0], PacketType.PUBCOMP, in.readUint16(), 0);
            case PacketType.PINGREQ -> {
                out.begin(PacketType.firstByte(PacketType.PINGRESP), 0);
                out.endKnown();
            }
            default -> {
                // acknowledgements and DISCONNECT
            }
        }
        send(socket, out);
    }

    private static void send(Socket socket, PacketWriter out) throws IOException {
        OutputStream stream = socket.getOutputStream();
        stream.write(out.buffer(), 0, out.position());
        stream.flush();
    }

    private int connect(PacketReader in, int[] version, Socket socket, PacketWriter out) throws IOException {
        Connect connect = new Connect();
        ConnectCoder.decode(in, connect);
        version[0] = connect.version;
        Greeting greeting = new Greeting(connect.version, connect.bridge, connect.cleanStart, connect.keepAliveSeconds,
                text(connect.clientIdentifier), text(connect.userName), text(connect.willTopic),
                connect.properties.has(Property.SESSION_EXPIRY_INTERVAL)
                        ? Integer.toUnsignedLong(connect.properties.number(Property.SESSION_EXPIRY_INTERVAL, 0))
                        : -1,
                connect.properties.number(Property.RECEIVE_MAXIMUM, -1),
                connect.properties.number(Property.TOPIC_ALIAS_MAXIMUM, -1),
                socket.getInetAddress().getHostAddress());
        greetings.add(greeting);
        if (hangsUpOn.test(greeting)) {
            throw new IOException("hangs up");
        }
        int code = verdict.applyAsInt(greeting);
        ConnAckCoder.begin(out, version[0], code == 0 && isSessionPresent, code);
        if (version[0] == MqttVersion.V5_0) {
            limits.accept(out);
            out.endProperties();
        }
        out.end();
        return code;
    }

    private static String text(Slice slice) {
        return slice.isPresent() ? new String(slice.buffer, slice.offset, slice.length, StandardCharsets.UTF_8) : "";
    }

    private void subscriptions(int type, PacketReader in, int version, PacketWriter out) {
        Subscribe subscribe = new Subscribe();
        SubscribeCoder.decodeHead(in, type, version, subscribe);
        byte[] codes = new byte[100];
        int count = 0;
        while (in.remaining() > 0) {
            SubscribeCoder.decodeNext(in, type, version, subscribe);
            codes[count++] = (byte) (type == PacketType.SUBSCRIBE ? subscribe.qos() : 0);
            if (type == PacketType.SUBSCRIBE) {
                subscribed.add(text(subscribe.filter) + " " + subscribe.qos());
            } else {
                unsubscribed.add(text(subscribe.filter));
            }
        }
        SubAckCoder.encode(out, type == PacketType.SUBSCRIBE ? PacketType.SUBACK : PacketType.UNSUBACK, version,
                subscribe.packetIdentifier, codes, count);
    }

    private void publish(int first, PacketReader in, int version, PacketWriter out) {
        Publish publish = new Publish();
        PublishCoder.decode(in, first, version, publish);
        List<String> properties = new CopyOnWriteArrayList<>();
        Slice name = new Slice();
        Slice value = new Slice();
        for (int at = publish.properties.next(Property.USER_PROPERTY, 0, name, value); at >= 0; at = publish.properties
                .next(Property.USER_PROPERTY, at, name, value)) {
            properties.add(text(name) + "=" + text(value));
        }
        messages.add(new Message(text(publish.topic), text(publish.payload), publish.qos, publish.retain,
                publish.properties.number(Property.TOPIC_ALIAS, 0), properties));
        if (publish.qos > 0 && acknowledges) {
            AckCoder.encode(out, version, publish.qos == 1 ? PacketType.PUBACK : PacketType.PUBREC,
                    publish.packetIdentifier, 0);
        }
    }

    /** Sends a message to every relay that is connected with this version. */
    void tell(int version, String topic, String payload, int qos, int packetIdentifier, String... userProperty)
            throws IOException {
        Publish publish = new Publish();
        publish.topic.set(topic.getBytes(StandardCharsets.UTF_8));
        publish.payload.set(payload.getBytes(StandardCharsets.UTF_8));
        publish.qos = qos;
        publish.packetIdentifier = packetIdentifier;
        PacketWriter properties = new PacketWriter();
        properties.wrap(new byte[1000], 0, 1000);
        for (int i = 0; i < userProperty.length; i += 2) {
            properties.writeUint8(Property.USER_PROPERTY);
            properties.writeBinary(userProperty[i].getBytes(StandardCharsets.UTF_8));
            properties.writeBinary(userProperty[i + 1].getBytes(StandardCharsets.UTF_8));
        }
        publish.propertiesToSend.set(properties.buffer(), 0, properties.position());
        PacketWriter out = new PacketWriter();
        out.wrap(new byte[1 << 16], 0, 1 << 16);
        PublishCoder.encode(out, version, publish);
        for (Socket socket : sockets) {
            if (!socket.isClosed()) {
                send(socket, out);
            }
        }
    }

    /** In which words it was greeted: version and bridge bit. */
    String words() {
        return greetings.stream().map(greeting -> greeting.version() + " " + greeting.isBridge()).toList().toString();
    }

    /** The payloads that came on a topic. */
    List<String> payloads(String topic) {
        return messages.stream().filter(message -> message.topic().equals(topic)).map(Message::payload).toList();
    }

    /** Ends all connections without a word. */
    void hangUp() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    /** Is not there any more. */
    void stop() throws IOException {
        server.close();
        hangUp();
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
