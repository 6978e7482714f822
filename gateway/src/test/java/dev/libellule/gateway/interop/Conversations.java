package dev.libellule.gateway.interop;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What the Java clients have in common: the messages of the conversation, and the collection of what comes. */
final class Conversations {
    static final int PATIENCE_SECONDS = 20;

    private static final int LARGEST = 70_000;

    private final String base;
    private final BlockingQueue<String> arrived = new LinkedBlockingQueue<>();

    Conversations(String base) {
        this.base = base;
    }

    /** One message of the nine. */
    record Sent(String topic, int qos, byte[] payload) {}

    List<Sent> messages() {
        List<Sent> all = new ArrayList<>();
        for (int s = 0; s <= 2; s++) {
            for (int p = 0; p <= 2; p++) {
                String x = "x".repeat(s == 2 && p == 2 ? LARGEST : 10 * s + p);
                all.add(new Sent("%s/%d/%d".formatted(base, s, p), p, x.getBytes(StandardCharsets.US_ASCII)));
            }
        }
        return all;
    }

    String filter(int qos) {
        return "%s/%d/+".formatted(base, qos);
    }

    void arrived(String topic, int length, int qos) {
        arrived.add("%s %d q%d".formatted(topic.substring(base.length() + 1), length, qos));
    }

    String all() throws InterruptedException {
        List<String> lines = new ArrayList<>();
        for (int n = 0; n < 9; n++) {
            lines.add(String.valueOf(arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)));
        }
        return String.join("\n", lines);
    }

    /** What is expected: the smaller of the two QoS, for each message. */
    static List<String> expected() {
        List<String> lines = new ArrayList<>();
        for (int s = 0; s <= 2; s++) {
            for (int p = 0; p <= 2; p++) {
                lines.add("%d/%d %d q%d".formatted(s, p, s == 2 && p == 2 ? LARGEST : 10 * s + p, Math.min(s, p)));
            }
        }
        return lines;
    }
}
