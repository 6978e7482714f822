package dev.libellule.device.node;

import dev.libellule.device.codec.PacketReader;
import dev.libellule.device.codec.Properties;
import dev.libellule.device.codec.Property;
import dev.libellule.device.codec.Slice;
import dev.libellule.device.codec.Status;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A link that writes down what it is asked, and can be cut or full. */
final class RecordingLink implements Link {
    final List<String> seen = new ArrayList<>();
    int connection;
    int room = Integer.MAX_VALUE;
    boolean resumed;
    /** Whether No Local works, as of MQTT 5.0. */
    boolean hidesOwnMessages = true;
    /** True: properties are written down too, as of MQTT 5.0. */
    boolean showsProperties;
    /** What is never taken: messages to this topic, and subscriptions to it. */
    String refusedTopic;

    @Override
    public int connection() {
        return connection;
    }

    @Override
    public boolean isResumed() {
        return resumed;
    }

    @Override
    public int publish(byte[] topicName, byte[] payload, int offset, int length, int qos, boolean retain,
            byte[] properties, int propertiesLength) {
        String topic = text(topicName, 0, topicName.length);
        return take(topic, topic + " " + text(payload, offset, length) + " q" + qos + (retain ? " r" : "")
                + (showsProperties ? userProperties(properties, propertiesLength) : ""));
    }

    @Override
    public boolean hidesOwnMessages() {
        return hidesOwnMessages;
    }

    @Override
    public int subscribe(byte[] topicFilter, int options) {
        String filter = text(topicFilter, 0, topicFilter.length);
        return take(filter, "SUBSCRIBE " + filter + " q" + (options & 3) + ((options & NO_LOCAL) != 0 ? " nl" : ""));
    }

    /** Read back with the codec, so that what a broker would refuse is refused here. */
    private static String userProperties(byte[] encoded, int length) {
        byte[] withLength = new byte[length + 1];
        withLength[0] = (byte) length;
        System.arraycopy(encoded, 0, withLength, 1, length);
        PacketReader reader = new PacketReader();
        reader.wrap(withLength, 0, withLength.length);
        Properties properties = new Properties();
        properties.read(reader, Property.IN_PUBLISH);
        if (reader.finish() != Status.OK) {
            throw new AssertionError("malformed properties: " + reader.status());
        }
        StringBuilder text = new StringBuilder();
        Slice name = new Slice();
        Slice value = new Slice();
        for (int at = properties.next(Property.USER_PROPERTY, 0, name, value); at >= 0; at = properties
                .next(Property.USER_PROPERTY, at, name, value)) {
            text.append(' ').append(text(name.buffer, name.offset, name.length)).append('=')
                    .append(text(value.buffer, value.offset, value.length));
        }
        return text.toString();
    }

    /** What was seen since the last call. */
    List<String> take() {
        List<String> all = List.copyOf(seen);
        seen.clear();
        return all;
    }

    private int take(String topic, String line) {
        if (topic.equals(refusedTopic)) {
            return NEVER;
        }
        if (room == 0) {
            return LATER;
        }
        room--;
        seen.add(line);
        return 0;
    }

    private static String text(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }
}
