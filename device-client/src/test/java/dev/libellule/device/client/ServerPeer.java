package dev.libellule.device.client;

import dev.libellule.device.codec.Ack;
import dev.libellule.device.codec.AckCoder;
import dev.libellule.device.codec.Connect;
import dev.libellule.device.codec.ConnectCoder;
import dev.libellule.device.codec.Disconnect;
import dev.libellule.device.codec.DisconnectCoder;
import dev.libellule.device.codec.PacketReader;
import dev.libellule.device.codec.PacketType;
import dev.libellule.device.codec.Property;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.PublishCoder;
import dev.libellule.device.codec.Slice;
import dev.libellule.device.codec.Status;
import dev.libellule.device.codec.Subscribe;
import dev.libellule.device.codec.SubscribeCoder;
import dev.libellule.device.host.MemoryTransport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The server's end of a stream in memory, as a test scripts it: says what came, sends what it is told. */
final class ServerPeer {
    final MemoryTransport stream;
    private final int version;
    private final byte[] buffer = new byte[65_536];
    private int end;

    ServerPeer(MemoryTransport stream, int version) {
        this.stream = stream;
        this.version = version;
    }

    /** All packets that came since the last call, a line each. */
    List<String> take() {
        List<String> lines = new ArrayList<>();
        for (int n = stream.read(buffer, end, buffer.length - end); n > 0; n = stream.read(buffer, end,
                buffer.length - end)) {
            end += n;
        }
        int at = 0;
        PacketReader in = new PacketReader();
        for (int length = PacketReader.packetLength(buffer, at, end); length > 0 && at + length <= end;) {
            in.wrap(buffer, at + PacketReader.headerLength(buffer, at), at + length);
            lines.add(describe(in, buffer[at] & 0xFF));
            at += length;
            length = PacketReader.packetLength(buffer, at, end);
        }
        System.arraycopy(buffer, at, buffer, 0, end - at);
        end -= at;
        return lines;
    }

    /** Sends a packet given in hexadecimal; blanks do not count. */
    void send(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        if (stream.write(bytes, 0, bytes.length) != bytes.length) {
            throw new IllegalStateException("no room for the server's packet");
        }
    }

    void forget() {
        end = 0;
    }

    private String describe(PacketReader in, int firstByte) {
        int type = PacketType.of(firstByte);
        String line = PacketType.name(type);
        switch (type) {
            case PacketType.CONNECT:
                Connect connect = new Connect();
                check(ConnectCoder.decode(in, connect));
                return line + " v" + connect.version + (connect.cleanStart ? " clean" : "") + " id="
                        + text(connect.clientIdentifier)
                        + " keep=" + connect.keepAliveSeconds
                        + (connect.userName.isPresent() ? " user=" + text(connect.userName) : "")
                        + (connect.password.isPresent() ? " password=" + text(connect.password) : "")
                        + (connect.hasWill()
                                ? " will=" + text(connect.willTopic) + ":" + text(connect.willPayload) + " q"
                                        + connect.willQos
                                        + (connect.willRetain ? " r" : "")
                                : "")
                        + hex(connect.properties.raw);
            case PacketType.PUBLISH:
                Publish publish = new Publish();
                check(PublishCoder.decode(in, firstByte, version, publish));
                return line + " " + text(publish.topic) + " " + text(publish.payload) + " q" + publish.qos
                        + (publish.qos > 0 ? " #" + publish.packetIdentifier : "") + (publish.dup ? " dup" : "")
                        + (publish.retain ? " r" : "") + hex(publish.properties.raw);
            case PacketType.PUBACK, PacketType.PUBREC, PacketType.PUBREL, PacketType.PUBCOMP:
                Ack ack = new Ack();
                check(AckCoder.decode(in, version, ack));
                return line + " #" + ack.packetIdentifier + (ack.reasonCode == 0 ? "" : " reason=" + ack.reasonCode);
            case PacketType.SUBSCRIBE, PacketType.UNSUBSCRIBE:
                Subscribe subscribe = new Subscribe();
                check(SubscribeCoder.decodeHead(in, type, version, subscribe));
                StringBuilder all = new StringBuilder(line + " #" + subscribe.packetIdentifier);
                if (subscribe.properties.has(Property.USER_PROPERTY)) {
                    all.append(hex(subscribe.properties.raw));
                }
                while (in.remaining() > 0) {
                    check(SubscribeCoder.decodeNext(in, type, version, subscribe));
                    all.append(' ').append(text(subscribe.filter));
                    if (type == PacketType.SUBSCRIBE) {
                        all.append(":").append(subscribe.options);
                    }
                }
                return all.toString();
            case PacketType.DISCONNECT, PacketType.AUTH:
                Disconnect disconnect = new Disconnect();
                check(DisconnectCoder.decode(in, type, version, disconnect));
                return line + (disconnect.reasonCode == 0 ? "" : " reason=" + disconnect.reasonCode)
                        + hex(disconnect.properties.raw);
            default:
                check(in.finish());
                return line;
        }
    }

    private static void check(int status) {
        if (status != Status.OK) {
            throw new AssertionError("the client sent a malformed packet: status " + status);
        }
    }

    private static String hex(Slice slice) {
        return slice.length == 0 ? "" : " properties=" + HexFormat.of().formatHex(slice.copy());
    }

    static String text(Slice slice) {
        return new String(slice.copy(), StandardCharsets.UTF_8);
    }
}
