package dev.libellule.gateway.serial;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A line whose board is played by the test: what is written is kept for it. */
final class ScriptedPort implements Port {
    private final BlockingQueue<byte[]> sent = new LinkedBlockingQueue<>(); // an entry each write
    private final Duration patience;

    ScriptedPort(Duration patience) {
        this.patience = patience;
    }

    @Override
    public int read(byte[] buffer) {
        return 0;
    }

    @Override
    public boolean write(byte[] bytes, int length) {
        return sent.add(Arrays.copyOf(bytes, length));
    }

    @Override
    public boolean isThere() {
        return true;
    }

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public void close() {
        // nothing is open
    }

    /** What was written and not looked at yet, of one write. */
    byte[] next() throws InterruptedException {
        byte[] next = sent.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        assertTrue(next != null, "nothing more is sent");
        return next;
    }

    /** Waits for a message; those before it are forgotten. */
    void await(byte[] expected) throws InterruptedException {
        byte[] next = next();
        while (!Arrays.equals(next, expected)) {
            next = next();
        }
    }

    void awaitText(String expected) throws InterruptedException {
        await(expected.getBytes(StandardCharsets.UTF_8));
    }

    /** What was written and not looked at yet, as text. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (byte[] next = sent.poll(); next != null; next = sent.poll()) {
            text.append(new String(next, StandardCharsets.UTF_8));
        }
        return text.toString();
    }
}
