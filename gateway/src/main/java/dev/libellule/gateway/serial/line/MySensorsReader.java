package dev.libellule.gateway.serial.line;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code 12;6;1;0;0;36.5}: a MySensors gateway on the line. */
public final class MySensorsReader implements LineReader {
    private static final Pattern MESSAGE = Pattern
            .compile("(\\d{1,3});(\\d{1,3});([0-4]);([01]);(\\d{1,3});([^;]*)");
    private static final Pattern TOPIC = Pattern.compile("(\\d{1,3})/(\\d{1,3})/([0-4])/([01])/(\\d{1,3})");
    private static final int LARGEST = 255;

    @Override
    public Optional<Line> read(String line) {
        return message(MESSAGE.matcher(line), line.substring(line.lastIndexOf(';') + 1)).map(Line.Node::new);
    }

    /** A message from the levels of a topic below its prefix, {@code 12/7/1/0/2}, and a payload. */
    public static Optional<MySensorsMessage> of(String topic, String payload) {
        return payload.chars().anyMatch(Character::isISOControl)
                ? Optional.empty()
                : message(TOPIC.matcher(topic), payload);
    }

    private static Optional<MySensorsMessage> message(Matcher fields, String payload) {
        if (!fields.matches()) {
            return Optional.empty();
        }
        int node = Integer.parseInt(fields.group(1));
        int child = Integer.parseInt(fields.group(2));
        int type = Integer.parseInt(fields.group(5));
        if (node > LARGEST || child > LARGEST || type > LARGEST) {
            return Optional.empty();
        }
        return Optional.of(new MySensorsMessage(node, child, Integer.parseInt(fields.group(3)),
                Integer.parseInt(fields.group(4)), type, payload));
    }
}
