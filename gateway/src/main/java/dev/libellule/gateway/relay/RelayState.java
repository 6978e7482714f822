package dev.libellule.gateway.relay;

import dev.libellule.gateway.relay.RelayEvent.Closed;
import dev.libellule.gateway.relay.RelayEvent.Connected;
import dev.libellule.gateway.relay.RelayEvent.Lost;
import dev.libellule.gateway.relay.RelayEvent.Tick;

/**
 * Where a relay is in its life. {@code address} is an index into the bridge's addresses, {@code waitNanos} the last wait between
 * two attempts, other times are those of {@code System.nanoTime}.
 */
sealed interface RelayState {
    /** No connection, until it is time to try again. */
    record Waiting(int address, long waitNanos, long until, String reason) implements RelayState {}

    /** Under way: from the attempt to connect to the last answer to our subscriptions. */
    record Connecting(int address, long waitNanos, long deadline) implements RelayState {}

    /** Messages flow. */
    record Online(int address, long waitNanos, long since) implements RelayState {}

    /** The end. */
    record Ended() implements RelayState {}

    /**
     * What the transitions need to know.
     *
     * @param addresses how many there are
     * @param connectNanos how long an attempt may take
     */
    record Plan(Backoff backoff, int addresses, long connectNanos) {}

    /** A relay that has not tried yet; the first tick starts it. */
    static RelayState initial(long now) {
        return new Waiting(0, 0, now, "not started");
    }

    /** Life of one relay: every transition is here. */
    static RelayState next(RelayState state, RelayEvent event, Plan plan) {
        if (event instanceof Closed) {
            return new Ended();
        }
        return switch (state) {
            case Waiting wait when event instanceof Tick(var now) && now - wait.until() >= 0 ->
                new Connecting(wait.address(),
                        wait.waitNanos(), now + plan.connectNanos());
            case Connecting(var address, var waitNanos, _) when event instanceof Connected(var now) ->
                new Online(address,
                        waitNanos, now);
            case Connecting(var address, var waitNanos, var deadline) when event instanceof Tick(var now)
                    && now - deadline >= 0 ->
                waiting((address + 1) % plan.addresses(), waitNanos, now,
                        "no answer within %d s".formatted(plan.connectNanos() / 1_000_000_000L), plan.backoff());
            case Connecting(var address, var waitNanos, _) when event instanceof Lost(var now, var reason) -> waiting(
                    (address + 1) % plan.addresses(), waitNanos, now, reason, plan.backoff());
            case Online(var address, var waitNanos, var since) when event instanceof Lost(var now, var reason) ->
                waiting(
                        address, now - since >= plan.backoff().stableNanos() ? 0 : waitNanos, now, reason,
                        plan.backoff());
            case Waiting _,Connecting _,Online _,Ended _ -> state; // no other event changes anything
        };
    }

    private static Waiting waiting(int address, long lastNanos, long now, String reason, Backoff backoff) {
        long waitNanos = backoff.next(lastNanos);
        return new Waiting(address, waitNanos, now + waitNanos, reason);
    }
}
