package dev.libellule.benchmarks.codec;

import com.hivemq.client.internal.mqtt.codec.decoder.MqttDecoderContext;
import com.hivemq.client.internal.mqtt.codec.decoder.mqtt5.Mqtt5PublishDecoder;
import com.hivemq.client.internal.mqtt.codec.encoder.MqttEncoderContext;
import com.hivemq.client.internal.mqtt.codec.encoder.MqttMessageEncoder;
import com.hivemq.client.internal.mqtt.codec.encoder.mqtt5.Mqtt5PublishEncoder;
import com.hivemq.client.internal.mqtt.message.MqttMessage;
import com.hivemq.client.internal.mqtt.message.publish.MqttPublish;
import com.hivemq.client.internal.mqtt.message.publish.MqttStatefulPublish;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.util.Arrays;

/** The codec inside HiveMQ's client, whose constructors are not public. */
final class HiveMqCodec {
    private static final MethodHandle ENCODE = encodeMethod();
    private final Mqtt5PublishEncoder encoder;
    private final Mqtt5PublishDecoder decoder;
    private final MqttEncoderContext encoding;
    private final MqttDecoderContext decoding;
    private final Mqtt5Publish template;
    private final byte[] payload;
    private final int packetIdentifier;
    private final ByteBuf body;

    HiveMqCodec(String topic, byte[] payload, int packetIdentifier) throws Exception {
        this.payload = payload;
        this.packetIdentifier = packetIdentifier;
        encoder = make(Mqtt5PublishEncoder.class);
        decoder = make(Mqtt5PublishDecoder.class);
        encoding = make(MqttEncoderContext.class, ByteBufAllocator.DEFAULT);
        decoding = make(MqttDecoderContext.class, 268_435_460, 0, false, false, false, false, false, false);
        template = Mqtt5Publish.builder().topic(topic).qos(MqttQos.AT_LEAST_ONCE).payload(payload).build();
        byte[] packet = encoded();
        body = Unpooled.wrappedBuffer(Arrays.copyOfRange(packet, 2, packet.length));
    }

    private static MethodHandle encodeMethod() {
        try {
            return MethodHandles.privateLookupIn(MqttMessageEncoder.class, MethodHandles.lookup()).findVirtual(
                    MqttMessageEncoder.class, "castAndEncode",
                    MethodType.methodType(ByteBuf.class, MqttMessage.class, MqttEncoderContext.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this version of HiveMQ's client is another one inside", e);
        }
    }

    private static <T> T make(Class<T> type, Object... arguments) throws ReflectiveOperationException {
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (constructor.getParameterCount() == arguments.length) {
                constructor.setAccessible(true);
                return type.cast(constructor.newInstance(arguments));
            }
        }
        throw new NoSuchMethodException(type + " with " + arguments.length + " arguments");
    }

    /** As the client does for each message: the user builds it, the client gives it its identifier. */
    int encode() throws Exception {
        ByteBuf out = encode(Mqtt5Publish.builder().topic(template.getTopic()).qos(MqttQos.AT_LEAST_ONCE)
                .payload(payload).build());
        int length = out.readableBytes();
        out.release();
        return length;
    }

    private ByteBuf encode(Mqtt5Publish message) throws Exception {
        MqttStatefulPublish stateful = ((MqttPublish) message).createStateful(packetIdentifier, false,
                MqttStatefulPublish.DEFAULT_NO_TOPIC_ALIAS, MqttStatefulPublish.DEFAULT_NO_SUBSCRIPTION_IDENTIFIERS);
        try {
            return (ByteBuf) ENCODE.invoke(encoder, stateful, encoding);
        } catch (Exception e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("HiveMQ's encoder failed", e);
        }
    }

    byte[] encoded() throws Exception {
        ByteBuf out = encode(template);
        byte[] bytes = ByteBufUtil.getBytes(out);
        out.release();
        return bytes;
    }

    Object decode() throws Exception {
        return decoder.decode(2, body.duplicate(), decoding); // 2: flags of QoS 1
    }
}
