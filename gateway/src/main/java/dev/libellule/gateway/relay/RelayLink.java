package dev.libellule.gateway.relay;

import dev.libellule.gateway.broker.BridgeMessage;
import dev.libellule.gateway.broker.config.BridgeConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;
import javax.net.ssl.SSLSocketFactory;
import org.tinylog.Logger;

/** The connections of a relay, one at a time: between the {@link Upstream} and the session of the broker. Owned by the relay's thread. */
final class RelayLink {
    private static final int FAILURE = 0x80; // Reason Codes from here on, 2.4
    private static final int PROBE_MILLIS = 2_000;
    private static final int MOST_WINDOW = 65_535;

    /** Hears of connections. */
    interface Listener {
        void connected();

        void lost(String reason);

        /** The upstream does not know our words; there are others to try. */
        void misunderstood(String reason);

        /** While another address is used, the first one has become reachable. */
        void firstIsBack();
    }

    private final BridgeConfig config;
    private final LinkPlan plan;
    private final RelayLocal local;
    private final Mailbox mailbox;
    private final RelayCounts counts;
    private final Listener listener;
    private final Suspicion suspicion;
    /** Null for Paho. */
    private final Streams streams;
    /** Null without TLS, and for our own. */
    private final SSLSocketFactory sockets;
    private final long probeNanos;
    /** Addresses whose upstream has been told of all subscriptions. */
    private final Set<Integer> subscribed = new HashSet<>();
    private Attempt attempt;
    private int address;
    private Upstream upstream;
    private Exchange exchange;
    private boolean isAttached;
    private boolean isBusy;
    private boolean isProbing;
    private long probedAt;
    private String problem = "";

    /** @throws RelayException when a certificate cannot be used */
    RelayLink(BridgeConfig config, LinkPlan plan, RelayLocal local, Mailbox mailbox, RelayCounts counts,
            Listener listener) {
        this.config = config;
        this.plan = plan;
        this.local = local;
        this.mailbox = mailbox;
        this.counts = counts;
        this.listener = listener;
        suspicion = new Suspicion(config.name());
        boolean isOwn = config.remote().client() == BridgeConfig.Client.OWN;
        streams = isOwn ? new Streams(config) : null;
        sockets = isOwn || config.tls() == null ? null : Certificates.socketFactory(config);
        attempt = Attempt.first(config.remote());
        probeNanos = config.start().restart().cap().toNanos();
    }

    Upstream upstream() {
        return upstream;
    }

    int address() {
        return address;
    }

    /** What is wrong although there is a connection; empty if nothing is. */
    String problem() {
        return problem;
    }

    /** Whether anything has gone through since it was asked last. */
    boolean takeBusy() {
        boolean was = isBusy;
        isBusy = false;
        return was;
    }

    void open(int newAddress) {
        address = newAddress;
        problem = "";
        BridgeConfig.Address to = config.addresses().get(address);
        Logger.debug("relay {}: connecting to {} with {}", config.name(), to, attempt);
        Upstream.Listener heard = new Heard();
        upstream = streams == null
                ? new PahoUpstream(plan, to, sockets, config.tls() == null || !config.tls().isInsecure(), mailbox,
                        heard)
                : new WireUpstream(plan, attempt, subscribed.contains(address), streams.get(address), to, heard);
        upstream.open();
    }

    void turn(long now) {
        if (upstream == null) {
            return;
        }
        upstream.turn(now);
        if (isAttached) {
            exchange.note(upstream.pendingBytes());
            exchange.handOver();
            probeFirst(now);
        }
    }

    long nanosToNext(long now) {
        return upstream == null ? Long.MAX_VALUE : upstream.nanosToNext(now);
    }

    /** Ends the connection, if there is one. */
    void close(boolean isPolite) {
        if (upstream == null) {
            return;
        }
        Upstream old = upstream;
        upstream = null;
        if (isAttached) {
            isAttached = false;
            exchange.tell(session -> session.detach());
            exchange.end();
        }
        old.close(isPolite);
    }

    /** Nothing will be opened any more. */
    void end() {
        close(false);
        if (streams != null) {
            streams.close();
        }
    }

    /** {@code round_robin false}: the first address is the main one, and is returned to. */
    private void probeFirst(long now) {
        if (config.isRoundRobin() || address == 0 || isProbing || now - probedAt < probeNanos) {
            return;
        }
        isProbing = true;
        probedAt = now;
        BridgeConfig.Address first = config.way().proxy() == null
                ? config.addresses().getFirst()
                : config.way().proxy().address();
        Thread.ofVirtual().name("relay-" + config.name() + "-probe").start(() -> {
            boolean isThere = answers(first);
            mailbox.add(() -> {
                isProbing = false;
                if (isThere && isAttached && address != 0) {
                    listener.firstIsBack();
                }
            });
        });
    }

    private static boolean answers(BridgeConfig.Address address) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.host(), address.port()), PROBE_MILLIS);
            return true;
        } catch (IOException e) {
            return false; // it is still away, which is why another one is used
        }
    }

    /** Hears from the connection at hand; on the relay's thread. */
    private final class Heard implements Upstream.Listener {
        @Override
        public void greeted(UpstreamLimits limits, boolean isSessionPresent) {
            isAttached = true;
            probedAt = System.nanoTime();
            exchange = new Exchange(local.session(), mailbox, upstream, this::refused);
            Exchange peer = exchange;
            int window = Math.min(limits.receiveMaximum(),
                    config.remote().receiveMaximum() == 0 ? MOST_WINDOW : config.remote().receiveMaximum());
            upstream.setWindow(suspicion.window(window));
            peer.tell(session -> session.attach(peer, window, isSessionPresent));
        }

        @Override
        public void connected() {
            subscribed.add(address);
            listener.connected();
        }

        private void refused(String why) {
            lost(Upstream.Loss.of(why));
        }

        @Override
        public void lost(Upstream.Loss loss) {
            if (isAttached && (loss.refusal() != 0 || loss.hungUp())) {
                BridgeMessage guilty = suspicion.ended(upstream.alone(), loss);
                if (guilty != null) {
                    counts.dropped(Drop.REFUSED);
                    exchange.tell(session -> session.acknowledged(guilty.packetIdentifier()));
                }
            }
            boolean mayRetry = loss.isVersionRefused() && !attempt.isLast(config.remote());
            if (isAttached) {
                attempt = Attempt.first(config.remote()); // who hung up on it in passing may take it now
            } else if (loss.isVersionRefused()) {
                attempt = attempt.next(config.remote());
            }
            if (mayRetry) {
                Logger.debug("relay {}: {}; trying {}", config.name(), loss.reason(), attempt);
                listener.misunderstood(loss.reason());
            } else {
                listener.lost(loss.reason());
            }
        }

        @Override
        public void problem(String text) {
            if (!text.equals(problem)) {
                Logger.warn("relay {}: {}", config.name(), text);
                problem = text;
            }
        }

        @Override
        public void acknowledged(int packetIdentifier, int reasonCode) {
            isBusy = true;
            if (reasonCode >= FAILURE) {
                counts.dropped(Drop.REFUSED);
                problem("the upstream refuses a message for good: %s; it is dropped".formatted(
                        Reasons.name(reasonCode)));
            } else {
                counts.sent();
            }
            exchange.tell(session -> session.acknowledged(packetIdentifier));
            if (suspicion.isOver(counts)) {
                upstream.setWindow(MOST_WINDOW);
            }
        }

        @Override
        public void received(int packetIdentifier) {
            exchange.tell(session -> session.received(packetIdentifier));
        }

        @Override
        public void sentQos0() {
            isBusy = true;
            counts.sent();
        }

        @Override
        public void dropped(BridgeMessage message, Drop why) {
            counts.dropped(why);
            if (why != Drop.LOOP) {
                problem("a message of topic %s with %d bytes cannot be sent: %s".formatted(message.topic(),
                        message.payloadLength(), why.text()));
            }
            if (message.qos() > 0) {
                exchange.tell(session -> session.acknowledged(message.packetIdentifier()));
            }
        }

        @Override
        public void arrived(BridgeMessage message) {
            isBusy = true;
            counts.received();
            exchange.tell(session -> session.arrived(message));
        }

        @Override
        public void passedOver(int qos, int packetIdentifier, Drop why) {
            if (why == Drop.LOOP) {
                counts.dropped(why);
            } // else an old subscription has brought it
            if (qos > 0) {
                exchange.tell(session -> session.passedOver(qos, packetIdentifier));
            }
        }

        @Override
        public void released(int packetIdentifier) {
            exchange.tell(session -> session.released(packetIdentifier));
        }
    }
}
