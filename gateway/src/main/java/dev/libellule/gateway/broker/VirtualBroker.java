package dev.libellule.gateway.broker;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * The broker's core without threads, sockets, disk or a clock: its owner lets time go by with {@link #advance}. For simulations and
 * rehearsals, in which a week takes seconds and every run is the same. One thread owns it; what a call causes is done when it returns.
 */
public final class VirtualBroker implements LocalClients {
    private final BrokerCore core;
    private final Map<String, LocalConnection> connections = new HashMap<>();
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private boolean isRunning;

    /** A broker that keeps nothing over its end. */
    public VirtualBroker(Limits limits) {
        core = new BrokerCore(limits);
        core.log().set(false);
    }

    /** Lets time go by; called each second or more often, for wills and expiries. */
    public void advance(long nowMillis) {
        core.advance(nowMillis);
        execute(core::sweep);
    }

    @Override
    public LocalClient connect(LocalClientOptions options, DeliveryListener listener) {
        LocalConnection connection = new LocalConnection(core, this::execute, options, listener);
        connection.open();
        connections.put(options.clientId(), connection);
        return connection;
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
        tasks.add(task);
        if (!isRunning) {
            isRunning = true;
            try {
                for (Runnable next = tasks.poll(); next != null; next = tasks.poll()) {
                    next.run();
                }
            } finally {
                isRunning = false;
            }
        }
    }
}
