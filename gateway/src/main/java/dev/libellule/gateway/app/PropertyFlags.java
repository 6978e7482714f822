package dev.libellule.gateway.app;

import dev.libellule.device.codec.PacketWriter;
import dev.libellule.device.codec.Property;
import dev.libellule.device.codec.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code -D packet property value}: properties of MQTT 5.0, 2.2.2, in Mosquitto's words. */
final class PropertyFlags {
    private static final String USER_PROPERTY = "user-property";

    /** The packets that may be given properties, and which ones, 2.2.2.2. */
    enum Packet {
        CONNECT(Property.IN_CONNECT), //
        PUBLISH(Property.IN_PUBLISH & ~(1L << Property.SUBSCRIPTION_IDENTIFIER)), // which only a server sends
        SUBSCRIBE(Property.IN_SUBSCRIBE), //
        UNSUBSCRIBE(Property.IN_UNSUBSCRIBE), //
        DISCONNECT(1L << Property.SESSION_EXPIRY_INTERVAL | 1L << Property.USER_PROPERTY), //
        WILL(Property.IN_WILL);

        private final long allowed;

        Packet(long allowed) {
            this.allowed = allowed;
        }
    }

    /** How a value is written, and the largest number there is of it. */
    private enum Type {
        BYTE(0xFF), UINT16(0xFFFF), UINT32(0xFFFFFFFFL), VARIABLE(268_435_455), BYTES(0), PAIR(0);

        private final long largest;

        Type(long largest) {
            this.largest = largest;
        }
    }

    private record Kind(int identifier, Type type) {}

    private static final Map<String, Kind> KINDS = Map.ofEntries(
            Map.entry("payload-format-indicator", new Kind(Property.PAYLOAD_FORMAT_INDICATOR, Type.BYTE)),
            Map.entry("message-expiry-interval", new Kind(Property.MESSAGE_EXPIRY_INTERVAL, Type.UINT32)),
            Map.entry("content-type", new Kind(Property.CONTENT_TYPE, Type.BYTES)),
            Map.entry("response-topic", new Kind(Property.RESPONSE_TOPIC, Type.BYTES)),
            Map.entry("correlation-data", new Kind(Property.CORRELATION_DATA, Type.BYTES)),
            Map.entry("subscription-identifier", new Kind(Property.SUBSCRIPTION_IDENTIFIER, Type.VARIABLE)),
            Map.entry("session-expiry-interval", new Kind(Property.SESSION_EXPIRY_INTERVAL, Type.UINT32)),
            Map.entry("authentication-method", new Kind(Property.AUTHENTICATION_METHOD, Type.BYTES)),
            Map.entry("authentication-data", new Kind(Property.AUTHENTICATION_DATA, Type.BYTES)),
            Map.entry("request-problem-information", new Kind(Property.REQUEST_PROBLEM_INFORMATION, Type.BYTE)),
            Map.entry("will-delay-interval", new Kind(Property.WILL_DELAY_INTERVAL, Type.UINT32)),
            Map.entry("request-response-information", new Kind(Property.REQUEST_RESPONSE_INFORMATION, Type.BYTE)),
            Map.entry("receive-maximum", new Kind(Property.RECEIVE_MAXIMUM, Type.UINT16)),
            Map.entry("topic-alias-maximum", new Kind(Property.TOPIC_ALIAS_MAXIMUM, Type.UINT16)),
            Map.entry("topic-alias", new Kind(Property.TOPIC_ALIAS, Type.UINT16)),
            Map.entry("maximum-packet-size", new Kind(Property.MAXIMUM_PACKET_SIZE, Type.UINT32)),
            Map.entry(USER_PROPERTY, new Kind(Property.USER_PROPERTY, Type.PAIR)));

    @Option(names = {"-D", "--property"}, paramLabel = "PACKET PROPERTY [NAME] VALUE", //
            parameterConsumer = Words.class, description = "A property of 5.0, as in: -D publish content-type text/plain. "
                    + "PACKET is connect, publish, subscribe, unsubscribe, disconnect or will; a user-property has a NAME and a VALUE. "
                    + "May be given several times, and implies -V mqttv5.")
    private List<List<String>> given = new ArrayList<>();

    private final Map<Packet, byte[]> encoded = new EnumMap<>(Packet.class);
    private final Map<Packet, Map<Integer, Long>> numbers = new EnumMap<>(Packet.class);

    /** Takes three words, or four for a User Property. */
    static final class Words implements IParameterConsumer {
        @Override
        public void consumeParameters(Stack<String> words, ArgSpec option, CommandSpec command) {
            List<String> taken = new ArrayList<>();
            int count = words.size() > 1 && words.get(words.size() - 2).equals(USER_PROPERTY) ? 4 : 3;
            while (taken.size() < count && !words.isEmpty()) {
                taken.add(words.pop());
            }
            List<List<String>> all = option.getValue();
            all.add(taken);
        }
    }

    boolean isEmpty() {
        return given.isEmpty();
    }

    /**
     * Checks what was given; to be called before the others.
     *
     * @throws ParameterException that says which word is wrong
     */
    void check(CommandSpec command) {
        for (List<String> words : given) {
            String problem = read(words);
            if (problem != null) {
                throw new ParameterException(command.commandLine(), "-D " + String.join(" ", words) + ": " + problem);
            }
        }
    }

    private String read(List<String> words) {
        if (words.size() < 3 || words.get(1).equals(USER_PROPERTY) && words.size() < 4) {
            return "a packet, a property and a value are expected; with user-property a name before the value";
        }
        Packet packet = Arrays.stream(Packet.values())
                .filter(one -> one.name().equals(words.get(0).toUpperCase(Locale.ROOT))).findFirst().orElse(null);
        if (packet == null) {
            return "the packet is one of connect, publish, subscribe, unsubscribe, disconnect, will";
        }
        Kind kind = KINDS.get(words.get(1));
        if (kind == null || (packet.allowed >> kind.identifier & 1) == 0) {
            return words.get(0) + " has " + String.join(", ", KINDS.keySet().stream()
                    .filter(name -> (packet.allowed >> KINDS.get(name).identifier & 1) == 1).sorted().toList());
        }
        return kind.type == Type.BYTES || kind.type == Type.PAIR
                ? addText(packet, kind, words)
                : addNumber(packet, kind, words.get(2));
    }

    private String addText(Packet packet, Kind kind, List<String> words) {
        byte[] first = ConnectionOptions.bytes(words.get(2));
        byte[] second = ConnectionOptions.bytes(words.getLast());
        if (first.length > 65_535 || second.length > 65_535) {
            return "a text has at most 65535 bytes";
        }
        Slice slice = new Slice();
        slice.set(first);
        PacketWriter writer = writer(5 + first.length + second.length);
        if (kind.type == Type.PAIR) {
            Slice value = new Slice();
            value.set(second);
            writer.userProperty(slice, value);
        } else {
            writer.property(kind.identifier, slice);
        }
        return append(packet, kind, writer);
    }

    private String addNumber(Packet packet, Kind kind, String text) {
        long value;
        try {
            value = Long.decode(text);
        } catch (NumberFormatException e) {
            value = -1;
        }
        if (value < 0 || value > kind.type.largest) {
            return "a number of 0 to " + kind.type.largest + " is expected";
        }
        PacketWriter writer = writer(5);
        switch (kind.type) {
            case BYTE -> writer.property8(kind.identifier, (int) value);
            case UINT16 -> writer.property16(kind.identifier, (int) value);
            case VARIABLE -> writer.propertyVariable(kind.identifier, (int) value);
            default -> writer.property32(kind.identifier, (int) value);
        }
        numbers.computeIfAbsent(packet, _ -> new HashMap<>()).put(kind.identifier, value);
        return append(packet, kind, writer);
    }

    private static PacketWriter writer(int length) {
        PacketWriter writer = new PacketWriter();
        writer.wrap(new byte[length], 0, length);
        return writer;
    }

    private String append(Packet packet, Kind kind, PacketWriter writer) {
        if (isSaidByTheClient(packet, kind.identifier)) {
            return null;
        }
        byte[] before = encoded(packet);
        byte[] all = Arrays.copyOf(before, before.length + writer.position());
        System.arraycopy(writer.buffer(), 0, all, before.length, writer.position());
        encoded.put(packet, all);
        return null;
    }

    /** The client writes these by itself, from its settings. */
    private static boolean isSaidByTheClient(Packet packet, int identifier) {
        return packet == Packet.CONNECT && (identifier == Property.SESSION_EXPIRY_INTERVAL
                || identifier == Property.RECEIVE_MAXIMUM || identifier == Property.TOPIC_ALIAS_MAXIMUM)
                || identifier == Property.SUBSCRIPTION_IDENTIFIER;
    }

    /** What a packet is to carry, without length; empty if nothing. */
    byte[] encoded(Packet packet) {
        return encoded.getOrDefault(packet, new byte[0]);
    }

    /** A number that was given, or what it is otherwise. */
    long number(Packet packet, int identifier, long absent) {
        return numbers.getOrDefault(packet, Map.of()).getOrDefault(identifier, absent);
    }

    /** Mosquitto's word for a property that a PUBLISH may carry. */
    static String name(int identifier) {
        return KINDS.entrySet().stream().filter(kind -> kind.getValue().identifier == identifier).findFirst()
                .orElseThrow().getKey();
    }

    /** Whether the value of a property that a PUBLISH may carry is a number. */
    static boolean isNumber(int identifier) {
        Type type = KINDS.get(name(identifier)).type;
        return type != Type.BYTES && type != Type.PAIR;
    }

    /** How many bytes the checked property of a PUBLISH has that begins there. */
    static int length(byte[] properties, int at) {
        return switch (KINDS.get(name(properties[at])).type) {
            case BYTE -> 2;
            case UINT16 -> 3;
            case UINT32 -> 5;
            case BYTES -> 3 + uint16(properties, at + 1);
            case PAIR -> {
                int nameLength = uint16(properties, at + 1);
                yield 5 + nameLength + uint16(properties, at + 3 + nameLength);
            }
            case VARIABLE -> {
                int end = at + 1;
                while (properties[end] < 0) {
                    end++;
                }
                yield end + 1 - at;
            }
        };
    }

    private static int uint16(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
    }
}
