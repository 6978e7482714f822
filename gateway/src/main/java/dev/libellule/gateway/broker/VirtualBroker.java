package dev.libellule.gateway.broker;

import dev.libellule.gateway.store.Batch;
import dev.libellule.gateway.store.SteppedStore;
import dev.libellule.gateway.store.Store;
import dev.libellule.gateway.store.StoreFile;
import dev.libellule.gateway.store.StoredState;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The broker's core, and the store's file, without threads and sockets, on a clock of its owner. For simulations and rehearsals, in which a
 * week takes seconds and every run is the same. One thread owns it; what a call causes is done when it returns, or at its virtual time.
 */
public final class VirtualBroker implements LocalClients {
    /** So long a transaction takes, as on an SD card. */
    public static final long COMMIT_MILLIS = 20;

    private static final long RETRY_MILLIS = 1_000;
    private static final long SWEEP_MILLIS = 1_000;
    private static final String BOOT = "virtual"; // the machine itself goes on

    private final VirtualTime time;
    private final BrokerCore core;
    /** Null when all is kept in memory. */
    private final SteppedStore store;
    private final Map<String, LocalConnection> connections = new HashMap<>();
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private boolean isRunning;
    private boolean isDead;
    private long safeMillis;

    /** A broker that keeps nothing over its end. */
    public VirtualBroker(Limits limits, VirtualTime time) {
        this(limits, time, null);
    }

    /**
     * A broker that is what the file says.
     *
     * @param file of its store; null to keep nothing over its end
     */
    public VirtualBroker(Limits limits, VirtualTime time, Path file) {
        this.time = time;
        StoreFile.Opened opened = file == null ? null : SteppedStore.open(file);
        store = opened == null ? null : (SteppedStore) opened.store();
        Persistence persistence = store == null
                ? new Persistence(null, null, clocks(time::wallMillis, new StoredState()), List.of(), 0)
                : new Persistence(store, loop(), clocks(time::wallMillis, opened.state()), opened.state().days,
                        opened.state().lastId());
        core = new BrokerCore(limits, Memory.ofThisJvm(), persistence);
        core.log().set(false);
        core.advance(time.nowMillis());
        safeMillis = time.nowMillis();
        if (store != null) {
            core.restore(opened.state());
            store.onSubmit(this::commitSoon);
            store.start(fromStore(persistence));
            execute(persistence::begin);
        }
        sweepSoon();
    }

    private Clocks clocks(LongSupplier wall, StoredState state) {
        return new Clocks(wall, BOOT, state, time.nowMillis());
    }

    private BrokerLoop loop() {
        return new BrokerLoop() {
            @Override
            public void execute(Runnable task) {
                VirtualBroker.this.execute(task);
            }

            @Override
            public void executeShortly(Runnable task) {
                VirtualBroker.this.execute(task);
            }

            @Override
            public void schedule(Runnable task, long millis) {
                time.at(time.nowMillis() + millis, () -> VirtualBroker.this.execute(task));
            }
        };
    }

    private Store.Listener fromStore(Persistence persistence) {
        return new Store.Listener() {
            @Override
            public void committed(Batch batch) {
                execute(() -> persistence.committed(batch));
            }

            @Override
            public void failing(String why) {
                execute(() -> persistence.failing(why));
            }

            @Override
            public void recovered() {
                execute(persistence::recovered);
            }
        };
    }

    private void commitSoon() {
        long handedOverMillis = time.nowMillis();
        time.at(handedOverMillis + COMMIT_MILLIS, () -> commit(handedOverMillis));
    }

    private void commit(long handedOverMillis) {
        if (isDead) {
            return;
        }
        if (store.commit()) {
            safeMillis = handedOverMillis;
        } else {
            time.at(time.nowMillis() + RETRY_MILLIS, () -> commit(handedOverMillis));
        }
    }

    private void sweepSoon() {
        time.at(time.nowMillis() + SWEEP_MILLIS, () -> {
            if (!isDead) {
                execute(core::sweep);
                sweepSoon();
            }
        });
    }

    /** Ends as by {@code kill -9}: nothing more is written or sent. The files are to be copied before, as they are. */
    public void kill() {
        isDead = true;
        if (store != null) {
            store.abandon();
        }
    }

    /** The disk of its store has no room any more, or has some again. */
    public void setDiskFull(boolean full) {
        if (store != null) {
            store.setFull(full);
        }
    }

    /** New messages of QoS 1 and 2 from clients on the network are refused, Quota exceeded: the disk does not take them. */
    public boolean isRefusing() {
        return core.persistence().isRefusing();
    }

    /** What was said to the broker until then is on the disk; what came later, perhaps not. */
    public long safeMillis() {
        return safeMillis;
    }

    @Override
    public LocalClient connect(LocalClientOptions options, DeliveryListener listener) {
        LocalConnection connection = new LocalConnection(core, this::execute, options, listener);
        connection.open();
        connections.put(options.clientId(), connection);
        return connection;
    }

    @Override
    public BridgeSession bridge(BridgeOptions options) {
        BridgeConnection bridge = new BridgeConnection(core, loop(), options);
        execute(bridge::open);
        return bridge;
    }

    /** Breaks the connection of a client, as when its link is gone and the keep-alive is over: the will goes out. */
    public void lose(String clientId) {
        LocalConnection connection = connections.remove(clientId);
        if (connection != null) {
            execute(() -> connection.close(0));
        }
    }

    /** One after the other, also what is asked for while another is under way: as on the broker's thread. */
    private void execute(Runnable task) {
        if (isDead) {
            return;
        }
        tasks.add(task);
        if (!isRunning) {
            isRunning = true;
            core.advance(time.nowMillis());
            try {
                for (Runnable next = tasks.poll(); next != null && !isDead; next = tasks.poll()) {
                    next.run();
                }
            } finally {
                isRunning = false;
            }
        }
    }
}
