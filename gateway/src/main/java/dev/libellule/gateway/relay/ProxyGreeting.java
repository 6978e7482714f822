package dev.libellule.gateway.relay;

import dev.libellule.gateway.broker.config.BridgeConfig;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What is said to a proxy before the stream goes through it: HTTP CONNECT, RFC 9110, 9.3.6, or SOCKS5, RFC 1928 with the passwords of
 * RFC 1929. Bytes only. Host names are resolved by the proxy.
 */
abstract class ProxyGreeting {
    private static final int MOST_BYTES = 16_384;

    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private boolean isDone;
    private String problem;

    static ProxyGreeting of(BridgeConfig.Proxy proxy, BridgeConfig.Address target) {
        return proxy.isSocks() ? new Socks(proxy, target) : new Http(proxy, target);
    }

    /** What is said first. */
    abstract byte[] first();

    /** Looks at all that was heard since the last answer; the next thing to say, or null to hear more. */
    abstract byte[] look(byte[] all);

    /** Takes one byte of the proxy; what is to be said now, or null. */
    byte[] take(int one) {
        heard.write(one);
        if (heard.size() > MOST_BYTES) {
            fail("it does not answer as a proxy does");
            return null;
        }
        return look(heard.toByteArray());
    }

    final byte[] next(byte[] toSay) {
        heard.reset();
        return toSay;
    }

    final byte[] done() {
        isDone = true;
        return null;
    }

    final byte[] fail(String why) {
        problem = why;
        return null;
    }

    boolean isDone() {
        return isDone;
    }

    /** Null while all is well. */
    String problem() {
        return problem;
    }

    private static final class Http extends ProxyGreeting {
        private static final String END = "\r\n\r\n";

        private final BridgeConfig.Proxy proxy;
        private final BridgeConfig.Address target;

        Http(BridgeConfig.Proxy proxy, BridgeConfig.Address target) {
            this.proxy = proxy;
            this.target = target;
        }

        @Override
        byte[] first() {
            String credentials = proxy.userName().isEmpty()
                    ? ""
                    : "Proxy-Authorization: Basic " + Base64.getEncoder().encodeToString(
                            (proxy.userName() + ":" + proxy.password()).getBytes(StandardCharsets.UTF_8)) + "\r\n";
            return ("CONNECT %s HTTP/1.1\r\nHost: %s\r\n%s\r\n".formatted(target, target, credentials))
                    .getBytes(StandardCharsets.ISO_8859_1);
        }

        @Override
        byte[] look(byte[] all) {
            String text = new String(all, StandardCharsets.ISO_8859_1);
            if (!text.endsWith(END)) {
                return null;
            }
            String line = text.substring(0, text.indexOf('\r'));
            if (line.matches("HTTP/1\\.[01] 2\\d\\d.*")) {
                return done();
            }
            return fail(line.matches("HTTP/1\\.[01] 407.*")
                    ? "it wants another user name and password (407); write them in libellule_bridge_proxy"
                    : "it says '" + line.replaceAll("[^ -~]", "?") + "'");
        }
    }

    private static final class Socks extends ProxyGreeting {
        private static final int VERSION = 5;
        private static final int NO_AUTHENTICATION = 0;
        private static final int PASSWORD = 2;
        private static final int IPV4 = 1;
        private static final int NAME = 3;
        private static final int IPV6 = 4;

        private enum Step {
            METHOD, LOGIN, CONNECT
        }

        private final BridgeConfig.Proxy proxy;
        private final BridgeConfig.Address target;
        private Step step = Step.METHOD;

        Socks(BridgeConfig.Proxy proxy, BridgeConfig.Address target) {
            this.proxy = proxy;
            this.target = target;
        }

        @Override
        byte[] first() {
            return proxy.userName().isEmpty()
                    ? new byte[]{VERSION, 1, NO_AUTHENTICATION}
                    : new byte[]{VERSION, 2, NO_AUTHENTICATION, PASSWORD};
        }

        @Override
        byte[] look(byte[] all) {
            if (step != Step.CONNECT && all.length < 2) {
                return null;
            }
            return switch (step) {
                case METHOD -> method(all);
                case LOGIN -> all[1] == 0 ? connect() : fail("wrong user name or password in libellule_bridge_proxy");
                case CONNECT -> connected(all);
            };
        }

        private byte[] method(byte[] all) {
            if (all[0] != VERSION) {
                return fail("it does not speak SOCKS5");
            }
            if (all[1] == NO_AUTHENTICATION) {
                return connect();
            }
            if (all[1] != PASSWORD || proxy.userName().isEmpty()) {
                return fail("it wants a user name and password; write them in libellule_bridge_proxy");
            }
            step = Step.LOGIN;
            ByteArrayOutputStream login = new ByteArrayOutputStream();
            login.write(1); // version of RFC 1929
            writeShort(login, proxy.userName());
            writeShort(login, proxy.password());
            return next(login.toByteArray());
        }

        private static void writeShort(ByteArrayOutputStream out, String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            out.write(bytes.length);
            out.write(bytes, 0, bytes.length);
        }

        private byte[] connect() {
            step = Step.CONNECT;
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.write(VERSION);
            request.write(1); // CONNECT
            request.write(0);
            request.write(NAME);
            writeShort(request, target.host());
            request.write(target.port() >> 8);
            request.write(target.port());
            return next(request.toByteArray());
        }

        private byte[] connected(byte[] all) {
            if (all.length < 5) {
                return null;
            }
            if (all[1] != 0) {
                return fail(reply(all[1]));
            }
            int addressLength = switch (all[3]) {
                case IPV4 -> 4;
                case IPV6 -> 16;
                default -> 1 + (all[4] & 0xFF);
            };
            return all.length == 4 + addressLength + 2 ? done() : null;
        }

        /** RFC 1928, 6. */
        private static String reply(int code) {
            return switch (code) {
                case 2 -> "its rules do not allow it";
                case 3 -> "network unreachable";
                case 4 -> "host unreachable, or its name is unknown there";
                case 5 -> "connection refused";
                default -> "reply " + code;
            };
        }
    }
}
