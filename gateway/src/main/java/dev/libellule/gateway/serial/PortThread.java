package dev.libellule.gateway.serial;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.tinylog.Logger;

/**
 * Keeps a port open: opens it, reads it, and opens it again after an unplug, on a thread of its own.
 *
 * <p>A driver may never come back from a read or a close after an unplug. A second thread watches: a handle that is stuck is
 * abandoned, its thread stays behind with a name that says so, and another one opens the port anew.
 */
final class PortThread implements AutoCloseable {
    private static final long FIRST_RETRY_MILLIS = 250;
    private static final long LONGEST_RETRY_MILLIS = 2_000; // opening a path costs nothing; a person waits with a cable
    private static final long CLOSE_MILLIS = 3_000;
    private static final int LOOKS = 4; // of the watch, all of which find the driver inside one call: it is stuck

    private final String name;
    private final Port.Source source;
    private final Talk talk;
    private final long stuckMillis;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Turn turn;

    /** What is done with an open port. One thread at a time calls, in this order; abandoned ones never call again. */
    interface Talk {
        /** The port is open. */
        void opened(Port port);

        /** Bytes came. */
        void received(byte[] bytes, int count);

        /** After each read, whether something came or not: five times a second at least. */
        void turn();

        /** The port is closed. */
        void closed();

        /** The port cannot be opened, or has gone: cause and cure. */
        void problem(String message);
    }

    /** One thread that opens and reads, until it ends or is abandoned. */
    private final class Turn implements Runnable {
        final Thread thread = Thread.ofPlatform().name("serial " + name).daemon().unstarted(this);
        // Guarded by this
        private boolean isInDriver;
        private boolean isAbandoned;
        private int looks; // of the watch since the driver was entered; time alone tells nothing where nobody had a processor

        private synchronized void enterDriver() {
            isInDriver = true;
            looks = 0;
        }

        /** False if it took so long that this thread counts no more. */
        private synchronized boolean leaveDriver() {
            isInDriver = false;
            return !isAbandoned;
        }

        /** Abandons the thread if the watch has found it inside one call of the driver too often. */
        synchronized boolean abandon() {
            looks++;
            isAbandoned |= isInDriver && looks > LOOKS;
            return isAbandoned;
        }

        @Override
        public void run() {
            try {
                retry();
            } catch (RuntimeException e) {
                Logger.error(e, "board {} is read no longer; restart the gateway, and report this", name);
                talk.closed();
            }
            if (!abandon()) {
                closed.countDown();
            }
        }

        private void retry() {
            long retryMillis = FIRST_RETRY_MILLIS;
            while (!isClosing(0)) {
                if (converse()) {
                    retryMillis = FIRST_RETRY_MILLIS;
                }
                if (abandon()) {
                    return;
                }
                isClosing(retryMillis);
                retryMillis = Math.min(retryMillis * 2, LONGEST_RETRY_MILLIS);
            }
        }

        /**
         * Opens the port and reads it until it is gone.
         *
         * @return false if it could not be opened
         */
        private boolean converse() {
            Port port;
            enterDriver();
            try {
                port = source.open();
            } catch (PortException e) {
                if (leaveDriver()) {
                    talk.problem(e.getMessage());
                }
                return false;
            }
            if (!leaveDriver()) {
                port.close();
                return false;
            }
            talk.opened(port);
            boolean isMine = listen(port);
            if (isMine) {
                talk.closed();
            }
            enterDriver();
            port.close();
            leaveDriver();
            return true;
        }

        /** Reads until the board is gone or the end is asked for; false if the thread was abandoned meanwhile. */
        private boolean listen(Port port) {
            byte[] buffer = new byte[512];
            while (!isClosing(0)) {
                enterDriver();
                int count = port.read(buffer);
                boolean isGone = count < 0 || count == 0 && !port.isThere();
                if (!leaveDriver()) {
                    return false;
                }
                if (isGone) {
                    talk.problem(port.name() + " was unplugged");
                    return true;
                }
                if (count > 0) {
                    talk.received(buffer, count);
                }
                talk.turn();
            }
            return true;
        }
    }

    /**
     * A thread for one board; {@link #start} begins.
     *
     * @param stuckMillis a driver that has not come back for so long is stuck
     */
    PortThread(String name, Port.Source source, Talk talk, long stuckMillis) {
        this.name = name;
        this.source = source;
        this.talk = talk;
        this.stuckMillis = stuckMillis;
    }

    void start() {
        begin();
        Thread.ofVirtual().name("serial watch " + name).start(this::watch);
    }

    private void begin() {
        turn = new Turn();
        turn.thread.start();
    }

    private void watch() {
        while (!isClosing(Math.max(1, stuckMillis / LOOKS))) {
            Turn watched = turn;
            if (watched.abandon()) {
                watched.thread.setName("serial " + name + " (stuck, abandoned)");
                Logger.warn(
                        "board {}: its serial driver does not come back; the handle is abandoned, a new one is opened",
                        name);
                talk.problem("the serial driver does not answer; unplug the board and plug it in again");
                talk.closed();
                begin();
            }
        }
    }

    private boolean isClosing(long waitMillis) {
        try {
            return closing.await(waitMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Closes the port; waits for it, up to three seconds. */
    @Override
    public void close() {
        closing.countDown();
        try {
            if (turn != null && !closed.await(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
                Logger.warn("board {}: its serial port did not close in {} s", name, CLOSE_MILLIS / 1000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
