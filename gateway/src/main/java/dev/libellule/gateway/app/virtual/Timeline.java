package dev.libellule.gateway.app.virtual;

import dev.libellule.gateway.broker.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Virtual time: events happen in the order of their times, and of their making where times are equal. One thread. */
public final class Timeline implements VirtualTime {
    private final PriorityQueue<Event> events = new PriorityQueue<>(
            Comparator.comparingLong(Event::atMillis).thenComparingLong(Event::number));
    private final long startMillis;
    private long nowMillis;
    private long numbers;
    private long calendarOffMillis;

    private record Event(long atMillis, long number, Runnable action) {}

    /** Time that begins at a moment of the calendar. */
    public Timeline(Instant start) {
        startMillis = start.toEpochMilli();
    }

    @Override
    public long nowMillis() {
        return nowMillis;
    }

    @Override
    public long wallMillis() {
        return startMillis + nowMillis + calendarOffMillis;
    }

    /** Sets the calendar wrong by so much, or right again. */
    void setCalendarOff(long millis) {
        calendarOffMillis = millis;
    }

    long calendarOffMillis() {
        return calendarOffMillis;
    }

    @Override
    public void at(long atMillis, Runnable action) {
        events.add(new Event(Math.max(atMillis, nowMillis), numbers++, action));
    }

    /** Does something again and again. */
    public void every(long periodMillis, Runnable action) {
        at(nowMillis + periodMillis, new Runnable() {
            @Override
            public void run() {
                action.run();
                at(nowMillis + periodMillis, this);
            }
        });
    }

    /** Lets time go by until a time since the start. */
    public void run(Duration until) {
        long endMillis = until.toMillis();
        while (!events.isEmpty() && events.peek().atMillis() <= endMillis) {
            Event next = events.poll();
            nowMillis = next.atMillis();
            next.action().run();
        }
        nowMillis = endMillis;
    }
}
