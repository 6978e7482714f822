package dev.libellule.device.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.client.Allocation;
import dev.libellule.device.client.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The TCP transport against a plain socket of the JDK. */
@Timeout(20)
class TcpTransportIT {
    private final byte[] buffer = new byte[200_000];

    @Test
    void readsAndWritesWithoutAllocation() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            TcpTransport transport = connect(server);
            try (Socket peer = server.accept()) {
                Thread echo = Thread.ofVirtual().start(() -> {
                    try {
                        peer.getInputStream().transferTo(peer.getOutputStream());
                    } catch (IOException e) {
                        assertTrue(peer.isClosed(), e.getMessage());
                    }
                });
                assertEquals(0, Allocation.bytesOf(() -> {
                    assertTrue(transport.write(buffer, 0, 100) == 100);
                    for (int got = 0; got < 100;) {
                        int count = transport.read(buffer, 0, buffer.length);
                        assertTrue(count >= 0);
                        got += count;
                    }
                }));
                transport.close();
                echo.join();
            }
        }
    }

    @Test
    void takesWhatTheSocketTakesAndWaitsForRoom() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            TcpTransport transport = connect(server);
            try (Socket peer = server.accept()) {
                long written = 0;
                int count = transport.write(buffer, 0, buffer.length);
                while (count == buffer.length) {
                    written += count;
                    count = transport.write(buffer, 0, buffer.length);
                }
                written += count;
                assertTrue(count >= 0 && count < buffer.length, "a partial write");
                assertEquals(0, transport.write(buffer, 0, buffer.length), "full");
                long read = 0;
                while (read < written) {
                    read += peer.getInputStream().read(buffer);
                }
                transport.await(10_000, true);
                assertTrue(transport.write(buffer, 0, 10) == 10, "there is room again");
            }
        }
    }

    @Test
    void endOfTheStreamIsReported() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            TcpTransport transport = connect(server);
            server.accept().close();
            transport.await(10_000, false);
            assertEquals(Transport.LOST, transport.read(buffer, 0, buffer.length));
            assertEquals("closed by the server", transport.failure());
        }
    }

    /** A server that was too busy to answer must not find a CONNECT there that its client has given up. */
    @Test
    void aStreamThatWasNeverAnsweredIsReset() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            TcpTransport transport = connect(server);
            assertEquals(10, transport.write(buffer, 0, 10));
            transport.close();
            try (Socket peer = server.accept()) {
                assertThrows(SocketException.class, () -> peer.getInputStream().readAllBytes());
            }
        }
    }

    @Test
    void whatWasWrittenLastOnAnAnsweredStreamArrives() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            TcpTransport transport = connect(server);
            try (Socket peer = server.accept()) {
                peer.getOutputStream().write(1);
                transport.await(10_000, false);
                assertEquals(1, transport.read(buffer, 0, buffer.length));
                assertEquals(10, transport.write(buffer, 0, 10));
                transport.close();
                assertEquals(10, peer.getInputStream().readNBytes(buffer, 0, 11));
            }
        }
    }

    @Test
    void wakeupEndsTheWait() throws Exception {
        TcpTransport transport = new TcpTransport("127.0.0.1", 1);
        Thread waker = Thread.ofVirtual().start(transport::wakeup);
        transport.await(1_000_000, false);
        waker.join();
    }

    @Test
    void unknownHostIsSaid() {
        TcpTransport transport = new TcpTransport("no-such-host.invalid", 1883);
        assertTrue(transport.connect() < 0);
        assertEquals("host name not found", transport.failure());
    }

    private static TcpTransport connect(ServerSocket server) {
        TcpTransport transport = new TcpTransport("127.0.0.1", server.getLocalPort());
        int status = transport.connect();
        while (status == Transport.IN_PROGRESS) {
            transport.await(10_000, false);
            status = transport.connect();
        }
        assertEquals(Transport.CONNECTED, status);
        return transport;
    }
}
