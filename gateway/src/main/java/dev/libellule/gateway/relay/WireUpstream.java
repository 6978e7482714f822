package dev.libellule.gateway.relay;

import dev.libellule.device.client.Transport;
import dev.libellule.device.codec.Ack;
import dev.libellule.device.codec.AckCoder;
import dev.libellule.device.codec.ConnAck;
import dev.libellule.device.codec.ConnAckCoder;
import dev.libellule.device.codec.Disconnect;
import dev.libellule.device.codec.DisconnectCoder;
import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.codec.PacketReader;
import dev.libellule.device.codec.PacketType;
import dev.libellule.device.codec.PacketWriter;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.PublishCoder;
import dev.libellule.device.codec.ReasonCode;
import dev.libellule.device.codec.Status;
import dev.libellule.device.codec.SubAck;
import dev.libellule.device.codec.SubAckCoder;
import dev.libellule.device.host.HostTransport;
import dev.libellule.gateway.broker.BridgeMessage;
import dev.libellule.gateway.broker.config.BridgeConfig;
import java.util.Set;

/**
 * A connection in our own words, 3.1, 3.1.1 and 5.0, through any {@link HostTransport}: packets with the codec of the device, Packet
 * Identifiers and the states of QoS 2 those of the broker's session.
 *
 * <pre>
 *   OPENING ─stream▶ GREETING ─CONNACK▶ SUBSCRIBING ─SUBACK, UNSUBACK▶ ONLINE ─lost, close()▶ ENDED
 * </pre>
 */
final class WireUpstream implements Upstream {
    private static final int MOST_READS = 16;
    private static final int FAILURE = 0x80; // Reason Codes from here on, 2.4
    private static final int QUOTA_EXCEEDED = 0x97;
    private static final long MOST_PING_NANOS = 10_000_000_000L;
    private static final long MOST_PING_BEHIND_NANOS = 60_000_000_000L;
    /** A line so slow is still a line: a second more for each so many bytes under way. */
    private static final int SLOWEST_BYTES_PER_SECOND = 512;
    /** Of a DISCONNECT: what would happen again with the same message, 3.14.2.1. */
    private static final Set<Integer> BLAMES_A_MESSAGE = Set.of(0x81, 0x82, 0x83, 0x90, 0x95, 0x99, 0x9A, 0x9B);

    private enum State {
        OPENING, GREETING, SUBSCRIBING, ONLINE, ENDED
    }

    private final LinkPlan plan;
    private final Attempt attempt;
    private final UpstreamGreeting greeting;
    private final HostTransport transport;
    private final BridgeConfig.Address address;
    private final Listener listener;
    private final UpstreamWriter out;
    private final UpstreamPublications publications;
    private final PacketReader reader = new PacketReader();
    private final ConnAck connAck = new ConnAck();
    private final SubAck subAck = new SubAck();
    private final Ack ack = new Ack();
    private final Disconnect disconnect = new Disconnect();
    private final Publish publish = new Publish();
    private byte[] in = new byte[128 << 10];
    private int start;
    private int end;
    /** Bytes of a message that is too large, still to be passed over. */
    private long toSkip;
    private State state = State.OPENING;
    private UpstreamLimits limits = UpstreamLimits.NONE;
    private int awaitedAnswers;
    private long keepAliveNanos;
    private long now;
    private long heardAt;
    private long spokenAt;
    /** Bytes that have gone out since something came. */
    private long saidUnheard;
    /** When a PINGREQ left that has no answer; 0 for none. */
    private long pingAt;
    /** What was on its way before it, on the slowest line. */
    private long pingBehindNanos;
    private boolean isPaused;
    private boolean mayHaveMore;

    /** @param isSubscribed whether the upstream was told of all subscriptions before */
    WireUpstream(LinkPlan plan, Attempt attempt, boolean isSubscribed, HostTransport transport,
            BridgeConfig.Address address, Listener listener) {
        this.plan = plan;
        this.attempt = attempt;
        this.transport = transport;
        this.address = address;
        this.listener = listener;
        greeting = new UpstreamGreeting(plan, attempt, isSubscribed);
        Echoes echoes = attempt.version() == MqttVersion.V5_0 || attempt.isBridge() || !plan.rules().hasIncoming()
                ? null
                : new Echoes();
        out = new UpstreamWriter(plan, attempt.version(), listener, echoes);
        publications = new UpstreamPublications(plan, echoes, listener);
        keepAliveNanos = plan.remote().keepAlive().toNanos();
    }

    @Override
    public void open() {
        // the first turn begins
    }

    @Override
    public void turn(long nowNanos) {
        now = nowNanos;
        mayHaveMore = false;
        if (state == State.OPENING) {
            connect();
        }
        if (isStreamOpen()) {
            read();
        }
        if (state == State.ONLINE) {
            keepAlive();
            watch();
        }
        if (isStreamOpen()) {
            write();
        }
    }

    private boolean isStreamOpen() {
        return state != State.OPENING && state != State.ENDED;
    }

    private void connect() {
        int status = transport.connect();
        if (status < 0) {
            lose(Loss.of(Reasons.ofStream(transport.failure(), address)));
        } else if (status == Transport.CONNECTED) {
            state = State.GREETING;
            heardAt = now;
            greeting.writeConnect(out);
        }
    }

    // What comes

    private void read() {
        for (int reads = 0; reads < MOST_READS && !isPaused && isStreamOpen(); reads++) {
            if (start > 0) {
                System.arraycopy(in, start, in, 0, end - start);
                end -= start;
                start = 0;
            }
            int room = in.length - end;
            int count = transport.read(in, end, room);
            if (count < 0) {
                lost();
                return;
            }
            if (count == 0) {
                return;
            }
            heardAt = now;
            saidUnheard = 0;
            end += count;
            handlePackets();
            if (count < room) {
                return;
            }
        }
        mayHaveMore = isStreamOpen();
    }

    private void lost() {
        boolean hungUp = state == State.ONLINE && out.underWay() > 0
                && transport.failure().startsWith("closed by the server");
        boolean isRefusal = state == State.GREETING; // some hang up on words that they do not know
        String reason = Reasons.ofStream(transport.failure(), address);
        lose(new Loss(isRefusal ? Reasons.ofHangUp(reason, plan.remote()) : reason, 0, hungUp, isRefusal));
    }

    private void handlePackets() {
        while (isStreamOpen()) {
            if (toSkip > 0) {
                int part = (int) Math.min(toSkip, end - start);
                start += part;
                toSkip -= part;
            }
            int length = start == end ? 0 : PacketReader.packetLength(in, start, end);
            if (length == 0) {
                return;
            }
            if (length < 0) {
                malformed(length);
            } else if (length > LinkPlan.MOST_PACKET_BYTES) {
                if (!passOver(length)) {
                    return;
                }
            } else if (length > end - start) {
                if (length > in.length) {
                    byte[] larger = new byte[length];
                    System.arraycopy(in, start, larger, 0, end - start);
                    in = larger;
                    end -= start;
                    start = 0;
                }
                return;
            } else {
                int first = in[start] & 0xFF;
                reader.wrap(in, start + PacketReader.headerLength(in, start), start + length);
                start += length;
                int status = handle(first);
                if (status != Status.OK && isStreamOpen()) {
                    malformed(status);
                }
            }
        }
    }

    /** A message that nobody here can have: it is acknowledged, or the upstream would send it for ever. */
    private boolean passOver(int length) {
        int first = in[start] & 0xFF;
        reader.wrap(in, start + PacketReader.headerLength(in, start), end);
        if (PacketType.of(first) != PacketType.PUBLISH) {
            malformed(Status.PACKET_TOO_LARGE);
            return false;
        }
        if (PublishCoder.decodeHead(reader, first, attempt.version(), publish) != Status.OK) {
            return false; // more of it has to come
        }
        listener.problem("a message of topic %s with %d bytes came and is passed over: at most %d are taken"
                .formatted(publish.topic, length, LinkPlan.MOST_PACKET_BYTES));
        if (publish.qos > 0) {
            out.acknowledge(publish.qos == 1 ? PacketType.PUBACK : PacketType.PUBREC, publish.packetIdentifier);
        }
        toSkip = length;
        return true;
    }

    private void malformed(int status) {
        if (attempt.version() == MqttVersion.V5_0 && state == State.ONLINE) {
            sayDisconnect(Status.reasonCode(status)); // 4.13
        }
        lose(Loss.of("the upstream sent what is not MQTT, or may not come now (status %d); is that an MQTT broker?"
                .formatted(status)));
    }

    private int handle(int first) {
        int type = PacketType.of(first);
        if (state == State.GREETING) {
            return type == PacketType.CONNACK ? greeted() : Status.PROTOCOL_ERROR; // [MQTT-3.2.0-1]
        }
        return switch (type) {
            case PacketType.PUBLISH -> {
                int status = PublishCoder.decode(reader, first, attempt.version(), publish);
                yield status == Status.OK ? publications.take(publish, now) : status;
            }
            case PacketType.PUBACK, PacketType.PUBREC, PacketType.PUBREL, PacketType.PUBCOMP -> acknowledged(type);
            case PacketType.SUBACK, PacketType.UNSUBACK -> answered(type);
            case PacketType.PINGRESP -> {
                pingAt = 0;
                yield reader.finish();
            }
            case PacketType.DISCONNECT -> {
                int status = DisconnectCoder.decode(reader, type, attempt.version(), disconnect);
                if (status == Status.OK) {
                    int code = disconnect.reasonCode;
                    lose(new Loss("the upstream has closed the connection: " + Reasons.name(code),
                            BLAMES_A_MESSAGE.contains(code) ? code : 0, false, false));
                }
                yield status;
            }
            default -> Status.PROTOCOL_ERROR;
        };
    }

    private int greeted() {
        int status = ConnAckCoder.decode(reader, attempt.version(), connAck);
        if (status != Status.OK) {
            return status;
        }
        if (connAck.reasonCode != ReasonCode.SUCCESS) {
            boolean isVersion = attempt.version() == MqttVersion.V5_0
                    ? connAck.reasonCode == 0x84 || connAck.reasonCode == 1
                    : connAck.reasonCode == 1 || attempt.isBridge();
            lose(new Loss(Reasons.ofConnAck(connAck.reasonCode, attempt), 0, false, isVersion));
            return Status.OK;
        }
        if (attempt.version() == MqttVersion.V5_0) {
            limits = UpstreamLimits.of(connAck.properties);
            keepAliveNanos = limits.keepAliveSeconds() < 0
                    ? keepAliveNanos
                    : limits.keepAliveSeconds() * 1_000_000_000L; // [MQTT-3.2.2-21]
        }
        out.setLimits(limits);
        state = State.SUBSCRIBING;
        listener.greeted(limits, connAck.sessionPresent);
        awaitedAnswers = greeting.writeSubscriptions(out, connAck.sessionPresent);
        goOnlineIfAnswered();
        return Status.OK;
    }

    private int answered(int type) {
        int status = SubAckCoder.decode(reader, attempt.version(), subAck);
        if (status == Status.OK && state == State.SUBSCRIBING) {
            awaitedAnswers--;
            if (type == PacketType.SUBACK) {
                greeting.refusals(subAck.reasonCodes).forEach(listener::problem);
            }
            goOnlineIfAnswered();
        }
        return status;
    }

    private void goOnlineIfAnswered() {
        if (awaitedAnswers == 0) {
            state = State.ONLINE;
            greeting.writeNotification(out, limits);
            listener.connected();
        }
    }

    private int acknowledged(int type) {
        int status = AckCoder.decode(reader, attempt.version(), ack);
        if (status != Status.OK) {
            return status;
        }
        int id = ack.packetIdentifier;
        boolean isRefused = ack.reasonCode >= FAILURE;
        if (type == PacketType.PUBREL) {
            listener.released(id);
        } else if (isRefused && ack.reasonCode == QUOTA_EXCEEDED && type != PacketType.PUBCOMP) {
            lose(Loss.of("the upstream says: " + Reasons.name(ack.reasonCode))); // it may have room later
        } else if (type == PacketType.PUBREC && !isRefused) {
            out.progress(now);
            listener.received(id);
        } else {
            out.done(id, now);
            listener.acknowledged(id, type == PacketType.PUBCOMP ? 0 : ack.reasonCode);
        }
        return Status.OK;
    }

    // What goes

    @Override
    public void send(BridgeMessage message) {
        out.add(message);
    }

    @Override
    public void release(int packetIdentifier) {
        out.acknowledge(PacketType.PUBREL, packetIdentifier);
    }

    @Override
    public void acknowledge(int type, int packetIdentifier) {
        out.acknowledge(type, packetIdentifier);
    }

    @Override
    public long pendingBytes() {
        return out.pendingBytes();
    }

    @Override
    public void setWindow(int messages) {
        out.setWindow(messages);
    }

    private void write() {
        do {
            if (state == State.ONLINE) {
                out.fill(now);
            }
            if (out.unsent() == 0) {
                return;
            }
            int count = transport.write(out.bytes(), out.start(), out.unsent());
            if (count < 0) {
                lost();
                return;
            }
            if (count > 0) {
                out.took(count);
                spokenAt = now;
                saidUnheard += count;
            }
        } while (out.unsent() == 0);
    }

    private void keepAlive() {
        if (keepAliveNanos > 0 && now - quietSince() >= keepAliveNanos && pingAt == 0) {
            pingBehindNanos = Math.min(MOST_PING_BEHIND_NANOS, slowNanos(saidUnheard + out.unsent()));
            PacketWriter writer = out.room(2);
            writer.begin(PacketType.firstByte(PacketType.PINGREQ), 0);
            writer.endKnown();
            out.wrote();
            pingAt = now == 0 ? 1 : now;
        }
    }

    /** Of the two directions that which has been silent for longer: messages of QoS 0 alone would never show that nobody hears them. */
    private long quietSince() {
        return Math.min(spokenAt, heardAt);
    }

    /** A connection is deaf, whatever its socket says, when nothing that should come comes. */
    private void watch() {
        if (isPaused) {
            return;
        }
        if (pingAt != 0 && now - Math.max(pingAt, heardAt) >= pingNanos()) {
            lose(Loss.of("the upstream has not answered a ping for %d s".formatted(seconds(pingNanos()))));
        } else if (out.underWay() > 0 && now - out.progressAt() >= acknowledgementNanos()) {
            lose(Loss.of("the upstream has not acknowledged a message for %d s"
                    .formatted(seconds(acknowledgementNanos()))));
        }
    }

    private long pingNanos() {
        return Math.min(keepAliveNanos, MOST_PING_NANOS) + Math.max(pingBehindNanos, slowNanos(out.bytesUnderWay()));
    }

    private long acknowledgementNanos() {
        return plan.acknowledgement().toNanos() + slowNanos(out.bytesUnderWay());
    }

    private static long slowNanos(long bytes) {
        return bytes / SLOWEST_BYTES_PER_SECOND * 1_000_000_000L;
    }

    private static long seconds(long nanos) {
        return nanos / 1_000_000_000L;
    }

    @Override
    public long nanosToNext(long nowNanos) {
        if (mayHaveMore) {
            return 0;
        }
        if (state != State.ONLINE) {
            return Long.MAX_VALUE;
        }
        long next = Long.MAX_VALUE;
        if (pingAt != 0) {
            next = Math.max(pingAt, heardAt) + pingNanos() - nowNanos;
        } else if (keepAliveNanos > 0) {
            next = quietSince() + keepAliveNanos - nowNanos;
        }
        if (out.underWay() > 0) {
            next = Math.min(next, out.progressAt() + acknowledgementNanos() - nowNanos);
        }
        return Math.max(0, next);
    }

    @Override
    public void await(long nanos) {
        int millis = (int) Math.min(60_000, (nanos + 999_999) / 1_000_000);
        transport.await(millis, out.unsent() > 0);
    }

    @Override
    public void wakeup() {
        transport.wakeup();
    }

    @Override
    public void pause(boolean paused) {
        isPaused = paused;
        heardAt = now;
    }

    @Override
    public BridgeMessage alone() {
        return out.alone();
    }

    @Override
    public void close(boolean isPolite) {
        if (isPolite && state == State.ONLINE) {
            greeting.writeFarewell(out, limits);
            sayDisconnect(ReasonCode.SUCCESS);
        }
        end();
    }

    private void sayDisconnect(int reasonCode) {
        DisconnectCoder.encode(out.room(8), PacketType.DISCONNECT, attempt.version(), reasonCode);
        out.wrote();
        transport.write(out.bytes(), out.start(), out.unsent());
    }

    private void lose(Loss loss) {
        if (state != State.ENDED) {
            end();
            listener.lost(loss);
        }
    }

    private void end() {
        state = State.ENDED;
        transport.close();
    }
}
