package dev.libellule.gateway.relay;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP or SOCKS5 proxy, which asks for the name {@code me} and the password {@code secret}. */
final class TestProxy implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final boolean isSocks;
    /** Where it was asked to go. */
    final List<String> targets = new CopyOnWriteArrayList<>();

    TestProxy(boolean isSocks) throws IOException {
        this.isSocks = isSocks;
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    Socket socket = server.accept();
                    Thread.ofVirtual().start(() -> serve(socket));
                }
            } catch (IOException _) {
                return; // closed
            }
        });
    }

    int port() {
        return server.getLocalPort();
    }

    private void serve(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            Socket target = isSocks ? socks(in, socket.getOutputStream()) : http(in, socket.getOutputStream());
            if (target != null) {
                try (target) {
                    Thread back = Thread.ofVirtual().start(() -> pump(target, socket));
                    pump(socket, target);
                    back.join();
                }
            }
        } catch (IOException | InterruptedException _) {
            return; // one side has gone
        }
    }

    private static void pump(Socket from, Socket to) {
        try (from; to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException _) {
            return; // one side has gone
        }
    }

    private Socket http(DataInputStream in, OutputStream out) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            head.append((char) in.readUnsignedByte());
        }
        String[] words = head.toString().split(" ");
        if (!head.toString().contains("Proxy-Authorization: Basic bWU6c2VjcmV0\r\n")) { // me:secret
            out.write("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            return null;
        }
        Socket target = open(words[1].substring(0, words[1].lastIndexOf(':')),
                Integer.parseInt(words[1].substring(words[1].lastIndexOf(':') + 1)));
        out.write("HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return target;
    }

    private Socket open(String host, int port) throws IOException {
        targets.add(host + ":" + port);
        return new Socket(host.equals("broker.invalid") ? "127.0.0.1" : host, port);
    }

    private Socket socks(DataInputStream in, OutputStream out) throws IOException {
        in.readUnsignedByte(); // version
        in.readNBytes(in.readUnsignedByte()); // methods
        out.write(new byte[]{5, 2});
        in.readUnsignedByte(); // version of the login
        String user = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
        String password = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
        boolean isKnown = user.equals("me") && password.equals("secret");
        out.write(new byte[]{1, (byte) (isKnown ? 0 : 1)});
        if (!isKnown) {
            return null;
        }
        in.readNBytes(4); // version, CONNECT, reserved, kind of address: a name
        String host = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
        Socket target = open(host, in.readUnsignedShort());
        out.write(new byte[]{5, 0, 0, 1, 127, 0, 0, 1, 0, 0});
        return target;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
