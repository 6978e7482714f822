package dev.libellule.gateway.broker;

/** The broker thread's loop, as far as {@link Persistence} and bridges need it. */
interface BrokerLoop {
    /** Runs a task on the broker thread, behind the reads of this turn. */
    void execute(Runnable task);

    /** The same, in a fraction of what a disk takes for one transaction. */
    void executeShortly(Runnable task);

    /** The same, later. */
    void schedule(Runnable task, long millis);
}
