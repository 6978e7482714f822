package dev.libellule.gateway.broker;

import java.util.ArrayList;
import java.util.List;

/** A broker's loop that turns when the test says so. */
final class HandLoop implements Persistence.Loop {
    private final List<Runnable> turn = new ArrayList<>();
    private final List<Runnable> ticks = new ArrayList<>();

    @Override
    public void execute(Runnable task) {
        turn.add(task);
    }

    @Override
    public void executeShortly(Runnable task) {
        turn.add(task);
    }

    @Override
    public void schedule(Runnable task, long millis) {
        ticks.add(task);
    }

    /** Runs what is due in this turn, and what that adds to it. */
    void endTurn() {
        while (!turn.isEmpty()) {
            runAll(turn);
        }
    }

    /** Runs what was to wait, however long. */
    void tick() {
        runAll(ticks);
    }

    private static void runAll(List<Runnable> due) {
        List<Runnable> tasks = List.copyOf(due);
        due.clear();
        tasks.forEach(Runnable::run);
    }
}
