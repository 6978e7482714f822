package dev.libellule.simulator.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.host.SelectorTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A fleet before a broker that is too busy to answer. */
@Timeout(60)
class FleetArrivalIT {
    private static final int MOST_ARRIVING = 500;
    private static final int DEVICES = MOST_ARRIVING + 50;
    private static final int QUIET_MILLIS = 300;
    private static final int PATIENCE_MILLIS = 30_000;
    private static final byte[] CONNACK = {0x20, 2, 0, 0};

    @Test
    void noMoreArriveThanWaitForAnAnswer() throws Exception {
        List<Socket> accepted = new ArrayList<>();
        try (ServerSocket broker = new ServerSocket(0, DEVICES, InetAddress.getLoopbackAddress())) {
            Fleet fleet = new Fleet(address(broker), null, null, 1)
                    .add(new Family("thermometre", DEVICES, "t/{n}", Duration.ofMinutes(1), 15, 25, 1, 0, false));
            Thread thread = Thread.ofPlatform().start(() -> run(fleet));
            broker.setSoTimeout(PATIENCE_MILLIS);
            while (accepted.size() < MOST_ARRIVING) {
                accepted.add(broker.accept());
            }
            broker.setSoTimeout(QUIET_MILLIS);
            assertThrows(SocketTimeoutException.class, broker::accept);
            assertEquals(0, fleet.connected());
            for (Socket device : accepted) {
                device.getOutputStream().write(CONNACK);
            }
            broker.setSoTimeout(PATIENCE_MILLIS);
            while (accepted.size() < DEVICES) {
                accepted.add(broker.accept());
                accepted.getLast().getOutputStream().write(CONNACK);
            }
            fleet.close();
            thread.join(PATIENCE_MILLIS);
            assertTrue(!thread.isAlive());
            assertEquals(0, fleet.lost());
        } finally {
            for (Socket device : accepted) {
                device.close();
            }
        }
    }

    /** Else its CONNECT would be read after that of the device's next connection, and throw that one out. */
    @Test
    void aConnectionThatWasNeverAnsweredIsReset() throws IOException {
        try (ServerSocket broker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Selector selector = Selector.open()) {
            SelectorTransport transport = new SelectorTransport(selector, address(broker),
                    ByteBuffer.allocateDirect(64),
                    null);
            while (transport.connect() == SelectorTransport.IN_PROGRESS) {
                selector.select();
            }
            assertEquals(CONNACK.length, transport.write(CONNACK, 0, CONNACK.length));
            transport.close();
            selector.selectNow(); // lets go of the file descriptor
            try (Socket device = broker.accept()) {
                assertThrows(SocketException.class, () -> device.getInputStream().readAllBytes());
            }
        }
    }

    private static InetSocketAddress address(ServerSocket broker) {
        return new InetSocketAddress(broker.getInetAddress(), broker.getLocalPort());
    }

    private static void run(Fleet fleet) {
        try {
            fleet.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
