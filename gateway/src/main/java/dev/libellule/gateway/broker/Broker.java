package dev.libellule.gateway.broker;

import dev.libellule.device.codec.ReasonCode;
import dev.libellule.gateway.broker.BrokerOptions.Listener;
import dev.libellule.gateway.store.Batch;
import dev.libellule.gateway.store.Store;
import dev.libellule.gateway.store.StoreException;
import dev.libellule.gateway.store.StoreFile;
import dev.libellule.gateway.store.StoredState;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.tinylog.Logger;

/**
 * An MQTT broker: TCP, TLS, WebSocket and Unix listeners around a {@link BrokerCore}, on one thread.
 *
 * <p>Started with {@link #start}, ended with {@link #close}; both may be called from any thread but the broker's own.
 */
public final class Broker implements LocalClients, AutoCloseable {
    static {
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE); // else it looks for three others first
    }

    /** Linux's name of this boot. */
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final long SHORTLY_MICROS = 150;
    private static final long CLOSE_TIMEOUT_SECONDS = 5;

    private final EventLoopGroup group;
    private final BrokerCore core;
    /** Null when all is kept in memory. */
    private final Store store;
    private final NetworkLoop loop;
    private final WrongPasswords wrongPasswords = new WrongPasswords(() -> System.nanoTime() / 1_000_000);
    private final List<ListenerSocket> listeners = new CopyOnWriteArrayList<>();
    /** Of the listeners that were configured at the start, in their order. */
    private final List<ListenerRules> rules = new ArrayList<>();
    private final String id = Long.toUnsignedString(new SecureRandom().nextLong(), 36);
    private final String version;
    /** Broker thread. */
    private SysTopics sys;
    private Future<?> sysTimer;

    private Broker(BrokerOptions options, String version) {
        this.version = version;
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("broker"), io);
        StoreFile.Opened opened = options.store() == null ? null : openStore(options.store());
        store = opened == null ? null : opened.store();
        Persistence persistence = opened == null
                ? new Persistence()
                : new Persistence(store, brokerLoop(), clocks(opened.state()), opened.state().days,
                        opened.state().lastId());
        if (opened != null && store == null) {
            persistence.missing("it cannot be used, all is kept in memory");
        }
        core = new BrokerCore(options.limits(), Memory.ofThisJvm(), persistence);
        loop = new NetworkLoop(group.next(), core);
        options.listeners().forEach(listener -> rules.add(new ListenerRules(listener, authenticator(listener))));
        long endurance = options.limits().policy().budget().cardEnduranceBytes();
        long card = store == null || endurance > 0 ? endurance : WrittenDays.endurance(sizeOfDisk(options.store()));
        group.next().execute(() -> {
            loop.advance();
            if (opened != null) {
                core.restore(opened.state(), this::rules);
            }
            if (store != null) {
                store.start(fromStore(persistence));
                persistence.begin();
            }
            loop.start();
            sys = new SysTopics(core, version, loop.outgoings(), card);
            publishSys(options.sysInterval());
        });
    }

    /** A restart of the process in the same boot goes on with the same monotonic clock. */
    private static Clocks clocks(StoredState state) {
        String boot;
        try {
            boot = Files.readString(BOOT).strip();
        } catch (IOException _) {
            boot = UUID.randomUUID().toString(); // a system that does not name its boots: each start counts as one
        }
        return new Clocks(System::currentTimeMillis, boot, state, System.nanoTime() / 1_000_000);
    }

    private static long sizeOfDisk(Path file) {
        try {
            return Files.getFileStore(file).getTotalSpace();
        } catch (IOException e) {
            Logger.warn("the size of the disk of {} is not known: {}", file, e.toString());
            return 0;
        }
    }

    /**
     * Those of the listener by which a client came; where that is gone, the strictest that there are.
     *
     * @param name null for a part of the gateway, which may do everything
     */
    private ListenerRules rules(String name) {
        if (name == null) {
            return null;
        }
        return rules.stream().filter(one -> one.name().equals(name)).findFirst()
                .or(() -> rules.stream().filter(one -> one.access().acl() != null).findFirst()).orElse(null);
    }

    private void publishSys(Duration interval) {
        if (sysTimer != null) {
            sysTimer.cancel(false);
            sysTimer = null;
        }
        long millis = interval.toMillis();
        if (millis > 0) {
            sys.publish();
            long toFirst = millis - System.currentTimeMillis() % millis; // aligned to the clock
            sysTimer = group.next().scheduleAtFixedRate(sys::publish, toFirst, millis, TimeUnit.MILLISECONDS);
        }
    }

    private StoreFile.Opened openStore(Path file) {
        try {
            StoreFile.Opened opened = StoreFile.open(file);
            if (opened.problem() != null) {
                Logger.error("{}", opened.problem());
            }
            Logger.info("Store {}: {}.", file.toAbsolutePath(), opened.state());
            return opened;
        } catch (StoreException e) {
            group.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
            throw new BrokerStartException(e.getMessage(), e);
        }
    }

    private BrokerLoop brokerLoop() {
        return new BrokerLoop() {
            @Override
            public void execute(Runnable task) {
                Broker.this.execute(task);
            }

            @Override
            public void executeShortly(Runnable task) {
                group.next().schedule(() -> {
                    loop.advance();
                    task.run();
                }, SHORTLY_MICROS, TimeUnit.MICROSECONDS);
            }

            @Override
            public void schedule(Runnable task, long millis) {
                group.next().schedule(() -> {
                    loop.advance();
                    task.run();
                }, millis, TimeUnit.MILLISECONDS);
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
                if (group.isShuttingDown()) {
                    Logger.error("The store could not write: {}.", why);
                } else {
                    execute(() -> persistence.failing(why));
                }
            }

            @Override
            public void recovered() {
                execute(persistence::recovered);
            }
        };
    }

    /**
     * Starts a broker; when this returns, clients can connect.
     *
     * @param version of the program, for {@code $SYS/broker/version}
     * @throws BrokerStartException when a port cannot be had
     */
    public static Broker start(BrokerOptions options, String version) {
        Broker broker = new Broker(options, version);
        try {
            for (ListenerRules rules : broker.rules) {
                broker.listeners.add(ListenerSocket.open(broker.group, broker.loop, rules, broker.facts()));
            }
        } catch (BrokerStartException e) {
            broker.close();
            throw e;
        }
        return broker;
    }

    private HttpApi.Facts facts() {
        return new HttpApi.Facts() {
            @Override
            public String version() {
                return version;
            }

            @Override
            public Map<String, String> sysTopics() {
                loop.advance();
                return sys.values();
            }

            @Override
            public List<ListenerSocket> listeners() {
                return listeners;
            }
        };
    }

    private Authenticator authenticator(Listener listener) {
        return new PasswordAuthenticator(listener.access().anonymousAllowed(), listener.access().credentials(),
                this::execute, wrongPasswords);
    }

    /**
     * Takes over passwords, rights, certificates and terms of the listeners that are open, and the limits of the whole broker; no client
     * is dropped. What a client was told when it connected holds for it until it comes again. Listeners that are new or gone wait for the
     * next start: the log names them. It holds for whoever connects after this has returned. Any thread but the broker's.
     */
    public void reload(BrokerOptions options) {
        List<Listener> unknown = new ArrayList<>(options.listeners());
        for (ListenerSocket open : listeners) {
            Listener now = unknown.stream().filter(open.listener()::isAtSamePlace).findFirst().orElse(null);
            if (now == null) {
                Logger.warn("listener {} is not in the configuration any more; it stays open until the next start",
                        open.listener());
            } else {
                unknown.remove(now);
                execute(() -> open.rules().change(now, authenticator(now)));
            }
        }
        unknown.forEach(listener -> Logger.warn("listener {} is new; it is opened at the next start", listener));
        group.next().submit(() -> {
            loop.advance();
            core.change(options.limits());
            core.rightsChanged();
            publishSys(options.sysInterval());
        }).awaitUninterruptibly();
    }

    /** Switches the lines about single packets on or off, {@code log_type debug}. */
    public void logPackets(boolean on) {
        execute(() -> core.log().set(on));
    }

    /** Publishes a line of the log below {@code $SYS/broker/log}, to those who are there. Any thread. */
    public void publishLog(String letter, String line) {
        if (!group.isShuttingDown()) {
            execute(() -> core.publish(Message.of("$SYS/broker/log/" + letter,
                    line.getBytes(StandardCharsets.UTF_8), 0, false)));
        }
    }

    /**
     * The port that a listener has got.
     *
     * @param index of the listener in the options, from 0
     */
    public int port(int index) {
        return listeners.get(index).port();
    }

    @Override
    public LocalClient connect(LocalClientOptions options, DeliveryListener listener) {
        LocalConnection connection = new LocalConnection(core, this::execute, options, listener);
        connection.open();
        return connection;
    }

    @Override
    public BridgeSession bridge(BridgeOptions options) {
        BridgeConnection bridge = new BridgeConnection(core, brokerLoop(), options);
        execute(bridge::open);
        return bridge;
    }

    @Override
    public String brokerId() {
        return id;
    }

    /** For tests: to be looked at, not changed. */
    BrokerCore core() {
        return core;
    }

    private void execute(Runnable task) {
        group.next().execute(() -> {
            loop.advance();
            task.run();
        });
    }

    /** Closes the listeners, tells the clients, and ends the broker thread. */
    @Override
    public void close() {
        listeners.forEach(ListenerSocket::close);
        if (!group.isShuttingDown()) {
            group.next().submit(() -> loop.closeAll(ReasonCode.SERVER_SHUTTING_DOWN)).awaitUninterruptibly();
            saveRest();
            group.shutdownGracefully(20, CLOSE_TIMEOUT_SECONDS * 1000, TimeUnit.MILLISECONDS)
                    .awaitUninterruptibly(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
            if (store != null) {
                store.close();
            }
        }
    }

    /** Waits until the disk has all, or does not want it. */
    private void saveRest() {
        long giveUpAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_TIMEOUT_SECONDS);
        boolean isDone = store == null;
        while (!isDone && System.nanoTime() < giveUpAt) {
            Future<Boolean> rest = group.next().submit(core.persistence()::handOverRest);
            isDone = !rest.awaitUninterruptibly().getNow();
            LockSupport.parkNanos(isDone ? 0 : 1_000_000);
        }
        if (!isDone) {
            Logger.error("The store did not take all in {} seconds: what it lacks is lost.", CLOSE_TIMEOUT_SECONDS);
        }
    }
}
