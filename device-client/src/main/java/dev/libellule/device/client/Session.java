package dev.libellule.device.client;

import dev.libellule.device.codec.Ack;
import dev.libellule.device.codec.AckCoder;
import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.PacketReader;
import dev.libellule.device.codec.PacketType;
import dev.libellule.device.codec.PacketWriter;
import dev.libellule.device.codec.Properties;
import dev.libellule.device.codec.Property;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.PublishCoder;
import dev.libellule.device.codec.ReasonCode;
import dev.libellule.device.codec.Slice;
import dev.libellule.device.codec.Status;
import dev.libellule.device.codec.SubAck;
import dev.libellule.device.codec.SubAckCoder;
import dev.libellule.device.codec.Subscribe;
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
    private final TopicAliases incomingAliases;
    private final TopicAliases outgoingAliases;
    private final Publish received;
    private final Ack ack;
    private final SubAck subAck;
    private final PacketWriter keeping = new PacketWriter();
    private final StoredSession stored;
    private final boolean refuseOversized;
    private int lastPacketIdentifier;
    private int streamedLength; // payload of the message that goes to the application in stretches

    /** A session whose packets share their properties: only one is looked at, at a time. */
    Session(MqttSettings settings, MqttClient client, MqttListener listener, SendBuffer out, Properties properties) {
        this.client = client;
        received = new Publish(properties);
        ack = new Ack(properties);
        subAck = new SubAck(properties);
        boolean isV5 = settings.version == MqttVersion.V5_0;
        incomingAliases = new TopicAliases(isV5 ? settings.incomingAliases : 0, settings.longestAliasedTopic);
        outgoingAliases = new TopicAliases(isV5 ? settings.outgoingAliases : 0, settings.longestAliasedTopic);
        refuseOversized = settings.refuseOversized && isV5;
        this.listener = listener;
        this.out = out;
        version = settings.version;
        inFlight = new InFlight(settings.maximumInFlight, settings.inFlightBytes);
        receivedIdentifiers = new ReceivedIdentifiers(settings.receiveMaximum);
        stored = new StoredSession(settings.sessionStore);
        subscriptions = new Subscriptions(settings);
    }

    /** Takes up the session of the device's last life, as far as the tables hold it. */
    void restore(Greeting greeting) {
        StoredRecord record = stored.record();
        for (int at = stored.next(0); at >= 0; at = stored.next(at)) {
            if (record.kind == SessionStore.SESSION) {
                greeting.resume(record.bytes);
            } else if (record.kind == SessionStore.RECEIVED && !receivedIdentifiers.isFull()) {
                receivedIdentifiers.add(record.packetIdentifier);
            } else if (record.kind == SessionStore.PUBLISH) {
                restore(record.packetIdentifier, record.mark, record.bytes);
            }
        }
    }

    private void restore(int packetIdentifier, int mark, Slice packet) {
        int offset = packet.length <= inFlight.memory().length ? inFlight.place(packet.length) : InFlight.NONE;
        if (offset == InFlight.NONE) {
            return; // the tables were larger in its last life; the record stays for the next one
        }
        System.arraycopy(packet.buffer, packet.offset, inFlight.memory(), offset, packet.length);
        int qos = packet.buffer[packet.offset] >> 1 & 3;
        inFlight.add(packetIdentifier, offset, packet.length, qos == 1 ? PacketType.PUBACK : PacketType.PUBREC);
        if (mark == SessionStore.RELEASED) {
            inFlight.received(inFlight.find(packetIdentifier));
        }
        lastPacketIdentifier = packetIdentifier;
    }

    /** The server has a session under this identifier, which was not kept yet. */
    void keepIdentifier(Slice clientIdentifier) {
        stored.exists(clientIdentifier);
    }

    /** Records that the store could not take. */
    int storeFailures() {
        return stored.failures();
    }

    /** A new connection was accepted; on it the server may use so many aliases. */
    void connected(boolean sessionPresent, int aliasesAllowed) {
        incomingAliases.connected(aliasesAllowed);
        outgoingAliases.connected(limits.topicAliasMaximum);
        if (!sessionPresent) {
            while (!receivedIdentifiers.isEmpty()) {
                stored.forget(receivedIdentifiers.removeLast());
            }
            // What the old session had received for good is done; the rest becomes new messages, so that none is lost
            for (int i = inFlight.firstReceived(); i != InFlight.NONE; i = inFlight.firstReceived()) {
                done(i, ReasonCode.SUCCESS);
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
        if (subscriptions.hasWorkToDo()) {
            subscriptions.refuseUnsupported(limits, client, listener);
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
            done(place, qos > limits.maximumQos ? ReasonCode.QOS_NOT_SUPPORTED : ReasonCode.PACKET_TOO_LARGE);
            return true;
        }
        if (inFlight.outstanding() - inFlight.waiting() >= limits.receiveMaximum || out.free() < length) {
            return false; // [MQTT-3.3.4-7]
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
        message.topicAliasToSend = TopicAliases.NONE;
        if (message.qos > 0) {
            return publishReliably(message, length);
        }
        if (out.free() < length && !client.makeRoom(length)) {
            return Status.BUFFER_FULL;
        }
        if (!writeAliased(message, length)) {
            PublishCoder.encode(out.open(), version, message);
            out.close();
        }
        return Status.OK;
    }

    /**
     * Writes a message with a Topic Alias, 3.3.2.3.4: with its topic the first time, without it from then on.
     *
     * @param length of the packet without alias, for which there is room
     * @return false if there is no alias for it; then nothing was written
     */
    private boolean writeAliased(Publish message, int length) {
        byte[] topic = message.topic.buffer;
        int offset = message.topic.offset;
        int topicLength = message.topic.length;
        int alias = outgoingAliases.find(topic, offset, topicLength);
        boolean known = alias != TopicAliases.NONE;
        if (!known) {
            alias = outgoingAliases.next(topicLength);
            int longest = length + PublishCoder.TOPIC_ALIAS_LENGTH + 2; // two lengths may take a byte more
            if (alias == TopicAliases.NONE || longest > out.free() || longest > limits.maximumPacketSize) {
                return false;
            }
            outgoingAliases.use(topic, offset, topicLength);
        } else if (topicLength < PublishCoder.TOPIC_ALIAS_LENGTH) {
            return false; // would be longer
        }
        message.topicAliasToSend = alias;
        message.topic.length = known ? 0 : topicLength;
        PublishCoder.encode(out.open(), version, message);
        out.close();
        message.topic.length = topicLength;
        message.topicAliasToSend = TopicAliases.NONE;
        return true;
    }

    private int publishReliably(Publish message, int length) {
        if (length > inFlight.memory().length) {
            return Status.PACKET_TOO_LARGE;
        }
        int offset = inFlight.place(length);
        boolean mayNotSend = inFlight.waiting() > 0 // older ones first, [MQTT-4.6.0-1]
                || inFlight.outstanding() >= limits.receiveMaximum; // [MQTT-3.3.4-7]
        if (offset == InFlight.NONE || mayNotSend) {
            return ClientStatus.IN_FLIGHT_FULL;
        }
        if (out.free() < length && !client.makeRoom(length)) {
            return Status.BUFFER_FULL;
        }
        message.packetIdentifier = nextPacketIdentifier();
        keeping.wrap(inFlight.memory(), offset, offset + length);
        PublishCoder.encode(keeping, version, message); // kept with its topic: an alias ends with its connection
        if (stored.publish(message.packetIdentifier, inFlight.memory(), offset, length) < 0) {
            return ClientStatus.STORE_FAILED;
        }
        lastPacketIdentifier = message.packetIdentifier;
        if (!writeAliased(message, length)) {
            out.append(inFlight.memory(), offset, length);
        }
        inFlight.add(message.packetIdentifier, offset, length,
                message.qos == 1 ? PacketType.PUBACK : PacketType.PUBREC);
        return message.packetIdentifier;
    }

    /** See {@link MqttClient#subscribe(byte[], int, int)}. */
    int subscribe(byte[] topicFilter, int options, int subscriptionIdentifier) {
        int status = checkFilter(topicFilter);
        if (status == Status.OK) {
            status = checkOptions(topicFilter, options);
        }
        return status != Status.OK ? status : subscriptions.subscribe(topicFilter, options, subscriptionIdentifier);
    }

    /** See {@link MqttClient#unsubscribe}. */
    int unsubscribe(byte[] topicFilter) {
        int status = checkFilter(topicFilter);
        return status != Status.OK ? status : subscriptions.unsubscribe(topicFilter);
    }

    private int checkOptions(byte[] topicFilter, int options) {
        if ((options & 3) == 3) {
            return Status.QOS;
        }
        if (version != MqttVersion.V5_0) {
            return Status.OK; // of the options only the QoS is sent
        }
        if ((options & 0xC0) != 0 || (options & 0x30) == 0x30) {
            return Status.RESERVED_FLAGS; // [MQTT-3.8.3-5]
        }
        boolean noLocal = (options & Subscribe.NO_LOCAL) != 0;
        return noLocal && Topics.isShared(topicFilter) ? Status.PROTOCOL_ERROR : Status.OK; // [MQTT-3.8.3-4]
    }

    private int checkFilter(byte[] topicFilter) {
        if (topicFilter.length > 65_535) {
            return Status.TOPIC_FILTER;
        }
        if (subscriptions.packetLength(topicFilter) > out.capacity()) {
            return Status.PACKET_TOO_LARGE;
        }
        if (version == MqttVersion.V5_0 && Topics.isShared(topicFilter)
                && Topics.checkShared(topicFilter) != Status.OK) {
            return Status.TOPIC_FILTER;
        }
        return Topics.checkFilter(topicFilter, 0, topicFilter.length);
    }

    int unacknowledged() {
        return inFlight.outstanding();
    }

    /** The next number that no packet on its way has, [MQTT-2.2.1-3]. */
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
        if (status == Status.OK) {
            status = checkTopic();
        }
        if (status != Status.OK) {
            return status;
        }
        if (!isSecondCopy()) { // else answer only, 4.3.3
            if (received.qos == 2 && receivedIdentifiers.isFull()) {
                return ClientStatus.RECEIVE_MAXIMUM_EXCEEDED;
            }
            int qos = received.qos; // the application may make its own message of it
            int packetIdentifier = received.packetIdentifier;
            listener.received(client, received);
            received.qos = qos;
            received.packetIdentifier = packetIdentifier;
        }
        acknowledge(ReasonCode.SUCCESS);
        return Status.OK;
    }

    /** Finds the topic behind an alias, and looks whether it is one. */
    private int checkTopic() {
        int alias = received.properties.number(Property.TOPIC_ALIAS, TopicAliases.NONE);
        if (alias == TopicAliases.NONE) {
            return Topics.checkName(received.topic.buffer, received.topic.offset, received.topic.length);
        }
        if (!incomingAliases.isAllowed(alias)) {
            return ClientStatus.TOPIC_ALIAS_INVALID;
        }
        if (received.topic.length == 0) { // was checked when the alias got it
            return incomingAliases.get(alias, received.topic) ? Status.OK : Status.PROTOCOL_ERROR; // 3.3.2.3.4
        }
        if (!incomingAliases.fits(received.topic.length)) {
            return ClientStatus.TOPIC_ALIAS_TOO_LONG;
        }
        int status = Topics.checkName(received.topic.buffer, received.topic.offset, received.topic.length);
        if (status == Status.OK) {
            incomingAliases.set(alias, received.topic.buffer, received.topic.offset, received.topic.length);
        }
        return status;
    }

    private boolean isSecondCopy() {
        return received.qos == 2 && receivedIdentifiers.contains(received.packetIdentifier);
    }

    /** Acknowledges the message at hand; one of QoS 2 is known from here on, unless it is refused. */
    private void acknowledge(int reasonCode) {
        if (received.qos == 1) {
            answer(PacketType.PUBACK, received.packetIdentifier, reasonCode);
        } else if (received.qos == 2) {
            if (reasonCode < 0x80 && !isSecondCopy()) {
                stored.received(received.packetIdentifier);
                receivedIdentifiers.add(received.packetIdentifier);
            }
            answer(PacketType.PUBREC, received.packetIdentifier, reasonCode);
        }
    }

    /**
     * Takes the head of a message that is larger than the receive buffer.
     *
     * @param isAll whether the buffer is full, so that no more of the head will ever be there
     * @param stream whether the application takes it in stretches
     * @return where its payload begins in the reader's array, if it is to be streamed; OK if it is to be passed over and was answered;
     *         {@link Status#TRUNCATED} if more of it is needed; else why the connection has to be closed
     */
    int handleOversized(PacketReader in, int firstByte, int packetLength, boolean isAll, boolean stream) {
        int status = PublishCoder.decodeHead(in, firstByte, version, received);
        boolean headDoesNotFit = status == Status.TRUNCATED && isAll;
        if (status == Status.OK) {
            status = checkTopic();
        } else if (headDoesNotFit && (received.qos == 0 || received.packetIdentifier > 0)) {
            status = Status.OK;
        }
        if (status != Status.OK) {
            return headDoesNotFit ? Status.PACKET_TOO_LARGE : status;
        }
        if (received.qos == 2 && !isSecondCopy() && receivedIdentifiers.isFull()) {
            return ClientStatus.RECEIVE_MAXIMUM_EXCEEDED;
        }
        if (stream && !headDoesNotFit && !isSecondCopy()) {
            streamedLength = packetLength - in.position();
            return in.position();
        }
        acknowledge(refuseOversized && !stream ? ReasonCode.QUOTA_EXCEEDED : ReasonCode.SUCCESS);
        return Status.OK;
    }

    /** Hands a stretch of the streamed message on; after the last one it is acknowledged. */
    void handleStretch(Slice stretch, int stillToCome) {
        received.payload.set(stretch.buffer, stretch.offset, stretch.length);
        int qos = received.qos; // as above
        int packetIdentifier = received.packetIdentifier;
        listener.part(client, received, streamedLength - stillToCome - stretch.length, streamedLength);
        received.qos = qos;
        received.packetIdentifier = packetIdentifier;
        if (stillToCome == 0) {
            acknowledge(ReasonCode.SUCCESS);
        }
    }

    private void handleAck(int type) {
        int packetIdentifier = ack.packetIdentifier;
        int reasonCode = ack.reasonCode;
        if (type == PacketType.PUBREL) {
            boolean known = receivedIdentifiers.remove(packetIdentifier);
            if (known) {
                stored.forget(packetIdentifier);
            }
            answer(PacketType.PUBCOMP, packetIdentifier,
                    known ? ReasonCode.SUCCESS : ReasonCode.PACKET_IDENTIFIER_NOT_FOUND);
            return;
        }
        int place = inFlight.find(packetIdentifier);
        int awaited = place == InFlight.NONE ? 0 : inFlight.awaited(place);
        if (type == PacketType.PUBREC) {
            if (awaited == PacketType.PUBREC && reasonCode < 0x80) {
                inFlight.received(place);
                stored.released(packetIdentifier);
                awaited = PacketType.PUBCOMP;
            }
            if (reasonCode < 0x80) { // also for a second PUBREC, 4.3.3
                answer(PacketType.PUBREL, packetIdentifier,
                        awaited == PacketType.PUBCOMP ? ReasonCode.SUCCESS : ReasonCode.PACKET_IDENTIFIER_NOT_FOUND);
                return;
            }
        }
        if (awaited == type) {
            done(place, reasonCode);
        }
    }

    private void done(int place, int reasonCode) {
        int packetIdentifier = inFlight.packetIdentifier(place);
        inFlight.done(place);
        stored.published(packetIdentifier);
        listener.published(client, packetIdentifier, reasonCode);
    }

    private void answer(int type, int packetIdentifier, int reasonCode) {
        AckCoder.encode(out.openForAnswer(), version == MqttVersion.V5_0 ? version : MqttVersion.V3_1_1, type,
                packetIdentifier,
                reasonCode);
        out.close();
    }
}
