package dev.libellule.gateway.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PortThreadTest {
    private static final long STUCK_MILLIS = 300;

    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private final BlockingQueue<FakePort> ports = new LinkedBlockingQueue<>();
    private final PortThread thread = new PortThread("uno", this::open, new Noted(), STUCK_MILLIS);

    /** A port whose driver does what the test says. */
    private static final class FakePort implements Port {
        final BlockingQueue<String> bytes = new LinkedBlockingQueue<>(); // "" is an unplug
        final CountDownLatch closed = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);
        volatile boolean isStuck;
        volatile boolean isThere = true;

        @Override
        public int read(byte[] buffer) {
            try {
                if (isStuck) {
                    release.await();
                    return -1;
                }
                String text = bytes.poll(20, TimeUnit.MILLISECONDS);
                if (text == null || text.isEmpty()) {
                    return text == null ? 0 : -1;
                }
                byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
                System.arraycopy(ascii, 0, buffer, 0, ascii.length);
                return ascii.length;
            } catch (InterruptedException e) {
                return -1;
            }
        }

        @Override
        public boolean write(byte[] toWrite, int length) {
            return true;
        }

        @Override
        public boolean isThere() {
            return isThere;
        }

        @Override
        public String name() {
            return "/dev/ttyFAKE";
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    private final class Noted implements PortThread.Talk {
        @Override
        public void opened(Port port) {
            seen.add("opened");
        }

        @Override
        public void received(byte[] bytes, int count) {
            seen.add(new String(bytes, 0, count, StandardCharsets.US_ASCII));
        }

        @Override
        public void turn() {
            // nothing is due
        }

        @Override
        public void closed() {
            seen.add("closed");
        }

        @Override
        public void problem(String message) {
            seen.add(message);
        }
    }

    private Port open() throws PortException {
        FakePort port = ports.poll();
        if (port == null) {
            throw new PortException("no port");
        }
        return port;
    }

    private void await(String... expected) throws InterruptedException {
        for (String one : expected) {
            String next = seen.poll(30, TimeUnit.SECONDS);
            while ("no port".equals(next)) {
                next = seen.poll(30, TimeUnit.SECONDS);
            }
            assertEquals(one, next);
        }
    }

    @AfterEach
    void close() {
        thread.close();
    }

    @Test
    void opensReadsAndOpensAgainAfterAnUnplug() throws InterruptedException {
        FakePort first = new FakePort();
        FakePort second = new FakePort();
        ports.addAll(List.of(first, second));
        first.bytes.addAll(List.of("T:1", ""));
        second.bytes.add("T:2");
        thread.start();
        await("opened", "T:1", "/dev/ttyFAKE was unplugged", "closed", "opened", "T:2");
        assertTrue(first.closed.await(30, TimeUnit.SECONDS));
    }

    @Test
    void seesThatTheDeviceIsGoneThoughItsDriverSaysNothing() throws InterruptedException {
        FakePort port = new FakePort();
        ports.add(port);
        thread.start();
        await("opened");
        port.isThere = false;
        await("/dev/ttyFAKE was unplugged", "closed");
    }

    @Test
    void triesUntilThereIsAPort() throws InterruptedException {
        thread.start();
        assertEquals("no port", seen.poll(30, TimeUnit.SECONDS));
        ports.add(new FakePort());
        await("opened");
    }

    @Test
    void abandonsAHandleThatIsStuckAndOpensAnother() throws InterruptedException {
        FakePort stuck = new FakePort();
        FakePort next = new FakePort();
        stuck.isStuck = true;
        ports.addAll(List.of(stuck, next));
        next.bytes.add("T:2");
        thread.start();
        await("opened", "the serial driver does not answer; unplug the board and plug it in again", "closed", "opened",
                "T:2");
        assertTrue(Thread.getAllStackTraces().keySet().stream()
                .anyMatch(left -> left.getName().equals("serial uno (stuck, abandoned)")), "it is named");
        stuck.release.countDown(); // it comes back after all: its handle is closed, and nothing else is said
        assertTrue(stuck.closed.await(30, TimeUnit.SECONDS));
        next.bytes.add("T:3");
        await("T:3");
    }

    @Test
    void closesThePortAtTheEnd() throws InterruptedException {
        FakePort port = new FakePort();
        ports.add(port);
        thread.start();
        await("opened");
        thread.close();
        await("closed");
        assertTrue(port.closed.await(30, TimeUnit.SECONDS));
    }
}
