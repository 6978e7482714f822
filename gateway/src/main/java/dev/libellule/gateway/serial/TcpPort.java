package dev.libellule.gateway.serial;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import org.tinylog.Logger;

/** A serial line behind a TCP socket, as ser2net or an ESP with a transparent bridge gives it. */
final class TcpPort implements Port {
    private static final int CONNECT_MILLIS = 5_000;

    private final Socket socket;
    private final String name;

    private TcpPort(Socket socket, String name) {
        this.socket = socket;
        this.name = name;
    }

    static TcpPort open(String scheme, String host, int port) throws PortException {
        String name = scheme + "://" + host + ":" + port;
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.setSoTimeout(READ_MILLIS);
            socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
            return new TcpPort(socket, name);
        } catch (IOException e) {
            close(socket);
            throw new PortException("%s cannot be reached: %s".formatted(name, cause(e, host)));
        }
    }

    private static String cause(IOException e, String host) {
        return switch (e) {
            case UnknownHostException _ -> "no machine is called '%s'; check the name".formatted(host);
            case ConnectException _ -> "nobody listens there; does ser2net run, on that port?";
            case SocketTimeoutException _ -> "no answer in %d s; is the machine on?".formatted(CONNECT_MILLIS / 1000);
            default -> String.valueOf(e.getMessage());
        };
    }

    @Override
    public int read(byte[] buffer) {
        try {
            return socket.getInputStream().read(buffer);
        } catch (SocketTimeoutException e) {
            return 0;
        } catch (IOException e) {
            return -1;
        }
    }

    @Override
    public boolean write(byte[] bytes, int length) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(bytes, 0, length);
            out.flush();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The socket says so itself when it ends. */
    @Override
    public boolean isThere() {
        return true;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void close() {
        close(socket);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            Logger.debug("a socket did not close in order: {}", e.getMessage()); // it is given up anyway
        }
    }
}
