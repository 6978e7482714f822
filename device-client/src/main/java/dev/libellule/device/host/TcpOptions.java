package dev.libellule.device.host;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;

/**
 * How TCP gets to the server, if not straight: filled once, before the transport is made; every method returns the options themselves.
 */
public final class TcpOptions {
    private static final String SCHEME = "socks5h://";
    private static final String FORM = " does not look like socks5h://[user[:password]@]host[:port]";
    private static final int SOCKS_PORT = 1080;
    private static final int LONGEST_WORD = 255; // of a user name or password, RFC 1929

    private InetAddress localAddress;
    private ServerAddress proxy;
    private byte[] user;
    private byte[] password;

    /**
     * The address of this machine that connections come from; otherwise the system chooses it.
     *
     * @throws HostException if it is none of an interface here
     */
    public TcpOptions localAddress(String address) {
        try {
            localAddress = InetAddress.getByName(address);
            return this;
        } catch (UnknownHostException e) {
            throw new HostException("'" + address + "' is no address: " + e.getMessage(), e);
        }
    }

    /**
     * A SOCKS5 proxy to go through, RFC 1928; it also resolves the server's name.
     *
     * @param url {@code socks5h://[user[:password]@]host[:port]}; %XX stands for a byte of user name or password
     * @throws HostException if it is none
     */
    public TcpOptions proxy(String url) {
        if (!url.startsWith(SCHEME)) {
            throw new HostException("'" + url.replaceFirst("//.*@", "//...@") + "'" + FORM, null);
        }
        String rest = url.substring(SCHEME.length());
        int at = rest.lastIndexOf('@');
        proxy = ServerAddress.parse(rest.substring(at + 1), SOCKS_PORT);
        if (proxy == null) {
            throw new HostException("'" + rest.substring(at + 1) + "'" + FORM, null);
        }
        if (at >= 0) {
            String[] words = rest.substring(0, at).split(":", 2);
            user = word(words[0]);
            password = words.length == 2 ? word(words[1]) : new byte[0];
        }
        return this;
    }

    private static byte[] word(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            int high = bytes[i] == '%' && i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(bytes[i + 2], 16);
            bytes[length++] = low < 0 ? bytes[i] : (byte) (high << 4 | low);
            i += low < 0 ? 0 : 2;
        }
        if (length > LONGEST_WORD) {
            throw new HostException("a user name or password of a proxy has 255 bytes at most", null);
        }
        byte[] word = new byte[length];
        System.arraycopy(bytes, 0, word, 0, length);
        return word;
    }

    /** A stream to a server. */
    HostTransport stream(ServerAddress address, int bufferBytes) {
        return proxy == null
                ? new TcpTransport(address, bufferBytes, localAddress)
                : new SocksTransport(address,
                        new TcpTransport(new ServerAddress(proxy.host(), proxy.port()), bufferBytes,
                                localAddress),
                        user, password);
    }
}
