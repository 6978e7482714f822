package dev.libellule.gateway.broker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** One connection of a hostile client, from one seed, over each transport, with right and wrong bytes on each layer. */
final class HostileClient {
    private static final int READ_MILLIS = 2;
    private static final String[] PATHS = {"mqtt", "*", "http://localhost/mqtt", "/%zz", "/../..",
            "/" + "a".repeat(5_000)};

    private final Random random;
    private final HostilePackets packets;
    private final SSLSocketFactory tls;
    private Socket socket;
    private boolean isWebSocket;

    HostileClient(long seed, SSLSocketFactory tls) {
        this.random = new Random(seed);
        this.packets = new HostilePackets(random);
        this.tls = tls;
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    /**
     * Attacks once; a connection that the broker ends is what is hoped for.
     *
     * @param ports of the listeners: TCP, WebSocket, TLS, WebSocket in TLS
     * @return the socket, open still, when this client goes on by being silent; else null
     */
    Socket attack(int... ports) {
        int listener = random.nextInt(ports.length);
        boolean staysOpen = false;
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), ports[listener]);
            socket.setSoTimeout(READ_MILLIS);
            if (listener >= 2) {
                startTls();
            }
            isWebSocket = listener % 2 == 1;
            if (isWebSocket) {
                upgrade();
            }
            converse();
            staysOpen = chance(5);
        } catch (IOException e) {
            staysOpen = false; // the broker has had enough
        } finally {
            end(staysOpen);
        }
        return staysOpen ? socket : null;
    }

    private void startTls() throws IOException {
        if (chance(10)) {
            byte[] noise = new byte[1 + random.nextInt(400)];
            random.nextBytes(noise);
            if (chance(50)) {
                noise[0] = 22; // looks like a handshake
            }
            socket.getOutputStream().write(noise);
            if (chance(50)) {
                return;
            }
        }
        Socket plain = socket;
        SSLSocket secure = (SSLSocket) tls.createSocket(plain, "localhost", plain.getPort(), true);
        plain.setSoTimeout(2_000);
        secure.startHandshake();
        secure.setSoTimeout(READ_MILLIS);
        if (chance(5)) {
            plain.getOutputStream().write(packets.next()); // in clear amid what is encrypted
        }
        socket = secure;
    }

    private void upgrade() throws IOException {
        String path = chance(95) ? "/mqtt" : PATHS[random.nextInt(PATHS.length)];
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\nSec-WebSocket-Version: 13\r\n"
                + (chance(90) ? "Sec-WebSocket-Protocol: mqtt\r\n" : "") + "\r\n";
        byte[] bytes = request.getBytes(StandardCharsets.US_ASCII);
        socket.getOutputStream().write(chance(5) ? packets.mutate(bytes) : bytes);
        socket.setSoTimeout(chance(90) ? 1_000 : READ_MILLIS);
        socket.getInputStream().read(new byte[1024]);
        socket.setSoTimeout(READ_MILLIS);
    }

    private void converse() throws IOException {
        boolean reads = chance(80);
        if (chance(95)) {
            byte[] connect = packets.connect();
            send(chance(10) ? packets.mutate(connect) : connect);
        }
        ByteArrayOutputStream heap = new ByteArrayOutputStream();
        for (int n = random.nextInt(chance(10) ? 300 : 30); n > 0; n--) {
            if (chance(50)) {
                heap.writeBytes(packets.next());
            } else {
                heap.writeBytes(packets.next());
                send(heap.toByteArray());
                heap.reset();
                if (reads && chance(40)) {
                    drain();
                }
            }
        }
        send(heap.toByteArray());
        if (reads) {
            drain();
        }
    }

    private void drain() throws IOException {
        InputStream in = socket.getInputStream();
        byte[] bytes = new byte[16 * 1024];
        try {
            if (in.read(bytes) < 0) {
                throw new IOException("closed");
            }
        } catch (java.net.SocketTimeoutException e) {
            return; // nothing there
        }
    }

    private void send(byte[] bytes) throws IOException {
        if (!isWebSocket) {
            write(bytes);
            return;
        }
        int at = 0;
        while (at < bytes.length) {
            int length = chance(50) ? bytes.length - at : 1 + random.nextInt(bytes.length - at);
            write(frame(bytes, at, length));
            at += length;
        }
    }

    private byte[] frame(byte[] bytes, int from, int length) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int opcode = chance(95) ? 2 : random.nextInt(16);
        out.write((chance(97) ? 0x80 : random.nextInt(16) << 4) | opcode);
        boolean isMasked = chance(99);
        int mask = isMasked ? 0x80 : 0;
        if (chance(1)) {
            out.write(mask | 127); // a length beyond reason
            out.writeBytes(new byte[]{0x7F, 0, 0, 0, 0, 0, 0, 1});
        } else if (length < 126) {
            out.write(mask | length);
        } else {
            out.write(mask | 126);
            out.write(length >> 8);
            out.write(length);
        }
        byte[] key = new byte[4];
        random.nextBytes(key);
        if (isMasked) {
            out.writeBytes(key);
        }
        for (int i = 0; i < length; i++) {
            out.write(bytes[from + i] ^ (isMasked ? key[i & 3] : 0));
        }
        return out.toByteArray();
    }

    private void write(byte[] bytes) throws IOException {
        if (bytes.length > 0 && bytes.length < 200 && chance(2)) {
            for (byte single : bytes) {
                socket.getOutputStream().write(single);
            }
        } else {
            socket.getOutputStream().write(bytes);
        }
    }

    private void end(boolean staysOpen) {
        if (staysOpen || socket == null) {
            return;
        }
        try {
            if (chance(30)) {
                socket.setSoLinger(true, 0); // reset
            }
            socket.close();
        } catch (IOException e) {
            return; // it was closed
        }
    }
}
