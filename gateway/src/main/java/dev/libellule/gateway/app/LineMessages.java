package dev.libellule.gateway.app;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.tinylog.Logger;

/** Each line of a stream, read by a thread of its own so that a silent stream blocks nothing. Empty lines are passed over. */
final class LineMessages implements Publisher.Messages {
    private static final int QUEUE_LENGTH = 1024;
    private static final byte[] END = new byte[0];

    private final BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(QUEUE_LENGTH);
    private final InputStream in;
    private final int longest;
    private Runnable wakeup;
    private boolean over;

    /** Takes lines of at most {@code longest} bytes. */
    LineMessages(InputStream in, int longest) {
        this.in = new BufferedInputStream(in, 65_536);
        this.longest = longest;
    }

    @Override
    public void start(Runnable whenThereIsMore) {
        wakeup = whenThereIsMore;
        Thread.ofPlatform().daemon().name("standard-input").start(this::read); // a read of standard input cannot be ended
    }

    private void read() {
        try {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b == '\n') {
                    enqueue(line);
                } else if (line.size() < longest) {
                    line.write(b);
                }
            }
            enqueue(line);
        } catch (IOException e) {
            Logger.warn("standard input ended: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            finish();
        }
    }

    private void enqueue(ByteArrayOutputStream line) throws InterruptedException {
        byte[] bytes = line.toByteArray();
        line.reset();
        int length = bytes.length > 0 && bytes[bytes.length - 1] == '\r' ? bytes.length - 1 : bytes.length;
        if (length > 0) {
            queue.put(length == bytes.length ? bytes : Arrays.copyOf(bytes, length));
            wakeup.run();
        }
    }

    private void finish() {
        try {
            queue.put(END);
            wakeup.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public byte[] next(int nowMillis) {
        byte[] line = over ? null : queue.poll();
        if (line == END) {
            over = true;
            return null;
        }
        return line;
    }

    @Override
    public boolean isOver() {
        return over;
    }
}
