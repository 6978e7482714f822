package dev.libellule.gateway.relay;

import dev.libellule.device.host.HostException;
import dev.libellule.device.host.HostTransport;
import dev.libellule.device.host.TcpTransport;
import dev.libellule.device.host.TlsOptions;
import dev.libellule.device.host.Transports;
import dev.libellule.gateway.broker.config.BridgeConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import jdk.net.ExtendedSocketOptions;

/**
 * The streams to a bridge's addresses, each made once and connected again and again: TCP, then the proxy, TLS and WebSocket, as far as
 * the configuration wants them.
 */
final class Streams implements AutoCloseable {
    private static final int BUFFER_BYTES = 65_536;

    private final BridgeConfig bridge;
    private final TlsOptions tls;
    private final List<TcpTransport> sockets = new ArrayList<>();
    private final List<HostTransport> streams = new ArrayList<>();

    /** @throws RelayException when a certificate cannot be used */
    Streams(BridgeConfig bridge) {
        this.bridge = bridge;
        tls = bridge.tls() == null ? null : options(bridge);
        try {
            for (BridgeConfig.Address address : bridge.addresses()) {
                add(address);
            }
        } catch (HostException e) {
            close();
            throw new RelayException("Error: bridge %s: %s.%nThe bridge is at %s.".formatted(bridge.name(),
                    e.getMessage(), bridge.origin()), e);
        }
    }

    private static TlsOptions options(BridgeConfig bridge) {
        return new TlsOptions().context(Certificates.context(bridge), bridge.tls().certFile() != null)
                .ciphers(Certificates.ciphers(bridge))
                .version(bridge.tls().version()).alpn(bridge.tls().alpn()).insecure(bridge.tls().isInsecure());
    }

    private void add(BridgeConfig.Address address) {
        BridgeConfig.Proxy proxy = bridge.way().proxy();
        BridgeConfig.Address first = proxy == null ? address : proxy.address();
        TcpTransport socket = new TcpTransport(first.host(), first.port(), BUFFER_BYTES, this::prepare);
        sockets.add(socket);
        HostTransport stream = proxy == null ? socket : new ProxyTransport(proxy, address, socket);
        streams.add(Transports.over(stream, address.host(), address.port(), tls, bridge.way().webSocketPath()));
    }

    private void prepare(SocketChannel channel) throws IOException {
        List<Integer> keepAlive = bridge.way().keepAlive();
        if (!keepAlive.isEmpty()) {
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, keepAlive.get(0));
            channel.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, keepAlive.get(1));
            channel.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, keepAlive.get(2));
        }
        String bind = bridge.way().bindAddress();
        if (!bind.isEmpty()) {
            try {
                channel.bind(new InetSocketAddress(InetAddress.getByName(bind), 0));
            } catch (IOException e) {
                throw new IOException("bridge_bind_address %s is not an address of this machine".formatted(bind), e);
            }
        }
    }

    /** The stream to an address, by its index. */
    HostTransport get(int address) {
        return streams.get(address);
    }

    @Override
    public void close() {
        sockets.forEach(TcpTransport::release);
    }
}
