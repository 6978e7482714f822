package dev.libellule.gateway.ledger;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares the books of publishers with those of subscribers. Each stream is one topic of one publisher; who subscribed to it, or got
 * anything of it under another name, has to have all of it that was acknowledged.
 */
public final class LedgerVerdict {
    /**
     * What became of one stream at one subscriber.
     *
     * @param subscriber its file; null when nobody was there for it
     * @param acknowledged to the publisher
     * @param lost acknowledged, and did not arrive
     * @param twice arrivals of what had arrived before
     * @param reordered arrived for the first time behind one that was sent later
     * @param late arrivals later than was allowed
     * @param worstMillis longest way from sending to first arrival, by both clocks
     */
    public record Line(Path publisher, String topic, int qos, boolean retain, Path subscriber, long sent,
            long acknowledged, long arrived, long lost, long twice, long reordered, long late, long worstMillis,
            String firstLost) {
        /** Exactly once only where both sides have QoS 2. */
        boolean isWrong(boolean isOnce) {
            return lost > 0 || reordered > 0 || late > 0 || twice > 0 && (isOnce || qos == 2);
        }
    }

    private static final class Stream {
        final Path file;
        final String topic;
        final int qos;
        final boolean retain;
        final boolean isOrdered;
        final BitSet acknowledged = new BitSet();
        long sent;

        Stream(Path file, String topic, int qos, boolean retain, boolean isOrdered) {
            this.file = file;
            this.topic = topic;
            this.qos = qos;
            this.retain = retain;
            this.isOrdered = isOrdered;
        }
    }

    private static final class Arrivals {
        final BitSet seen = new BitSet();
        int qos = 2;
        long last;
        long largest;
        long twice;
        long reordered;
        long late;
        long worstMillis;
    }

    private static final class Subscriber {
        final Path file;
        final List<String> filters = new ArrayList<>();
        final Map<String, Arrivals> arrivals = new LinkedHashMap<>();
        boolean onlyLast;
        long strange;
        int sessionsLost;

        Subscriber(Path file) {
            this.file = file;
        }
    }

    private final Map<String, Stream> streams = new LinkedHashMap<>();
    private final List<Subscriber> subscribers = new ArrayList<>();
    private final long lateAfterMillis;
    private final boolean isOnce;

    /**
     * Reads books, of publishers and subscribers in any order.
     *
     * @param lateAfterMillis what takes longer is late
     * @param isOnce a message that comes twice is wrong, with QoS 1 too
     */
    public LedgerVerdict(List<Path> books, long lateAfterMillis, boolean isOnce) {
        this.lateAfterMillis = lateAfterMillis;
        this.isOnce = isOnce;
        books.forEach(this::read);
    }

    private void read(Path file) {
        Subscriber subscriber = new Subscriber(file);
        List<Stream> own = new ArrayList<>();
        String[] name = new String[1];
        boolean[] hasSession = new boolean[1];
        LedgerBook.read(file, line -> {
            switch (line[0]) {
                case "ledger" -> name[0] = line[2];
                case "T", "W" -> {
                    Stream stream = new Stream(file, LedgerClient.rest(line, 4), Integer.parseInt(line[2]),
                            line[3].equals("1"), line[0].equals("T"));
                    own.add(stream);
                    streams.put(name[0] + "." + line[1], stream);
                }
                case "S" -> own.get(Integer.parseInt(line[1])).sent++;
                case "A" -> own.get(Integer.parseInt(line[1])).acknowledged.set(Integer.parseInt(line[2]));
                case "F", "G" -> {
                    subscriber.filters.add(LedgerClient.rest(line, 2));
                    subscriber.onlyLast |= line[0].equals("G");
                }
                case "R" -> arrived(subscriber, line);
                case "X" -> subscriber.strange++;
                case "N" -> {
                    subscriber.sessionsLost += hasSession[0] ? 1 : 0;
                    hasSession[0] = true;
                }
                default -> {
                    // of no matter here
                }
            }
        });
        if (!subscriber.filters.isEmpty()) {
            subscribers.add(subscriber);
        }
    }

    private void arrived(Subscriber subscriber, String[] line) {
        Arrivals arrivals = subscriber.arrivals.computeIfAbsent(line[1], _ -> new Arrivals());
        int number = Integer.parseInt(line[2]);
        arrivals.qos = Math.min(arrivals.qos, Integer.parseInt(line[3]));
        arrivals.last = number;
        if (arrivals.seen.get(number)) {
            arrivals.twice++;
            return;
        }
        arrivals.seen.set(number);
        long millis = Long.parseLong(line[6]) - Long.parseLong(line[5]);
        arrivals.worstMillis = Math.max(arrivals.worstMillis, millis);
        arrivals.late += millis > lateAfterMillis ? 1 : 0;
        arrivals.reordered += number < arrivals.largest ? 1 : 0;
        arrivals.largest = Math.max(arrivals.largest, number);
    }

    /** A line for each stream and subscriber. */
    public List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        streams.forEach((key, stream) -> {
            boolean hadAny = false;
            for (Subscriber subscriber : subscribers) {
                Arrivals arrivals = subscriber.arrivals.get(key);
                if (arrivals != null || subscriber.filters.stream().anyMatch(filter -> matches(filter, stream.topic))) {
                    lines.add(line(stream, subscriber, arrivals == null ? new Arrivals() : arrivals));
                    hadAny = true;
                }
            }
            if (!hadAny && !stream.acknowledged.isEmpty()) {
                lines.add(line(stream, null, new Arrivals()));
            }
        });
        return lines;
    }

    private static Line line(Stream stream, Subscriber subscriber, Arrivals arrivals) {
        BitSet lost = (BitSet) stream.acknowledged.clone();
        if (subscriber != null && subscriber.onlyLast) {
            int last = lost.length() - 1;
            lost.clear(0, Math.max(0, arrivals.last >= last ? lost.length() : last));
        } else {
            lost.andNot(arrivals.seen);
        }
        return new Line(stream.file, stream.topic, Math.min(stream.qos, arrivals.qos), stream.retain,
                subscriber == null ? null : subscriber.file, stream.sent, stream.acknowledged.cardinality(),
                arrivals.seen.cardinality(), lost.cardinality(), arrivals.twice,
                stream.isOrdered ? arrivals.reordered : 0, arrivals.late,
                arrivals.worstMillis, lost.isEmpty() ? null : "number " + lost.nextSetBit(0));
    }

    /** 4.7, as far as a ledger needs it. */
    static boolean matches(String filter, String topic) {
        String[] wanted = filter.replaceFirst("^\\$share/[^/]*/", "").split("/", -1);
        String[] levels = topic.split("/", -1);
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].equals("#")) {
                return true;
            }
            if (i >= levels.length || !wanted[i].equals("+") && !wanted[i].equals(levels[i])) {
                return false;
            }
        }
        return wanted.length == levels.length;
    }

    /** Messages that arrived and are of no ledger, or not whole. */
    public long strange() {
        return subscribers.stream().mapToLong(subscriber -> subscriber.strange).sum();
    }

    /** How often a subscriber came back and the broker did not know it any more. */
    public int sessionsLost() {
        return subscribers.stream().mapToInt(subscriber -> subscriber.sessionsLost).sum();
    }

    /** Nothing is lost, out of order, late, or twice where it must not be. */
    public boolean isGood() {
        return sessionsLost() == 0 && lines().stream().noneMatch(line -> line.isWrong(isOnce));
    }

    /** For people. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append("%-24s %3s %10s %10s %10s %6s %6s %9s %6s %10s%n".formatted("topic", "QoS", "sent", "acked",
                "arrived", "LOST", "twice", "reordered", "late", "worst ms"));
        for (Line line : lines()) {
            text.append("%-24s %3d %10d %10d %10d %6d %6d %9d %6d %10d%s%n".formatted(line.topic(), line.qos(),
                    line.sent(), line.acknowledged(), line.arrived(), line.lost(), line.twice(), line.reordered(),
                    line.late(), line.worstMillis(), line.subscriber() == null
                            ? "  nobody subscribed to it"
                            : (subscribers.size() > 1 ? "  at " + line.subscriber().getFileName() : "")
                                    + (line.firstLost() == null ? "" : "  first lost: " + line.firstLost())));
        }
        if (strange() > 0) {
            text.append(strange()).append(" messages arrived that are of no ledger, or not whole.\n");
        }
        if (sessionsLost() > 0) {
            text.append("A session was forgotten by the broker ").append(sessionsLost()).append(" times.\n");
        }
        return text.append(isGood() ? "Nothing is lost." : "NOT AS IT SHOULD BE.").toString();
    }
}
