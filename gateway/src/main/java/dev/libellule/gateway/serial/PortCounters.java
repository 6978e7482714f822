package dev.libellule.gateway.serial;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What one port has seen since the start, for {@code $SYS/broker/serial/<board>/...} and the page. Any thread. */
final class PortCounters {
    private static final int SAMPLES = 5;

    final LongAdder bytesReceived = new LongAdder();
    final LongAdder bytesSent = new LongAdder();
    /** Whole lines, whatever they were. */
    final LongAdder lines = new LongAdder();
    final LongAdder data = new LongAdder();
    final LongAdder log = new LongAdder();
    final LongAdder damaged = new LongAdder();
    final LongAdder commands = new LongAdder();
    final LongAdder unanswered = new LongAdder();
    /** Longer than the buffer of the board, or it did not read. */
    final LongAdder notSent = new LongAdder();
    final LongAdder opened = new LongAdder();
    final LongAdder resets = new LongAdder();
    private final Deque<String> samples = new ArrayDeque<>();
    private volatile String state = "waiting";
    private volatile int overlong;
    private volatile int unreadable;
    private volatile int partial;

    /** What the port is doing: {@code open /dev/ttyACM0}, or why it is not. */
    void state(String newState) {
        state = newState;
    }

    /** Counted where lines are cut. */
    void spoilt(int tooLong, int noText, int firstParts) {
        overlong = tooLong;
        unreadable = noText;
        partial = firstParts;
    }

    /** Keeps a line that is bad, to be looked at. */
    void sample(String line) {
        synchronized (samples) {
            if (samples.size() == SAMPLES) {
                samples.removeFirst();
            }
            samples.addLast(line);
        }
    }

    /** The last bad lines, oldest first. */
    List<String> samples() {
        synchronized (samples) {
            return List.copyOf(samples);
        }
    }

    /** Names and values as they are published. */
    Map<String, String> report() {
        Map<String, String> report = new LinkedHashMap<>();
        report.put("state", state);
        report.put("bytes/received", bytesReceived.toString());
        report.put("bytes/sent", bytesSent.toString());
        report.put("lines/received", lines.toString());
        report.put("lines/data", data.toString());
        report.put("lines/log", log.toString());
        report.put("lines/damaged", damaged.toString());
        report.put("lines/overlong", Integer.toString(overlong));
        report.put("lines/unreadable", Integer.toString(unreadable));
        report.put("lines/partial", Integer.toString(partial));
        report.put("lines/bad", Long.toString(damaged.sum() + overlong + unreadable));
        report.put("commands/sent", commands.toString());
        report.put("commands/unanswered", unanswered.toString());
        report.put("commands/refused", notSent.toString());
        report.put("opened", opened.toString());
        report.put("resets", resets.toString());
        report.put("samples", String.join("\n", samples()));
        return report;
    }
}
