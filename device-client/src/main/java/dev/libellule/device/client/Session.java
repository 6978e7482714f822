package dev.libellule.device.client;

import dev.libellule.device.codec.Ack;
import dev.libellule.device.codec.AckCoder;
import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.PacketReader;
import dev.libellule.device.codec.PacketType;
import dev.libellule.device.codec.PacketWriter;
import dev.libellule.device.codec.Property;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.PublishCoder;
import dev.libellule.device.codec.ReasonCode;
import dev.libellule.device.codec.Status;
import dev.libellule.device.codec.SubAck;
import dev.libellule.device.codec.SubAckCoder;
import dev.libellule.device.codec.Topics;

/**
 * The client's half of the session, 4.1: what outlives a connection, and the rules of QoS 1 and 2. Owned by the {@link MqttClient}.
 *
 * <p>Writes packets into the send buffer; knows neither stream nor time.
 */
final class Session {
    final ServerLimits limits = new ServerLimits();

    private final MqttClient client;
    private final MqttListener listener;
    private final SendBuffer out;
    private final int version;
    private final InFlight inFlight;
    private final ReceivedIdentifiers receivedIdentifiers;
    private final Subscriptions subscriptions;
    private final Publish received = new Publish();
    private final Ack ack = new Ack();
    private final SubAck subAck = new SubAck();
    private int lastPacketIdentifier;

    Session(MqttSettings settings, MqttClient client, MqttListener listener, SendBuffer out) {
        this.client = client;
        this.listener = listener;
        this.out = out;
        version = settings.version;
        inFlight = new InFlight(settings.maximumInFlight, settings.inFlightBytes);
        receivedIdentifiers = new ReceivedIdentifiers(settings.receiveMaximum);
        subscriptions = new Subscriptions(settings.maximumSubscriptions);
    }

    /** A new connection was accepted. */
    void connected(boolean sessionPresent) {
        if (!sessionPresent) {
            receivedIdentifiers.clear();
            // What the old session had received for good is done; the rest becomes new messages, so that none is lost
            for (int i = inFlight.firstReceived(); i != InFlight.NONE; i = inFlight.firstReceived()) {
                int packetIdentifier = inFlight.packetIdentifier(i);
                inFlight.done(i);
                listener.published(client, packetIdentifier, ReasonCode.SUCCESS);
            }
        }
        inFlight.sendAgain(sessionPresent);
        subscriptions.connected(sessionPresent);
    }

    /** Does what waits for room: first what has to be sent again, then subscriptions. */
    void step() {
        while (inFlight.waiting() > 0 && sendAgain(inFlight.firstWaiting())) {
            continue;
        }
        while (subscriptions.hasWorkToDo()) {
            PacketWriter writer = out.open();
            int room = Math.min(out.free(), limits.maximumPacketSize);
            int packetIdentifier = nextPacketIdentifier();
            if (!subscriptions.writeNext(writer, version, packetIdentifier, room)) {
                break;
            }
            writer.end(); // fits: the table kept to the room
            lastPacketIdentifier = packetIdentifier;
            out.close();
        }
    }

    private boolean sendAgain(int place) {
        int packetIdentifier = inFlight.packetIdentifier(place);
        if (inFlight.awaited(place) == PacketType.PUBCOMP) {
            if (!out.hasRoomForAnswer()) {
                return false;
            }
            answer(PacketType.PUBREL, packetIdentifier, ReasonCode.SUCCESS);
            inFlight.sent(place);
            return true;
        }
        int length = inFlight.length(place);
        int qos = inFlight.awaited(place) == PacketType.PUBREC ? 2 : 1;
        if (length > limits.maximumPacketSize || qos > limits.maximumQos) { // the server's limits have changed
            inFlight.done(place);
            listener.published(client, packetIdentifier,
                    qos > limits.maximumQos ? ReasonCode.QOS_NOT_SUPPORTED : ReasonCode.PACKET_TOO_LARGE);
            return true;
        }
        if (inFlight.outstanding() - inFlight.waiting() >= limits.receiveMaximum || out.free() < length) {
            return false; // [MQTT-3.3.4-9]
        }
        out.append(inFlight.memory(), inFlight.offset(place), length);
        inFlight.sent(place);
        return true;
    }

    /** See {@link MqttClient#publish(Publish)}; a connection is there. */
    int publish(Publish message) {
        if (message.topic.length > 65_535) {
            return Status.TOPIC_NAME;
        }
        int status = Topics.checkName(message.topic.buffer, message.topic.offset, message.topic.length);
        if (status != Status.OK) {
            return status;
        }
        if (message.qos > limits.maximumQos) {
            return ClientStatus.QOS_NOT_SUPPORTED; // [MQTT-3.2.2-11]
        }
        if (message.retain && !limits.retainAvailable) {
            return ClientStatus.RETAIN_NOT_SUPPORTED; // [MQTT-3.2.2-14]
        }
        int remainingLength = PublishCoder.remainingLength(version, message.qos, message.topic.length,
                message.propertiesToSend.length, message.payload.length);
        int length = 1 + PacketWriter.variableByteIntegerLength(remainingLength) + remainingLength;
        if (length > limits.maximumPacketSize || length > out.capacity()) {
            return Status.PACKET_TOO_LARGE; // [MQTT-3.2.2-15]
        }
        message.dup = false;
        if (message.qos > 0) {
            return publishReliably(message, length);
        }
        if (out.free() < length && !client.makeRoom(length)) {
            return Status.BUFFER_FULL;
        }
        PublishCoder.encode(out.open(), version, message);
        out.close();
        return Status.OK;
    }

    private int publishReliably(Publish message, int length) {
        if (length > inFlight.memory().length) {
            return Status.PACKET_TOO_LARGE;
        }
        int offset = inFlight.place(length);
        boolean mayNotSend = inFlight.waiting() > 0 // older ones first, [MQTT-4.6.0-1]
                || inFlight.outstanding() >= limits.receiveMaximum; // [MQTT-3.3.4-9]
        if (offset == InFlight.NONE || mayNotSend) {
            return ClientStatus.IN_FLIGHT_FULL;
        }
        if (out.free() < length && !client.makeRoom(length)) {
            return Status.BUFFER_FULL;
        }
        message.packetIdentifier = nextPacketIdentifier();
        lastPacketIdentifier = message.packetIdentifier;
        PacketWriter writer = out.open();
        int start = writer.position();
        PublishCoder.encode(writer, version, message);
        System.arraycopy(writer.buffer(), start, inFlight.memory(), offset, length);
        out.close();
        inFlight.add(message.packetIdentifier, offset, length,
                message.qos == 1 ? PacketType.PUBACK : PacketType.PUBREC);
        return message.packetIdentifier;
    }

    /** See {@link MqttClient#subscribe(byte[], int, int)}. */
    int subscribe(byte[] topicFilter, int options, int subscriptionIdentifier) {
        int status = checkFilter(topicFilter);
        return status != Status.OK ? status : subscriptions.subscribe(topicFilter, options, subscriptionIdentifier);
    }

    /** See {@link MqttClient#unsubscribe}. */
    int unsubscribe(byte[] topicFilter) {
        int status = checkFilter(topicFilter);
        return status != Status.OK ? status : subscriptions.unsubscribe(topicFilter);
    }

    private int checkFilter(byte[] topicFilter) {
        if (topicFilter.length > 65_535) {
            return Status.TOPIC_FILTER;
        }
        if (Subscriptions.packetLength(topicFilter) > out.capacity()) {
            return Status.PACKET_TOO_LARGE;
        }
        return Topics.checkFilter(topicFilter, 0, topicFilter.length);
    }

    int unacknowledged() {
        return inFlight.outstanding();
    }

    /** The next number that no packet on its way has, [MQTT-2.2.1-2]. */
    private int nextPacketIdentifier() {
        int next = lastPacketIdentifier;
        do {
            next = next == 65_535 ? 1 : next + 1;
        } while (inFlight.find(next) != InFlight.NONE || subscriptions.uses(next));
        return next;
    }

    /**
     * Takes a packet of an established connection. There is room for an answer.
     *
     * @return OK, or why the connection has to be closed
     */
    int handle(PacketReader in, int firstByte) {
        int type = PacketType.of(firstByte);
        if (type == PacketType.PUBLISH) {
            return handlePublish(in, firstByte);
        }
        if (type >= PacketType.PUBACK && type <= PacketType.PUBCOMP) {
            int status = AckCoder.decode(in, version, ack);
            if (status == Status.OK) {
                handleAck(type);
            }
            return status;
        }
        if (type == PacketType.SUBACK || type == PacketType.UNSUBACK) {
            int status = SubAckCoder.decode(in, version, subAck);
            if (status == Status.OK) {
                subscriptions.acknowledged(type, subAck, client, listener);
            }
            return status;
        }
        return type == 0 ? Status.PACKET_TYPE : Status.PROTOCOL_ERROR;
    }

    private int handlePublish(PacketReader in, int firstByte) {
        int status = PublishCoder.decode(in, firstByte, version, received);
        if (status != Status.OK) {
            return status;
        }
        if (received.properties.has(Property.TOPIC_ALIAS)) {
            return Status.PROTOCOL_ERROR; // none was allowed: Topic Alias Maximum is not announced, 3.3.2.3.4
        }
        status = Topics.checkName(received.topic.buffer, received.topic.offset, received.topic.length);
        if (status != Status.OK) {
            return status;
        }
        int packetIdentifier = received.packetIdentifier;
        if (received.qos == 0) {
            listener.received(client, received);
        } else if (received.qos == 1) {
            listener.received(client, received);
            answer(PacketType.PUBACK, packetIdentifier, ReasonCode.SUCCESS);
        } else {
            if (!receivedIdentifiers.contains(packetIdentifier)) { // else it is a second copy: answer only, 4.3.3
                if (receivedIdentifiers.isFull()) {
                    return ClientStatus.RECEIVE_MAXIMUM_EXCEEDED;
                }
                receivedIdentifiers.add(packetIdentifier);
                listener.received(client, received);
            }
            answer(PacketType.PUBREC, packetIdentifier, ReasonCode.SUCCESS);
        }
        return Status.OK;
    }

    private void handleAck(int type) {
        int packetIdentifier = ack.packetIdentifier;
        int reasonCode = ack.reasonCode;
        if (type == PacketType.PUBREL) {
            boolean known = receivedIdentifiers.remove(packetIdentifier);
            answer(PacketType.PUBCOMP, packetIdentifier,
                    known ? ReasonCode.SUCCESS : ReasonCode.PACKET_IDENTIFIER_NOT_FOUND);
            return;
        }
        int place = inFlight.find(packetIdentifier);
        int awaited = place == InFlight.NONE ? 0 : inFlight.awaited(place);
        if (type == PacketType.PUBREC) {
            if (awaited == PacketType.PUBREC && reasonCode < 0x80) {
                inFlight.received(place);
                awaited = PacketType.PUBCOMP;
            }
            if (reasonCode < 0x80) { // also for a second PUBREC, 4.3.3
                answer(PacketType.PUBREL, packetIdentifier,
                        awaited == PacketType.PUBCOMP ? ReasonCode.SUCCESS : ReasonCode.PACKET_IDENTIFIER_NOT_FOUND);
                return;
            }
        }
        if (awaited == type) {
            inFlight.done(place);
            listener.published(client, packetIdentifier, reasonCode);
        }
    }

    /** Acknowledges a PUBLISH that is passed over because it does not fit. */
    void refuse(int qos, int packetIdentifier) {
        answer(qos == 1 ? PacketType.PUBACK : PacketType.PUBREC, packetIdentifier,
                ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
    }

    private void answer(int type, int packetIdentifier, int reasonCode) {
        AckCoder.encode(out.openForAnswer(), version == MqttVersion.V5_0 ? version : MqttVersion.V3_1_1, type,
                packetIdentifier,
                reasonCode);
        out.close();
    }
}
