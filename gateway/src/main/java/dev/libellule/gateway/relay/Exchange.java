package dev.libellule.gateway.relay;

import dev.libellule.gateway.broker.BridgeMessage;
import dev.libellule.gateway.broker.BridgePeer;
import dev.libellule.gateway.broker.BridgeSession;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Between the broker thread and the relay's, for one connection: what one says in a turn goes to the other at once. When the connection is
 * over, what is still on its way is not heard.
 */
final class Exchange implements BridgePeer {
    /** Something for the relay's thread to do. */
    private interface Word extends Consumer<Upstream> {}

    private final BridgeSession session;
    private final Mailbox mailbox;
    private final Consumer<String> refused;
    /** Bytes on their way from the broker thread to the relay's. */
    private final AtomicLong underWay = new AtomicLong();
    /** Bytes with the relay that the connection does not take yet. */
    private volatile long waiting;
    /** Broker thread. */
    private List<Word> toRelay = new ArrayList<>();
    /** Relay's thread. */
    private List<Consumer<BridgeSession>> toBroker = new ArrayList<>();
    private Upstream upstream;

    /**
     * @param refused hears why the broker cannot go on
     */
    Exchange(BridgeSession session, Mailbox mailbox, Upstream upstream, Consumer<String> refused) {
        this.session = session;
        this.mailbox = mailbox;
        this.upstream = upstream;
        this.refused = refused;
    }

    // Broker thread

    @Override
    public void send(BridgeMessage message) {
        int length = message.data().length;
        underWay.addAndGet(length);
        toRelay.add(to -> {
            underWay.addAndGet(-length);
            to.send(message);
        });
    }

    @Override
    public void release(int packetIdentifier) {
        toRelay.add(to -> to.release(packetIdentifier));
    }

    @Override
    public void acknowledge(int type, int packetIdentifier) {
        toRelay.add(to -> to.acknowledge(type, packetIdentifier));
    }

    @Override
    public void flush() {
        if (toRelay.isEmpty()) {
            return;
        }
        List<Word> words = toRelay;
        toRelay = new ArrayList<>(words.size());
        mailbox.add(() -> {
            if (upstream != null) {
                for (int i = 0; i < words.size() && upstream != null; i++) {
                    words.get(i).accept(upstream);
                }
            }
        });
    }

    @Override
    public long pendingBytes() {
        return underWay.get() + waiting;
    }

    @Override
    public void pause(boolean isPaused) {
        toRelay.add(to -> to.pause(isPaused));
        flush();
    }

    @Override
    public void refuse(String why) {
        mailbox.add(() -> {
            if (upstream != null) {
                refused.accept(why);
            }
        });
    }

    // Relay's thread

    /** Takes something for the broker; it goes with the next {@link #handOver}. */
    void tell(Consumer<BridgeSession> word) {
        toBroker.add(word);
    }

    void handOver() {
        if (!toBroker.isEmpty()) {
            List<Consumer<BridgeSession>> words = toBroker;
            toBroker = new ArrayList<>(words.size());
            session.execute(() -> words.forEach(word -> word.accept(session)));
        }
    }

    /** So much the connection does not take yet. */
    void note(long unwrittenBytes) {
        if (waiting != unwrittenBytes) {
            waiting = unwrittenBytes;
        }
    }

    /** The connection is over. */
    void end() {
        handOver();
        upstream = null;
    }
}
