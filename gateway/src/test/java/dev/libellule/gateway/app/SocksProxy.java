package dev.libellule.gateway.app;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A SOCKS5 proxy, RFC 1928 and 1929, that answers byte by byte, so that its words arrive in pieces. */
final class SocksProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final String user;
    private final String password;

    /** Starts it; who offers no user name gets in too. */
    SocksProxy(String user, String password) throws IOException {
        this.user = user;
        this.password = password;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("socks").start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException e) {
            return; // closed
        }
    }

    private void serve(Socket client) {
        try (client; Socket server = new Socket()) {
            client.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(client.getInputStream());
            in.readUnsignedByte();
            byte[] methods = in.readNBytes(in.readUnsignedByte());
            boolean mayLogIn = new String(methods, StandardCharsets.ISO_8859_1).indexOf(2) >= 0;
            say(client, 5, mayLogIn ? 2 : 0);
            if (mayLogIn) {
                in.readUnsignedByte();
                String name = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
                String word = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
                boolean isRight = name.equals(user) && word.equals(password);
                say(client, 1, isRight ? 0 : 1);
                if (!isRight) {
                    return;
                }
            }
            in.skipNBytes(3);
            InetSocketAddress target = switch (in.readUnsignedByte()) {
                case 1 -> new InetSocketAddress(InetAddress.getByAddress(in.readNBytes(4)), in.readUnsignedShort());
                case 4 -> new InetSocketAddress(InetAddress.getByAddress(in.readNBytes(16)), in.readUnsignedShort());
                default -> {
                    String host = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.US_ASCII);
                    yield new InetSocketAddress(host, in.readUnsignedShort());
                }
            };
            if (target.isUnresolved()) {
                say(client, 5, 4, 0, 1, 0, 0, 0, 0, 0, 0);
                return;
            }
            server.connect(target);
            say(client, 5, 0, 0, 3, 4, 'h', 'e', 'r', 'e', 0, 1);
            Thread back = Thread.ofVirtual().start(() -> copy(server, client));
            copy(client, server);
            back.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void say(Socket client, int... bytes) throws IOException {
        for (int b : bytes) {
            client.getOutputStream().write(b);
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
            to.shutdownOutput();
        } catch (IOException e) {
            return; // one of them is gone, and the other will be
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
