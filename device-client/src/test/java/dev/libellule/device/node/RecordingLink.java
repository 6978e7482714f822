package dev.libellule.device.node;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A link that writes down what it is asked, and can be cut or full. */
final class RecordingLink implements Link {
    final List<String> seen = new ArrayList<>();
    int connection;
    int room = Integer.MAX_VALUE;

    @Override
    public int connection() {
        return connection;
    }

    @Override
    public int publish(byte[] topicName, byte[] payload, int offset, int length, int qos, boolean retain) {
        return take(text(topicName, 0, topicName.length) + " " + text(payload, offset, length) + " q" + qos
                + (retain ? " r" : ""));
    }

    @Override
    public int subscribe(byte[] topicFilter, int qos) {
        return take("SUBSCRIBE " + text(topicFilter, 0, topicFilter.length) + " q" + qos);
    }

    /** What was seen since the last call. */
    List<String> take() {
        List<String> all = List.copyOf(seen);
        seen.clear();
        return all;
    }

    private int take(String line) {
        if (room == 0) {
            return -1;
        }
        room--;
        seen.add(line);
        return 0;
    }

    private static String text(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }
}
