package dev.libellule.simulator.fleet;

import dev.libellule.device.client.MqttSettings;
import dev.libellule.device.codec.Utf8;
import dev.libellule.device.host.SelectorTransport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Very many devices on one thread: ten thousand and more. They connect a thousand a second, or as fast as the broker answers, and come back
 * with a back-off of their own when they are lost. Used by the thread that calls {@link #run}; the figures may be read by any.
 */
public final class Fleet implements AutoCloseable {
    private static final int STARTS_PER_TURN = 20;
    private static final long START_EVERY_MILLIS = 20;
    private static final int MOST_ARRIVING = 500; // without an answer; a listener's queue has room for more

    private final Selector selector;
    private final ByteBuffer shared = ByteBuffer.allocateDirect(16 * 1024);
    private final InetSocketAddress address;
    private final String user;
    private final String password;
    private final long seed;
    private final List<Device> devices = new ArrayList<>();
    private final PriorityQueue<Device> turns = new PriorityQueue<>(
            Comparator.comparingLong(device -> device.dueMillis));
    private int started;
    private volatile boolean isClosing;

    int arriving;
    volatile int connected;
    volatile long published;
    volatile long acknowledged;
    volatile long lost;
    volatile long full;
    volatile String lastLoss = "none";

    /**
     * A fleet of nobody yet.
     *
     * @param user null for none
     * @param password null for none
     * @param seed of everything that is by chance
     */
    public Fleet(InetSocketAddress address, String user, String password, long seed) throws IOException {
        this.address = address;
        this.user = user;
        this.password = password;
        this.seed = seed;
        selector = Selector.open();
    }

    /** Adds all devices of a family. */
    public Fleet add(Family family) {
        SplittableRandom phase = new SplittableRandom(seed + devices.size());
        for (int n = 1; n <= family.count(); n++) {
            add(family.name() + "-" + n, family.device(n, seed), phase.nextLong(family.every().toMillis()));
        }
        return this;
    }

    /** Adds one that says something of its own. */
    public Fleet add(String clientId, Speaker speaker, long firstMillis) {
        MqttSettings settings = new MqttSettings().clientIdentifier(Utf8.bytes(clientId)).keepAliveSeconds(60)
                .cleanStart(true).backoffMillis(1_000, 60_000, 30_000, clientId.hashCode());
        if (user != null) {
            settings.credentials(Utf8.bytes(user), password == null ? null : Utf8.bytes(password));
        }
        devices.add(new Device(this, speaker, settings,
                device -> new SelectorTransport(selector, address, shared, device), nowMillis() + firstMillis));
        return this;
    }

    private static long nowMillis() {
        return System.nanoTime() / 1_000_000;
    }

    /** Runs until {@link #close}. */
    public void run() throws IOException {
        long nextStartMillis = nowMillis();
        while (!isClosing) {
            long now = nowMillis();
            if (started < devices.size() && now >= nextStartMillis) {
                startSome(now);
                nextStartMillis = now + START_EVERY_MILLIS;
            }
            while (!turns.isEmpty() && turns.peek().dueMillis <= now) {
                turn(turns.poll(), now);
            }
            long untilMillis = turns.isEmpty() ? START_EVERY_MILLIS : turns.peek().dueMillis - nowMillis();
            select(Math.clamp(untilMillis, 0, START_EVERY_MILLIS));
        }
        devices.subList(0, started).forEach(device -> device.leave(nowMillis()));
        selector.close();
    }

    private void startSome(long now) {
        int end = Math.min(devices.size(), started + STARTS_PER_TURN);
        for (; started < end && arriving < MOST_ARRIVING; started++) {
            devices.get(started).start();
            turn(devices.get(started), now);
        }
    }

    private void turn(Device device, long now) {
        device.dueMillis = device.turn(now);
        turns.add(device);
    }

    private void select(long millis) throws IOException {
        if (millis > 0) {
            selector.select(millis);
        } else {
            selector.selectNow();
        }
        long now = nowMillis();
        for (SelectionKey key : selector.selectedKeys()) {
            turns.remove(device(key)); // bytes come seldom: a device listens to nothing
            turn(device(key), now);
        }
        selector.selectedKeys().clear();
    }

    private static Device device(SelectionKey key) {
        return (Device) key.attachment();
    }

    /** How many devices there are. */
    public int size() {
        return devices.size();
    }

    /** How many are connected now. */
    public int connected() {
        return connected;
    }

    /** Messages handed to connections, since the start. */
    public long published() {
        return published;
    }

    /** Connections lost, since the start. */
    public long lost() {
        return lost;
    }

    /** Why the last one was lost, for people. */
    public String lastLoss() {
        return lastLoss;
    }

    /** Messages that found no room, because the broker did not take more, since the start. */
    public long full() {
        return full;
    }

    /** Ends {@link #run}; any thread. */
    @Override
    public void close() {
        isClosing = true;
        selector.wakeup();
    }
}
