package dev.libellule.gateway.broker;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.libellule.device.codec.Connect;
import dev.libellule.gateway.store.Batch;
import dev.libellule.gateway.store.Store;
import dev.libellule.gateway.store.StoreFile;
import dev.libellule.gateway.store.StoredState;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A broker without sockets, on a real store, that ends and starts again; both clocks are the test's. */
final class RestartingBroker implements AutoCloseable {
    static final Authenticator EVERYBODY = (user, password, peer) -> CompletableFuture.completedFuture(0);
    private static final long PATIENCE_SECONDS = 60;

    private final Path file;
    private final Carriers carriers = new Carriers();
    private final BlockingQueue<Batch> written = new LinkedBlockingQueue<>();
    private final HandLoop loop = new HandLoop();
    private Store store;
    private Persistence persistence;
    private boolean isWriting;
    BrokerCore core;
    /** The clock on the wall, in milliseconds since 1970. */
    long wallMillis = 1_800_000_000_000L;
    /** Monotonic, since the boot. */
    long nowMillis = 10_000;
    private String boot = "first";

    RestartingBroker(Path folder) {
        file = folder.resolve("libellule.db");
    }

    void start() {
        start(Limits.DEFAULT, _ -> null);
    }

    void start(Limits limits, Function<String, ListenerRules> listeners) {
        StoreFile.Opened opened = StoreFile.open(file);
        assertNull(opened.problem());
        start(limits, listeners, opened);
    }

    void start(Limits limits, Function<String, ListenerRules> listeners, StoreFile.Opened opened) {
        store = opened.store();
        StoredState state = opened.state();
        persistence = new Persistence(new Noticing(store), loop,
                new Clocks(() -> wallMillis, boot, state, nowMillis), state.days, state.lastId());
        core = new BrokerCore(limits, Memory.ofThisJvm(), persistence);
        core.advance(nowMillis);
        core.restore(state, listeners);
        store.start(new Store.Listener() {
            @Override
            public void committed(Batch batch) {
                written.add(batch);
            }

            @Override
            public void failing(String why) {
                throw new AssertionError(why);
            }

            @Override
            public void recovered() {
                // it never failed
            }
        });
        persistence.begin();
    }

    /** Ends in order; what waits is on the disk. */
    @Override
    public void close() {
        if (store != null) {
            while (persistence.handOverRest()) {
                commit();
            }
            store.close();
            store = null;
        }
    }

    /** Another process, at once, in the same boot. */
    void restart() {
        close();
        start();
    }

    /**
     * The machine is off and boots again.
     *
     * @param newWallMillis what its clock says then
     */
    void reboot(String newBoot, long newWallMillis) {
        close();
        boot = newBoot;
        nowMillis = 5_000;
        wallMillis = newWallMillis;
        start();
    }

    /** Seconds go by; each is looked at. */
    void pass(long seconds) {
        for (long i = 0; i < seconds; i++) {
            nowMillis += 1_000;
            wallMillis += 1_000;
            core.advance(nowMillis);
            core.sweep();
        }
        commit();
    }

    /** Until all that has been noted is on the disk. */
    void commit() {
        loop.tick();
        loop.endTurn();
        while (isWriting) {
            try {
                Batch batch = written.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                assertNotNull(batch, "the store does not answer");
                isWriting = false;
                persistence.committed(batch);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            loop.endTurn();
        }
    }

    TestClient client(Connect connect) {
        return client(connect, ListenerRules.with(EVERYBODY));
    }

    TestClient client(Connect connect, ListenerRules rules) {
        return new TestClient(core, carriers, rules, connect);
    }

    /** Knows when the store has something to do. */
    private final class Noticing implements Store {
        private final Store to;

        Noticing(Store to) {
            this.to = to;
        }

        @Override
        public void start(Listener listener) {
            to.start(listener);
        }

        @Override
        public void submit(Batch batch) {
            isWriting = true;
            to.submit(batch);
        }

        @Override
        public long bytesWritten() {
            return to.bytesWritten();
        }

        @Override
        public void close() {
            to.close();
        }
    }
}
