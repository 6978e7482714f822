package dev.libellule.device.client;

import static dev.libellule.device.client.ClientBench.bytes;
import static dev.libellule.device.client.ClientBench.settings;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.PacketWriter;
import dev.libellule.device.codec.Property;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.PublishCoder;
import dev.libellule.device.codec.RandomProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToIntFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * However the server's bytes are cut, the application hears the same and the server is answered the same: a byte at a time, in random
 * pieces, all at once. The seed is printed; {@code -Dseed=N} runs it again.
 */
class AnyCutTest {
    private static final int ROUNDS = 150;

    /** Random messages of all QoS, some larger than the buffer, between all kinds of answers to what the client has sent. */
    private static byte[] conversation(Random random, int version) {
        PacketWriter out = new PacketWriter();
        byte[] all = new byte[100_000];
        out.wrap(all, 0, all.length);
        boolean isV5 = version == MqttVersion.V5_0;
        int[][] answers = {{0x40, 2, 0, 1}, {0x50, 2, 0, 2}, {0x70, 2, 0, 2}, {0xD0, 0}, {0x62, 2, 0, 9},
                isV5 ? new int[]{0x90, 5, 0, 3, 0, 1, 0x80} : new int[]{0x90, 4, 0, 3, 1, 0x80}};
        for (int[] answer : answers) {
            for (int n = random.nextInt(4); n > 0; n--) {
                PublishCoder.encode(out, version, message(random, isV5));
            }
            for (int b : answer) {
                out.writeUint8(b);
            }
        }
        byte[] conversation = new byte[out.position()];
        System.arraycopy(all, 0, conversation, 0, conversation.length);
        return conversation;
    }

    private static Publish message(Random random, boolean isV5) {
        Publish message = new Publish();
        message.topic.set(bytes("t" + random.nextInt(10)));
        message.payload.set(bytes("x".repeat(random.nextInt(random.nextInt(8) == 0 ? 2000 : 100))));
        message.qos = random.nextInt(3);
        message.packetIdentifier = 1 + random.nextInt(9);
        message.retain = random.nextBoolean();
        RandomProperties properties = new RandomProperties(random,
                isV5 ? Property.IN_PUBLISH & ~(1L << Property.TOPIC_ALIAS) : 0);
        message.propertiesToSend.set(properties.encoded());
        return message.propertiesToSend.length > 150 ? message(random, isV5) : message;
    }

    private static List<String> hear(int version, boolean stream, byte[] conversation, ToIntFunction<Integer> piece) {
        MqttSettings settings = settings().receiveMaximum(20);
        ClientBench bench = ClientBench.connected(version, stream ? settings.streamOversized() : settings);
        bench.publish("a", "1", 1);
        bench.publish("a", "2", 2);
        bench.client.subscribe(bytes("t/+"), 1);
        bench.client.subscribe(bytes("t/#"), 2);
        bench.step();
        bench.server.take();
        for (int at = 0; at < conversation.length;) {
            int length = Math.min(piece.applyAsInt(at), conversation.length - at);
            assertEquals(length, bench.server.stream.write(conversation, at, length));
            at += length;
            for (int wait = bench.step(); wait == 0;) {
                wait = bench.step();
            }
        }
        List<String> all = new ArrayList<>(joined(bench.listener.take()));
        all.addAll(bench.server.take());
        return all;
    }

    /** The stretches of a streamed message depend on the cuts; what they make up does not. */
    private static List<String> joined(List<String> lines) {
        List<String> joined = new ArrayList<>();
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            if (line.startsWith("part ") && !words[1].equals("0")) {
                joined.add(joined.removeLast() + words[5]);
            } else {
                joined.add(line);
            }
        }
        return joined;
    }

    @ParameterizedTest
    @ValueSource(ints = {MqttVersion.V3_1_1, MqttVersion.V5_0})
    void cutsDoNotChangeWhatIsHeard(int version) {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("AnyCutTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] conversation = conversation(random, version);
            boolean stream = random.nextBoolean();
            List<String> expected = hear(version, stream, conversation, at -> conversation.length);
            assertEquals(expected, hear(version, stream, conversation, at -> 1), "a byte at a time");
            int longest = 1 + random.nextInt(300);
            assertEquals(expected, hear(version, stream, conversation, at -> 1 + random.nextInt(longest)), "pieces");
        }
    }
}
