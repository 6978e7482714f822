package dev.libellule.device.codec;

import java.util.Arrays;

/** Jazzer's way to each coder: no exception, nothing outside the packet, and what was read is written back the same. */
public final class CodecFuzz {
    private CodecFuzz() {}

    /** One input: a byte for the version, the first byte of a packet, and its body. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) {
            return;
        }
        PacketReader.packetLength(input, 1, input.length);
        int version = (input[0] & 1) == 0 ? MqttVersion.V5_0 : MqttVersion.V3_1_1;
        int firstByte = input[1] & 0xFF;
        PacketReader in = new PacketReader();
        in.wrap(input, 2, input.length);
        PacketWriter out = new PacketWriter();
        out.wrap(new byte[2 * input.length + 20], 0, 2 * input.length + 20);
        boolean isWhole = true; // whether what the coder writes has to be what it has read
        int status;
        switch (PacketType.of(firstByte)) {
            case PacketType.CONNECT:
                Connect connect = new Connect();
                status = ConnectCoder.decode(in, connect);
                look(connect.properties, input);
                look(connect.willProperties, input);
                if (status == Status.OK) {
                    connect.propertiesToSend.set(connect.properties.raw.copy());
                    connect.willPropertiesToSend.set(connect.willProperties.raw.copy());
                    status = Math.min(0, ConnectCoder.encode(out, connect));
                }
                break;
            case PacketType.CONNACK:
                ConnAck connAck = new ConnAck();
                status = ConnAckCoder.decode(in, version, connAck);
                look(connAck.properties, input);
                isWhole = false;
                break;
            case PacketType.PUBLISH:
                Publish publish = new Publish();
                status = PublishCoder.decode(in, firstByte, version, publish);
                look(publish.properties, input);
                publish.propertiesToSend.set(publish.properties.raw.copy());
                status = status == Status.OK ? Math.min(0, PublishCoder.encode(out, version, publish)) : status;
                break;
            case PacketType.PUBACK, PacketType.PUBREC, PacketType.PUBREL, PacketType.PUBCOMP:
                Ack ack = new Ack();
                status = AckCoder.decode(in, version, ack);
                look(ack.properties, input);
                isWhole = false;
                break;
            case PacketType.SUBSCRIBE, PacketType.UNSUBSCRIBE:
                status = subscribe(in, PacketType.of(firstByte), version, input, out);
                break;
            case PacketType.SUBACK, PacketType.UNSUBACK:
                SubAck subAck = new SubAck();
                status = SubAckCoder.decode(in, version, subAck);
                look(subAck.properties, input);
                isWhole = false;
                break;
            case PacketType.DISCONNECT, PacketType.AUTH:
                Disconnect disconnect = new Disconnect();
                status = DisconnectCoder.decode(in, PacketType.of(firstByte), version, disconnect);
                look(disconnect.properties, input);
                isWhole = false;
                break;
            default:
                return;
        }
        check(status <= 0, "a status is not positive");
        if (status == Status.OK && isWhole) {
            checkSame(input, out);
        }
    }

    private static int subscribe(PacketReader in, int type, int version, byte[] input, PacketWriter out) {
        Subscribe subscribe = new Subscribe();
        int status = SubscribeCoder.decodeHead(in, type, version, subscribe);
        look(subscribe.properties, input);
        out.begin(PacketType.firstByte(type));
        out.writeUint16(subscribe.packetIdentifier);
        if (version == MqttVersion.V5_0) {
            out.writeVariableByteInteger(subscribe.properties.raw.length);
            out.writeBytes(subscribe.properties.raw.copy(), 0, subscribe.properties.raw.length);
        }
        while (status == Status.OK && in.remaining() > 0) {
            int before = in.remaining();
            status = SubscribeCoder.decodeNext(in, type, version, subscribe);
            check(in.remaining() < before, "a filter takes bytes");
            if (type == PacketType.SUBSCRIBE) {
                SubscribeCoder.addFilter(out, subscribe.filter, subscribe.options);
            } else {
                SubscribeCoder.addFilter(out, subscribe.filter);
            }
        }
        return status == Status.OK ? Math.min(0, out.end()) : status;
    }

    private static void look(Properties properties, byte[] input) {
        Slice name = new Slice();
        Slice value = new Slice();
        for (int identifier = 0; identifier < 64; identifier++) {
            boolean has = properties.has(identifier);
            check(has || properties.number(identifier, -7) == -7, "a number that is not there");
            properties.slice(identifier, value);
            check(value.offset + value.length <= input.length, "a property outside its packet");
            for (int at = properties.next(identifier, 0, name, value), from = 0; at >= 0; at = properties
                    .next(identifier, at, name, value)) {
                check(at > from && value.offset + value.length <= input.length, "a property outside its packet");
                from = at;
            }
        }
    }

    private static void checkSame(byte[] input, PacketWriter out) {
        byte[] packet = Bytes.written(out);
        byte[] body = Arrays.copyOfRange(packet, PacketReader.headerLength(packet, 0), packet.length);
        check(Arrays.equals(body, Arrays.copyOfRange(input, 2, input.length)),
                "what was read is written back differently");
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
