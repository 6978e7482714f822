package dev.libellule.gateway.relay;

import dev.libellule.device.host.HostTransport;
import dev.libellule.gateway.broker.config.BridgeConfig;

/** A stream through a proxy: {@link ProxyGreeting} is said first, then it is out of the way. */
final class ProxyTransport implements HostTransport {
    private final BridgeConfig.Proxy proxy;
    private final BridgeConfig.Address target;
    private final HostTransport below;
    private final byte[] one = new byte[1];
    private ProxyGreeting greeting;
    private byte[] toSend = {};
    private int sent;
    private String failure = "";

    ProxyTransport(BridgeConfig.Proxy proxy, BridgeConfig.Address target, HostTransport below) {
        this.proxy = proxy;
        this.target = target;
        this.below = below;
    }

    @Override
    public int connect() {
        int status = below.connect();
        if (status < 0) {
            failure = greeting == null
                    ? "the %s: %s".formatted(proxy, below.failure())
                    : "the %s has closed the connection".formatted(proxy);
            return status;
        }
        if (status != CONNECTED) {
            return status;
        }
        if (greeting == null) {
            failure = "";
            greeting = ProxyGreeting.of(proxy, target);
            say(greeting.first());
        }
        return greet();
    }

    private void say(byte[] bytes) {
        toSend = bytes;
        sent = 0;
    }

    /** Reads byte by byte: what follows the proxy's answer is not ours. */
    private int greet() {
        while (!greeting.isDone()) {
            if (sent < toSend.length) {
                int count = below.write(toSend, sent, toSend.length - sent);
                if (count < 0) {
                    return lost("the %s has closed the connection".formatted(proxy));
                }
                sent += count;
                if (sent < toSend.length) {
                    return IN_PROGRESS;
                }
            }
            int count = below.read(one, 0, 1);
            if (count < 0) {
                return lost("the %s has closed the connection".formatted(proxy));
            }
            if (count == 0) {
                return IN_PROGRESS;
            }
            byte[] answer = greeting.take(one[0] & 0xFF);
            if (greeting.problem() != null) {
                return lost("the %s does not let us through to %s: %s".formatted(proxy, target, greeting.problem()));
            }
            if (answer != null) {
                say(answer);
            }
        }
        return CONNECTED;
    }

    private int lost(String why) {
        close();
        failure = why;
        return LOST;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        return below.read(buffer, offset, length);
    }

    @Override
    public int write(byte[] buffer, int offset, int length) {
        return below.write(buffer, offset, length);
    }

    @Override
    public void close() {
        greeting = null;
        below.close();
    }

    @Override
    public void await(int millis, boolean forWriting) {
        below.await(millis, forWriting || sent < toSend.length);
    }

    @Override
    public void wakeup() {
        below.wakeup();
    }

    @Override
    public String failure() {
        return failure.isEmpty() ? below.failure() : failure;
    }
}
