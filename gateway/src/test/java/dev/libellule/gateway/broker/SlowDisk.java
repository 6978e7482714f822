package dev.libellule.gateway.broker;

import dev.libellule.gateway.store.Batch;
import dev.libellule.gateway.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The broker's core with a store whose disk is as slow as the test wants. The test's thread is the broker's: it says when a turn of the
 * loop is over, when time passes, and when the disk has what it was given.
 */
public final class SlowDisk implements LocalClients {
    private final List<Batch> batches = new ArrayList<>();
    private final HandLoop loop = new HandLoop();
    private final Persistence persistence = new Persistence(new Held(), loop, 0);
    private final BrokerCore core = new BrokerCore(Limits.DEFAULT, Memory.ofThisJvm(), persistence);
    private long now;

    private final class Held implements Store {
        @Override
        public void start(Listener listener) {
            // the test says when
        }

        @Override
        public void submit(Batch batch) {
            batches.add(batch);
        }

        @Override
        public long bytesWritten() {
            return 0;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    BrokerCore core() {
        return core;
    }

    Persistence persistence() {
        return persistence;
    }

    @Override
    public LocalClient connect(LocalClientOptions options, DeliveryListener listener) {
        LocalConnection connection = new LocalConnection(core, loop::execute, options, listener);
        connection.open();
        return connection;
    }

    @Override
    public BridgeSession bridge(BridgeOptions options) {
        BridgeConnection bridge = new BridgeConnection(core, loop, options);
        loop.execute(bridge::open);
        return bridge;
    }

    /** Whether it was given something that it does not have yet. */
    boolean isBusy() {
        return !batches.isEmpty();
    }

    /** The turn of the loop is over. */
    public void endTurn() {
        loop.endTurn();
    }

    /** Turns until something is so that other threads bring about. */
    public void turnUntil(BooleanSupplier condition) throws InterruptedException {
        loop.turnUntil(condition);
    }

    void pass(long millis) {
        now += millis;
        core.advance(now);
        loop.tick();
    }

    /** The disk has what it was given; says what that was. */
    public List<String> commit() {
        List<String> written = new ArrayList<>();
        endTurn();
        while (!batches.isEmpty()) {
            Batch batch = batches.removeFirst();
            for (int i = 0; i < batch.size(); i++) {
                if (batch.kind(i) != Batch.Kind.NOTHING) {
                    written.add(batch.kind(i).toString());
                }
            }
            persistence.committed(batch);
            endTurn();
        }
        return written;
    }
}
