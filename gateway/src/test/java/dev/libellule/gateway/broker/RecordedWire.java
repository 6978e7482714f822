package dev.libellule.gateway.broker;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a broker has said and heard, from the same record, each with the place at which it was: who was promised what, and who has what.
 * Knows MQTT 3.1.1 as far as ledgers use it.
 */
final class RecordedWire {
    static final int NEVER = Integer.MAX_VALUE;

    /** A message of a ledger on its way, by the places in the record; {@link #NEVER} where it has not come so far. */
    static final class Told {
        final String key;
        final String topic;
        final long number;
        final int qos;
        final boolean retain;
        final String publisher;
        final int publisherIdentifier;
        int acknowledgedAt = NEVER;
        int releasedAt = NEVER;
        int sentAt = NEVER;
        int sentIdentifier;
        int takenAt = NEVER;
        int releaseSentAt = NEVER;

        Told(String key, String topic, long number, int qos, boolean retain, String publisher, int identifier) {
            this.key = key;
            this.topic = topic;
            this.number = number;
            this.qos = qos;
            this.retain = retain;
            this.publisher = publisher;
            publisherIdentifier = identifier;
        }
    }

    private static final class Connection {
        final ByteArrayOutputStream in = new ByteArrayOutputStream();
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        String clientId;
    }

    final Map<String, Told> messages = new HashMap<>();
    /** SUBACK left, by client. */
    final Map<String, Integer> subscribedAt = new HashMap<>();
    private final Map<Integer, Connection> connections = new HashMap<>();
    private final Map<String, Told> fromPublisher = new HashMap<>();
    private final Map<String, Told> toSubscriber = new HashMap<>();

    void apply(RecordedDisk.Entry entry, int place) {
        Connection connection = connections.computeIfAbsent(entry.descriptor(), _ -> new Connection());
        switch (entry.kind()) {
            case RecordedDisk.SOCKET_READ -> packets(connection.in, entry.data())
                    .forEach(packet -> heard(connection, packet, place));
            case RecordedDisk.SOCKET_WRITE -> packets(connection.out, entry.data())
                    .forEach(packet -> said(connection, packet, place));
            case RecordedDisk.CLOSE -> connections.remove(entry.descriptor());
            default -> {
                // the disk
            }
        }
    }

    /** Cuts whole packets; the rest waits. */
    private static List<byte[]> packets(ByteArrayOutputStream waiting, byte[] more) {
        waiting.writeBytes(more);
        byte[] bytes = waiting.toByteArray();
        List<byte[]> packets = new ArrayList<>();
        int at = 0;
        while (at + 2 <= bytes.length) {
            int head = at + 1;
            int length = 0;
            int shift = 0;
            while (head < bytes.length && bytes[head] < 0) {
                length |= (bytes[head++] & 0x7F) << shift;
                shift += 7;
            }
            if (head >= bytes.length) {
                break;
            }
            length |= bytes[head++] << shift;
            if (head + length > bytes.length) {
                break;
            }
            byte[] packet = new byte[1 + length];
            packet[0] = bytes[at];
            System.arraycopy(bytes, head, packet, 1, length);
            packets.add(packet);
            at = head + length;
        }
        waiting.reset();
        waiting.write(bytes, at, bytes.length - at);
        return packets;
    }

    private static int uint16(byte[] packet, int at) {
        return (packet[at] & 0xFF) << 8 | packet[at + 1] & 0xFF;
    }

    private static String text(byte[] packet, int at) {
        return new String(packet, at + 2, uint16(packet, at), StandardCharsets.UTF_8);
    }

    private void heard(Connection connection, byte[] packet, int place) {
        switch (packet[0] >> 4 & 15) {
            case 1 -> connection.clientId = text(packet, 11);
            case 3 -> {
                int qos = packet[0] >> 1 & 3;
                String key = key(packet, qos);
                int identifier = uint16(packet, 3 + uint16(packet, 1));
                Told told = messages.computeIfAbsent(key, _ -> new Told(key, text(packet, 1),
                        Long.parseLong(key.substring(key.indexOf(' ') + 1)), qos, (packet[0] & 1) != 0,
                        connection.clientId, identifier));
                fromPublisher.put(connection.clientId + " " + identifier, told);
            }
            case 4, 5 -> { // PUBACK, PUBREC
                Told told = toSubscriber.get(connection.clientId + " " + uint16(packet, 1));
                told.takenAt = Math.min(told.takenAt, place);
            }
            case 6 -> {
                Told told = fromPublisher.get(connection.clientId + " " + uint16(packet, 1));
                told.releasedAt = Math.min(told.releasedAt, place);
            }
            default -> {
                // of no matter here
            }
        }
    }

    private void said(Connection connection, byte[] packet, int place) {
        switch (packet[0] >> 4 & 15) {
            case 3 -> {
                Told told = messages.get(key(packet, packet[0] >> 1 & 3));
                int identifier = uint16(packet, 3 + uint16(packet, 1));
                if (told.sentAt == NEVER) {
                    told.sentAt = place;
                    told.sentIdentifier = identifier;
                }
                toSubscriber.put(connection.clientId + " " + identifier, told);
            }
            case 4, 5 -> {
                Told told = fromPublisher.get(connection.clientId + " " + uint16(packet, 1));
                told.acknowledgedAt = Math.min(told.acknowledgedAt, place);
            }
            case 6 -> {
                Told told = toSubscriber.get(connection.clientId + " " + uint16(packet, 1));
                told.releaseSentAt = Math.min(told.releaseSentAt, place);
            }
            case 9 -> subscribedAt.putIfAbsent(connection.clientId, place);
            default -> {
                // of no matter here
            }
        }
    }

    /** Stream and number of a PUBLISH. */
    private static String key(byte[] packet, int qos) {
        int at = 3 + uint16(packet, 1) + (qos > 0 ? 2 : 0);
        return key(Arrays.copyOfRange(packet, at, packet.length));
    }

    /** Stream and number of a payload. */
    static String key(byte[] payload) {
        String[] fields = new String(payload, StandardCharsets.US_ASCII).split(" ", 4);
        return fields[1] + " " + fields[2];
    }
}
