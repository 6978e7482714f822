package dev.libellule.gateway.relay;

import dev.libellule.gateway.broker.config.BridgeConfig.StartType;
import dev.libellule.gateway.relay.RelayEvent.Closed;
import dev.libellule.gateway.relay.RelayEvent.Connected;
import dev.libellule.gateway.relay.RelayEvent.FirstIsBack;
import dev.libellule.gateway.relay.RelayEvent.Idle;
import dev.libellule.gateway.relay.RelayEvent.Lost;
import dev.libellule.gateway.relay.RelayEvent.Misunderstood;
import dev.libellule.gateway.relay.RelayEvent.Tick;
import dev.libellule.gateway.relay.RelayEvent.Wanted;

/**
 * Where a relay is in its life. {@code address} is an index into the bridge's addresses, {@code failures} the attempts since the last
 * connection, {@code waitNanos} the last wait between two attempts; other times are those of {@code System.nanoTime}.
 */
sealed interface RelayState {
    /** No connection, until it is time to try again. */
    record Waiting(int address, int failures, long waitNanos, long until, String reason) implements RelayState {}

    /** Under way: from the attempt to connect to the last answer to our subscriptions. */
    record Connecting(int address, int failures, long waitNanos, long deadline) implements RelayState {}

    /** Messages flow. */
    record Online(int address, long waitNanos, long since) implements RelayState {}

    /** Lazy, and nothing to do. */
    record Resting() implements RelayState {}

    /** {@code start_type once}, and the connection is gone. */
    record Stopped(String reason) implements RelayState {}

    /** The end. */
    record Ended() implements RelayState {}

    /**
     * What the transitions need to know.
     *
     * @param addresses how many there are
     * @param connectNanos how long an attempt may take
     */
    record Plan(Backoff backoff, int addresses, long connectNanos, StartType start) {}

    /** A relay that has not tried yet; the first tick starts it, unless it is lazy. */
    static RelayState initial(long now, Plan plan) {
        return plan.start() == StartType.LAZY ? new Resting() : new Waiting(0, 0, 0, now, "not started");
    }

    /** Life of one relay: every transition is here. */
    static RelayState next(RelayState state, RelayEvent event, Plan plan) {
        if (event instanceof Closed) {
            return new Ended();
        }
        return switch (state) {
            case Waiting(var address, var failures, var waitNanos, var until, _) when event instanceof Tick(var now)
                    && now - until >= 0 ->
                new Connecting(address, failures, waitNanos, now + plan.connectNanos());
            case Connecting(var address, _, var waitNanos, _) when event instanceof Connected(var now) ->
                new Online(address, waitNanos, now);
            case Connecting connecting when event instanceof Tick(var now) && now - connecting.deadline() >= 0 ->
                failed(connecting, now, "no answer within %d s".formatted(plan.connectNanos() / 1_000_000_000L), plan);
            case Connecting connecting when event instanceof Lost(var now, var reason) ->
                failed(connecting, now, reason, plan);
            case Connecting(var address, var failures, var waitNanos, _) when event instanceof Misunderstood(var now, var reason) ->
                new Waiting(address, failures, waitNanos, now, reason);
            case Online(var address, var waitNanos, var since) when event instanceof Lost(var now, var reason) ->
                failed(new Connecting(address, 0, now - since >= plan.backoff().stableNanos() ? 0 : waitNanos, 0), now,
                        reason, plan);
            case Online(_, var waitNanos, _) when event instanceof FirstIsBack(var now) ->
                new Waiting(0, 0, waitNanos, now, "going back to the first address");
            case Online _ when event instanceof Idle -> new Resting();
            case Resting _ when event instanceof Wanted(var now) -> new Waiting(0, 0, 0, now, "messages wait");
            case Waiting _,Connecting _,Online _,Resting _,Stopped _,Ended _ -> state; // no other event changes anything
        };
    }

    /** The next address is tried at once; only when all have been tried it has to wait. */
    private static RelayState failed(Connecting attempt, long now, String reason, Plan plan) {
        int failures = attempt.failures() + 1;
        int address = (attempt.address() + 1) % plan.addresses();
        if (failures % plan.addresses() != 0) {
            return new Waiting(address, failures, attempt.waitNanos(), now, reason);
        }
        if (plan.start() == StartType.ONCE) {
            return new Stopped(reason);
        }
        long waitNanos = plan.backoff().next(attempt.waitNanos());
        return new Waiting(address, failures, waitNanos, now + waitNanos, reason);
    }
}
