package dev.libellule.device.host;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;

/**
 * TCP through a SOCKS5 proxy, RFC 1928, which resolves the server's name; with user name and password, RFC 1929, if there are some. Once
 * the proxy has connected, bytes pass as they are.
 */
final class SocksTransport extends LayeredTransport {
    private static final int VERSION = 5;
    private static final int NO_AUTHENTICATION = 0;
    private static final int PASSWORD = 2;
    private static final int PASSWORD_VERSION = 1;
    private static final int CONNECT = 1;
    private static final int IPV4 = 1;
    private static final int NAME = 3;
    private static final int IPV6 = 4;
    private static final int OUT_BYTES = 32_768;
    /** By reply, RFC 1928, 6. */
    private static final String[] REPLIES = {"", "it failed", "its rules do not allow that",
            "the network cannot be reached",
            "the host cannot be reached, or its name is not known there", "the connection was refused",
            "it took too long",
            "it does not do that", "it does not know this kind of address"};

    /** What the proxy is to say next. */
    private enum Step {
        METHOD, LOGIN, REPLY, ADDRESS
    }

    private final byte[] user;
    private final byte[] password;
    private final byte[] in = new byte[4 + 1 + 255 + 2];
    private Step step;
    private int filled;
    private int needed;

    /**
     * Prepares a stream to a server.
     *
     * @param proxy a stream to the proxy
     * @param user null for none
     */
    SocksTransport(ServerAddress address, HostTransport proxy, byte[] user, byte[] password) {
        super(address, proxy, OUT_BYTES);
        this.user = user;
        this.password = password;
    }

    @Override
    int begin() {
        say(user == null
                ? new byte[]{VERSION, 1, NO_AUTHENTICATION}
                : new byte[]{VERSION, 2, NO_AUTHENTICATION, PASSWORD});
        expect(Step.METHOD, 2);
        return IN_PROGRESS;
    }

    private void say(byte[] bytes) {
        System.arraycopy(bytes, 0, out.bytes, 0, bytes.length);
        out.filled(bytes.length, 0);
    }

    private void expect(Step next, int bytes) {
        step = next;
        filled = 0;
        needed = bytes;
    }

    @Override
    int greet() {
        while (true) {
            int count = below.read(in, filled, needed - filled); // not a byte more: the next is the server's
            if (count <= 0) {
                return count == 0 ? WAIT : lost(explain(below.failure()));
            }
            filled += count;
            if (filled == needed) {
                int status = take();
                if (status != IN_PROGRESS) {
                    return status;
                }
                if (flush() < 0) {
                    return LOST;
                }
            }
        }
    }

    /** Takes a whole word of the proxy. */
    private int take() {
        switch (step) {
            case METHOD:
                if (in[0] != VERSION) {
                    return lost("the proxy does not speak SOCKS5; is this its port?");
                }
                if (in[1] == PASSWORD && user != null) {
                    login();
                    return IN_PROGRESS;
                }
                if (in[1] != NO_AUTHENTICATION) {
                    return lost("the proxy wants a user name and password: socks5h://user:password@host:port");
                }
                request();
                return IN_PROGRESS;
            case LOGIN:
                if (in[1] != 0) {
                    return lost("the proxy does not accept this user name and password");
                }
                request();
                return IN_PROGRESS;
            case REPLY:
                if (in[1] != 0) {
                    int reply = in[1] & 0xFF;
                    return lost("the proxy cannot connect to " + address.text() + ": "
                            + (reply < REPLIES.length ? REPLIES[reply] : "reply " + reply));
                }
                // one byte of the address has been read with the reply
                int rest = in[3] == IPV4 ? 3 : in[3] == IPV6 ? 15 : in[3] == NAME ? in[4] & 0xFF : -1;
                if (rest < 0) {
                    return lost("the proxy does not speak SOCKS5; is this its port?");
                }
                expect(Step.ADDRESS, rest + 2);
                return IN_PROGRESS;
            default:
                return CONNECTED;
        }
    }

    private void login() {
        byte[] word = new byte[3 + user.length + password.length];
        word[0] = PASSWORD_VERSION;
        word[1] = (byte) user.length;
        System.arraycopy(user, 0, word, 2, user.length);
        word[2 + user.length] = (byte) password.length;
        System.arraycopy(password, 0, word, 3 + user.length, password.length);
        say(word);
        expect(Step.LOGIN, 2);
    }

    private void request() {
        byte[] number = number(address.host());
        byte[] name = number == null ? address.host().getBytes(StandardCharsets.US_ASCII) : number;
        int lengthBytes = number == null ? 1 : 0;
        byte[] word = new byte[4 + lengthBytes + name.length + 2];
        word[0] = VERSION;
        word[1] = CONNECT;
        word[3] = (byte) (number == null ? NAME : number.length == 4 ? IPV4 : IPV6);
        if (lengthBytes > 0) {
            word[4] = (byte) name.length;
        }
        System.arraycopy(name, 0, word, 4 + lengthBytes, name.length);
        word[word.length - 2] = (byte) (address.port() >> 8);
        word[word.length - 1] = (byte) address.port();
        say(word);
        expect(Step.REPLY, 5);
    }

    /** The bytes of an address in numbers; null for a name, which is the proxy's to resolve. */
    private static byte[] number(String host) {
        if (host.indexOf(':') < 0 && !host.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}")) {
            return null;
        }
        try {
            return InetAddress.getByName(host).getAddress();
        } catch (UnknownHostException e) {
            return null; // 999.0.0.1: the proxy will say that there is no such host
        }
    }

    @Override
    int unpack(byte[] buffer, int offset, int length) {
        int count = below.read(buffer, offset, length);
        return count < 0 ? lost(below.failure()) : count;
    }

    @Override
    int pack(byte[] buffer, int offset, int length) {
        int part = Math.min(length, out.bytes.length);
        System.arraycopy(buffer, offset, out.bytes, 0, part);
        out.filled(part, part);
        return part;
    }

    @Override
    void sayGoodbye() {
        // SOCKS has no last word
    }

    @Override
    String explain(String reason) {
        return "the proxy: " + reason;
    }
}
