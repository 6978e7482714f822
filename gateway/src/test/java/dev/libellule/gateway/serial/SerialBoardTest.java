package dev.libellule.gateway.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.boards.Board;
import dev.libellule.boards.BoardFile;
import dev.libellule.gateway.broker.LocalClient;
import dev.libellule.gateway.broker.LocalClientOptions;
import dev.libellule.gateway.broker.SlowDisk;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A sketch that names topics and QoS itself, and prints faster than the broker's disk can keep. */
class SerialBoardTest {
    private static final int LINES = 1_000;
    private static final int LINES_IN_A_READ = 512 / 20;

    private final SlowDisk disk = new SlowDisk();
    private final List<String> seen = new ArrayList<>(); // the test's thread alone
    private final Sketch sketch = new Sketch();
    private final Board board = BoardFile.parse("board.yaml", """
            board: uno
            model: other
            serial: {port: /dev/none, line: serial2mqtt, quiet: 0 s}
            signals: [{name: T}]
            """.getBytes(StandardCharsets.UTF_8));

    /** Prints numbered lines as fast as they are read, for ever. */
    private static final class Sketch implements Port {
        private final CountDownLatch closed = new CountDownLatch(1);
        private volatile int printed;

        @Override
        public int read(byte[] buffer) {
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < LINES_IN_A_READ; i++) {
                lines.append("[1,\"n\",\"").append(printed++).append("\",1,0]\n");
            }
            byte[] bytes = lines.toString().getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(bytes, 0, buffer, 0, bytes.length);
            return bytes.length;
        }

        @Override
        public boolean write(byte[] bytes, int length) {
            return true;
        }

        @Override
        public boolean isThere() {
            return true;
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

    @Test
    void isNotReadWhileItsMessagesWait() throws InterruptedException {
        LocalClient absent = disk.connect(new LocalClientOptions("absent", true, 20, false, null), _ -> {});
        absent.subscribe("n", 1);
        absent.close();
        disk.connect(LocalClientOptions.clean("present"), delivery -> {
            seen.add(new String(delivery.payload(), StandardCharsets.UTF_8));
            delivery.acknowledge();
        }).subscribe("n", 1);
        disk.commit();
        SerialBoard serial = SerialBoard.start(board, disk, () -> sketch);
        while (seen.size() < LINES) {
            int before = seen.size();
            disk.turnUntil(() -> seen.size() > before);
            assertTrue(sketch.printed - seen.size() <= LocalClient.RECEIVE_MAXIMUM + 2 * LINES_IN_A_READ,
                    sketch.printed + " lines were read, " + seen.size() + " published");
            disk.commit();
        }
        Thread closing = Thread.ofVirtual().start(serial::close); // the reader waits for the disk
        disk.turnUntil(() -> !closing.isAlive());
        assertEquals(0, sketch.closed.getCount());
        for (int i = 0; i < seen.size(); i++) {
            assertEquals("" + (i + 1), seen.get(i)); // the first line after the opening may have been half a line
        }
    }
}
