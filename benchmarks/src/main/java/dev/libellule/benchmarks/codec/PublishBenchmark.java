package dev.libellule.benchmarks.codec;

import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.PacketReader;
import dev.libellule.device.codec.PacketWriter;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.PublishCoder;
import dev.libellule.device.codec.Topics;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.MqttPublish;
import org.eclipse.paho.mqttv5.common.packet.MqttWireMessage;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One PUBLISH of MQTT 5.0, QoS 1, topic {@code maison/salon/temp}, 64 bytes of payload: from its fields to bytes and back, by each
 * library's own codec, one after the other in one run.
 *
 * <p>Decoding ends where the library's user has topic and payload; ours checks the topic as the client does. Netty's handlers run in
 * its {@link EmbeddedChannel}, which is part of its figure.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class PublishBenchmark {
    private static final String TOPIC = "maison/salon/temp";
    private static final int PACKET_IDENTIFIER = 1234;
    private final byte[] topic = TOPIC.getBytes(StandardCharsets.UTF_8);
    private final byte[] payload = new byte[64];
    private byte[] packet;

    private final byte[] buffer = new byte[256];
    private final PacketWriter writer = new PacketWriter();
    private final PacketReader reader = new PacketReader();
    private final Publish outgoing = new Publish();
    private final Publish incoming = new Publish();

    private EmbeddedChannel nettyEncoder;
    private EmbeddedChannel nettyDecoder;
    private ByteBuf nettyPacket;
    private HiveMqCodec hiveMq;

    /** Makes what is made once, and checks that all four write the same bytes. */
    @Setup
    public void prepare() throws Exception {
        Arrays.fill(payload, (byte) 'x');
        packet = Arrays.copyOf(buffer, libelluleEncode());
        nettyEncoder = new EmbeddedChannel(MqttEncoder.INSTANCE);
        nettyDecoder = new EmbeddedChannel(new MqttDecoder());
        MqttConnectMessage connect = MqttMessageBuilders.connect().clientId("a")
                .protocolVersion(io.netty.handler.codec.mqtt.MqttVersion.MQTT_5).build();
        nettyEncoder.writeOutbound(connect); // both learn the version from it
        nettyDecoder.writeInbound((ByteBuf) nettyEncoder.readOutbound());
        nettyDecoder.readInbound();
        nettyPacket = Unpooled.wrappedBuffer(packet);
        hiveMq = new HiveMqCodec(TOPIC, payload, PACKET_IDENTIFIER);
        ByteBuf byNetty = nettyMessageEncoded();
        if (!Arrays.equals(packet, paho().serialize()) || !Arrays.equals(packet, hiveMq.encoded())
                || !byNetty.equals(Unpooled.wrappedBuffer(packet))) {
            throw new IllegalStateException("the libraries do not write the same packet");
        }
        byNetty.release();
    }

    /** Ours; returns the length of the packet. */
    @Benchmark
    public int libelluleEncode() {
        outgoing.topic.set(topic);
        outgoing.payload.set(payload);
        outgoing.qos = 1;
        outgoing.packetIdentifier = PACKET_IDENTIFIER;
        writer.wrap(buffer, 0, buffer.length);
        return PublishCoder.encode(writer, MqttVersion.V5_0, outgoing);
    }

    /** Ours. */
    @Benchmark
    public int libelluleDecode() {
        int length = PacketReader.packetLength(packet, 0, packet.length);
        reader.wrap(packet, PacketReader.headerLength(packet, 0), length);
        PublishCoder.decode(reader, packet[0], MqttVersion.V5_0, incoming);
        return Topics.checkName(incoming.topic.buffer, incoming.topic.offset, incoming.topic.length)
                + incoming.payload.length;
    }

    /** Netty's codec. */
    @Benchmark
    public int nettyEncode() {
        ByteBuf encoded = nettyMessageEncoded();
        int length = encoded.readableBytes();
        encoded.release();
        return length;
    }

    private ByteBuf nettyMessageEncoded() {
        MqttFixedHeader header = new MqttFixedHeader(MqttMessageType.PUBLISH, false, MqttQoS.AT_LEAST_ONCE, false, 0);
        nettyEncoder
                .writeOutbound(new MqttPublishMessage(header, new MqttPublishVariableHeader(TOPIC, PACKET_IDENTIFIER),
                        Unpooled.wrappedBuffer(payload)));
        return nettyEncoder.readOutbound();
    }

    /** Netty's codec. */
    @Benchmark
    public int nettyDecode() {
        nettyDecoder.writeInbound(nettyPacket.retainedDuplicate());
        MqttPublishMessage message = nettyDecoder.readInbound();
        int length = message.variableHeader().topicName().length() + message.payload().readableBytes();
        message.release();
        return length;
    }

    /** Paho's MQTT 5 client. */
    @Benchmark
    public byte[] pahoEncode() throws MqttException {
        return paho().serialize();
    }

    private MqttPublish paho() {
        MqttMessage message = new MqttMessage(payload);
        message.setQos(1);
        MqttPublish publish = new MqttPublish(TOPIC, message, new MqttProperties());
        publish.setMessageId(PACKET_IDENTIFIER);
        return publish;
    }

    /** Paho's MQTT 5 client. */
    @Benchmark
    public int pahoDecode() throws MqttException {
        MqttPublish publish = (MqttPublish) MqttWireMessage.createWireMessage(packet);
        return publish.getTopicName().length() + publish.getMessage().getPayload().length;
    }

    /** HiveMQ's client. */
    @Benchmark
    public int hiveMqEncode() throws Exception {
        return hiveMq.encode();
    }

    /** HiveMQ's client. */
    @Benchmark
    public Object hiveMqDecode() throws Exception {
        return hiveMq.decode();
    }
}
