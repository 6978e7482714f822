package dev.libellule.device.client;

import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.PacketType;
import dev.libellule.device.codec.PacketWriter;
import dev.libellule.device.codec.ReasonCode;
import dev.libellule.device.codec.Slice;
import dev.libellule.device.codec.SubAck;
import dev.libellule.device.codec.SubscribeCoder;

/**
 * What the application wants to be subscribed to, and how far the server has been told. Of fixed size. Owned by the {@link Session}.
 *
 * <pre>
 *   subscribe() ─▶ WANTED ─SUBSCRIBE▶ ASKED ─SUBACK▶ ACTIVE          lost connection: ASKED goes back to WANTED,
 *   unsubscribe() ─▶ UNWANTED ─UNSUBSCRIBE▶ LEAVING ─UNSUBACK▶ FREE  LEAVING to UNWANTED; lost session: ACTIVE to WANTED
 * </pre>
 */
final class Subscriptions {
    private static final int FREE = 0;
    private static final int WANTED = 1;
    private static final int ASKED = 2;
    private static final int ACTIVE = 3;
    private static final int UNWANTED = 4;
    private static final int LEAVING = 5;

    /** Fixed header, Packet Identifier, length of the properties, one Subscription Identifier. */
    private static final int HEAD_LENGTH = 5 + 2 + 4 + 5;

    private final byte[][] filters;
    private final int[] options;
    private final int[] identifiers;
    private final byte[] states;
    private final int[] packetIdentifiers; // of the request that waits for its acknowledgement, or 0
    private final int[] positions; // in that request
    private final Slice filter = new Slice();
    private final byte[] subscribeProperties;
    private final byte[] unsubscribeProperties;
    private boolean workToDo;

    Subscriptions(MqttSettings settings) {
        int maximum = settings.maximumSubscriptions;
        subscribeProperties = settings.subscribeProperties;
        unsubscribeProperties = settings.unsubscribeProperties;
        filters = new byte[maximum][];
        options = new int[maximum];
        identifiers = new int[maximum];
        states = new byte[maximum];
        packetIdentifiers = new int[maximum];
        positions = new int[maximum];
    }

    int subscribe(byte[] topicFilter, int subscriptionOptions, int subscriptionIdentifier) {
        int i = place(topicFilter, WANTED);
        if (i >= 0) {
            options[i] = subscriptionOptions;
            identifiers[i] = subscriptionIdentifier;
        }
        return i < 0 ? i : 0;
    }

    int unsubscribe(byte[] topicFilter) {
        int i = place(topicFilter, UNWANTED);
        return i < 0 ? i : 0;
    }

    private int place(byte[] topicFilter, int state) {
        int free = ClientStatus.SUBSCRIPTIONS_FULL;
        for (int i = 0; i < states.length; i++) {
            if (states[i] == FREE) {
                free = free < 0 ? i : free;
            } else if (equal(filters[i], topicFilter)) {
                free = i;
                break;
            }
        }
        if (free >= 0) {
            if (states[free] == FREE) {
                packetIdentifiers[free] = 0;
            }
            filters[free] = topicFilter;
            states[free] = (byte) state;
            workToDo = true;
        }
        return free;
    }

    /** A new connection. */
    void connected(boolean sessionPresent) {
        for (int i = 0; i < states.length; i++) {
            packetIdentifiers[i] = 0;
            if (states[i] == ASKED || states[i] == ACTIVE && !sessionPresent) {
                states[i] = WANTED;
            } else if (states[i] == LEAVING) {
                states[i] = UNWANTED;
            }
            if (states[i] == UNWANTED && !sessionPresent) {
                states[i] = FREE; // gone with the session
            }
        }
        workToDo = true;
    }

    boolean hasWorkToDo() {
        return workToDo;
    }

    /** Whether a request with this Packet Identifier waits for its acknowledgement. */
    boolean uses(int packetIdentifier) {
        for (int i = 0; i < packetIdentifiers.length; i++) {
            if (packetIdentifiers[i] == packetIdentifier && states[i] != FREE) {
                return true;
            }
        }
        return false;
    }

    /**
     * Writes one SUBSCRIBE or UNSUBSCRIBE with as many filters as fit.
     *
     * @param room for the packet
     * @return false when there is nothing to ask for now, or no room for it
     */
    boolean writeNext(PacketWriter out, int version, int packetIdentifier, int room) {
        int first = first();
        if (first < 0) {
            workToDo = waitsForAnswer();
            return false;
        }
        int type = states[first] == WANTED ? PacketType.SUBSCRIBE : PacketType.UNSUBSCRIBE;
        byte[] properties = type == PacketType.SUBSCRIBE ? subscribeProperties : unsubscribeProperties;
        int left = room - HEAD_LENGTH - properties.length;
        if (left < entryLength(first)) {
            return false;
        }
        int state = states[first];
        SubscribeCoder.begin(out, type, version, packetIdentifier,
                type == PacketType.SUBSCRIBE ? identifiers[first] : 0, properties);
        int position = 0;
        for (int i = first; i < states.length && left >= entryLength(i); i++) {
            if (states[i] != state || packetIdentifiers[i] != 0 || identifiers[i] != identifiers[first]) {
                continue;
            }
            left -= entryLength(i);
            filter.set(filters[i]);
            if (type == PacketType.SUBSCRIBE) {
                SubscribeCoder.addFilter(out, filter, version == MqttVersion.V5_0 ? options[i] : options[i] & 3);
            } else {
                SubscribeCoder.addFilter(out, filter);
            }
            states[i] = (byte) (type == PacketType.SUBSCRIBE ? ASKED : LEAVING);
            packetIdentifiers[i] = packetIdentifier;
            positions[i] = position++;
        }
        return true;
    }

    /** Tells the listener of what this server does not do, without asking it; 3.2.2.3.11 to 3.2.2.3.13. */
    void refuseUnsupported(ServerLimits limits, MqttClient client, MqttListener listener) {
        for (int i = 0; i < states.length; i++) {
            if (states[i] == WANTED && packetIdentifiers[i] == 0) {
                int reasonCode = limits.refusal(filters[i], identifiers[i], packetLength(filters[i]));
                if (reasonCode != ReasonCode.SUCCESS) {
                    states[i] = FREE;
                    listener.subscribed(client, filters[i], reasonCode);
                }
            }
        }
    }

    private int first() {
        for (int i = 0; i < states.length; i++) {
            if ((states[i] == WANTED || states[i] == UNWANTED) && packetIdentifiers[i] == 0) {
                return i;
            }
        }
        return -1;
    }

    /** Whether something changed while its last request is still on its way. */
    private boolean waitsForAnswer() {
        for (int i = 0; i < states.length; i++) {
            if (states[i] == WANTED || states[i] == UNWANTED) {
                return true;
            }
        }
        return false;
    }

    /** At most so many bytes has a request for one filter. */
    int packetLength(byte[] topicFilter) {
        return HEAD_LENGTH + Math.max(subscribeProperties.length, unsubscribeProperties.length) + 2 + topicFilter.length
                + 1;
    }

    private int entryLength(int i) {
        return filters[i] == null ? 0 : 2 + filters[i].length + 1;
    }

    /** Takes a SUBACK or UNSUBACK and tells the listener of each filter in it. */
    void acknowledged(int type, SubAck subAck, MqttClient client, MqttListener listener) {
        for (int i = 0; i < states.length; i++) {
            if (states[i] == FREE || packetIdentifiers[i] != subAck.packetIdentifier) {
                continue;
            }
            packetIdentifiers[i] = 0;
            int reasonCode = positions[i] < subAck.reasonCodes.length
                    ? subAck.reasonCodes.buffer[subAck.reasonCodes.offset + positions[i]] & 0xFF
                    : 0; // UNSUBACK of 3.1.1 has none
            byte[] topicFilter = filters[i];
            if (type == PacketType.SUBACK && states[i] == ASKED) {
                states[i] = (byte) (reasonCode < 0x80 ? ACTIVE : FREE);
                listener.subscribed(client, topicFilter, reasonCode);
            } else if (type == PacketType.UNSUBACK && states[i] == LEAVING) {
                states[i] = FREE;
                listener.unsubscribed(client, topicFilter, reasonCode);
            }
        }
    }

    private static boolean equal(byte[] a, byte[] b) {
        if (a.length != b.length) {
            return false;
        }
        for (int i = 0; i < a.length; i++) {
            if (a[i] != b[i]) {
                return false;
            }
        }
        return true;
    }
}
