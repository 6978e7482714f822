package dev.libellule.gateway.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.gateway.broker.BrokerOptions.Listener;
import dev.libellule.gateway.broker.BrokerOptions.Proxy;
import dev.libellule.gateway.broker.BrokerOptions.Terms;
import dev.libellule.gateway.broker.BrokerOptions.Transport;
import dev.libellule.gateway.broker.BrokerOptions.UserName;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageEncoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.handler.codec.haproxy.HAProxySSLTLV;
import io.netty.handler.codec.haproxy.HAProxyTLV;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Listeners behind a proxy: what it says of its clients holds, and who says nothing is not let in. */
class ProxyIT {
    private static final int PATIENCE_MILLIS = 30_000;
    private static final byte[] CONNECT = {0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0, 1, 'w'};
    private static final int CLOSED = -1;

    private Broker broker;
    private final CompletableFuture<String> user = new CompletableFuture<>();

    @AfterEach
    void end() {
        broker.close();
    }

    private void start(Proxy proxy, UserName userName) {
        Listener usual = Listener.loopback(0, Transport.TCP);
        BrokerOptions.Access access = Records.with(usual.access(), "userName", userName, "credentials",
                (BrokerOptions.Credentials) (name, password) -> false, "acl",
                (BrokerOptions.AccessList) (name, _) -> {
                    user.complete(String.valueOf(name));
                    return null;
                });
        Terms terms = Records.with(Terms.USUAL, "proxy", proxy);
        broker = Broker.start(new BrokerOptions(
                List.of(new Listener("127.0.0.1", 0, null, Transport.TCP, access, null, terms)), Limits.DEFAULT,
                Duration.ZERO), "test");
    }

    /** The Return Code of the CONNACK, or {@link #CLOSED}. */
    private int connect(byte[] header) throws IOException {
        return connect(header, CONNECT);
    }

    private int connect(byte[] header, byte[] packet) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), broker.port(0))) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(header);
            all.writeBytes(packet);
            for (byte b : all.toByteArray()) { // in as many pieces as there can be
                socket.getOutputStream().write(b);
            }
            InputStream in = socket.getInputStream();
            byte[] ack = in.readNBytes(4);
            return ack.length == 4 ? ack[3] : CLOSED;
        } catch (IOException e) {
            return CLOSED;
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] version2(HAProxyCommand command, HAProxyTLV... tlvs) {
        HAProxyMessage message = new HAProxyMessage(HAProxyProtocolVersion.V2, command, HAProxyProxiedProtocol.TCP4,
                "192.0.2.7", "192.0.2.1", 4711, 1883, List.of(tlvs));
        EmbeddedChannel channel = new EmbeddedChannel(HAProxyMessageEncoder.INSTANCE);
        channel.writeOutbound(message);
        ByteBuf bytes = channel.readOutbound();
        byte[] header = new byte[bytes.readableBytes()];
        bytes.readBytes(header);
        return header;
    }

    /** As HAProxy sends it with {@code send-proxy-v2-ssl-cn}. */
    private static HAProxyTLV tls(int verify, int client, String commonName) {
        return new HAProxySSLTLV(verify, (byte) client, commonName == null
                ? List.of()
                : List.of(new HAProxyTLV(HAProxyTLV.Type.PP2_TYPE_SSL_CN,
                        Unpooled.copiedBuffer(commonName, StandardCharsets.UTF_8))));
    }

    @Test
    void version1NamesTheClient() throws Exception {
        start(new Proxy(1, false, false), UserName.CONNECT_PACKET);
        assertEquals(0, connect(ascii("PROXY TCP4 192.0.2.7 192.0.2.1 4711 1883\r\n")));
        assertEquals(0, connect(ascii("PROXY TCP6 2001:db8::7 2001:db8::1 4711 1883\r\n")));
        assertEquals(0, connect(ascii("PROXY UNKNOWN\r\n")));
        assertEquals(CLOSED, connect(ascii("PROXY TCP4 moi 192.0.2.1 4711 1883\r\n")));
        assertEquals(CLOSED, connect(new byte[0]), "who comes without the proxy stays outside");
        assertEquals(CLOSED, connect(version2(HAProxyCommand.PROXY)), "the other version");
    }

    @Test
    void wrongPasswordsAreTheClientsAndNotTheProxys() throws Exception {
        start(new Proxy(1, false, false), UserName.CONNECT_PACKET);
        byte[] wrong = {0x10, 19, 0, 4, 'M', 'Q', 'T', 'T', 4, (byte) 0xC2, 0, 60, 0, 1, 'w', 0, 1, 'u', 0, 1, 'p'};
        byte[] first = ascii("PROXY TCP4 192.0.2.7 192.0.2.1 4711 1883\r\n");
        int code = 5;
        for (int i = 0; code == 5; i++) {
            assertTrue(i < 100 * WrongPasswords.BURST, "never barred");
            code = connect(first, wrong);
        }
        assertEquals(3, code, "this client guesses");
        assertEquals(5, connect(ascii("PROXY TCP4 192.0.2.8 192.0.2.1 4711 1883\r\n"), wrong), "that one does not");
    }

    @Test
    void version2TellsOfTlsAndCertificates() throws Exception {
        start(new Proxy(2, true, true), UserName.CERTIFICATE_COMMON_NAME);
        assertEquals(CLOSED, connect(version2(HAProxyCommand.PROXY)), "no TLS");
        assertEquals(CLOSED, connect(version2(HAProxyCommand.PROXY, tls(0, 1, null))), "no certificate");
        assertEquals(CLOSED, connect(version2(HAProxyCommand.PROXY, tls(1, 7, "sonde1"))), "a wrong certificate");
        assertEquals(CLOSED, connect(version2(HAProxyCommand.PROXY, tls(0, 7, null))), "a certificate without a name");
        assertEquals(0, connect(version2(HAProxyCommand.PROXY, tls(0, 7, "sonde1"))));
        assertEquals("sonde1", user.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
        assertEquals(CLOSED, connect(ascii("PROXY TCP4 192.0.2.7 192.0.2.1 4711 1883\r\n")), "the other version");
    }

    @Test
    void aProxyThatAsksWhetherWeAreWellNeedsNoClient() throws Exception {
        start(new Proxy(2, true, false), UserName.CONNECT_PACKET);
        assertEquals(0, connect(version2(HAProxyCommand.LOCAL)));
        assertEquals(CLOSED, connect(version2(HAProxyCommand.PROXY)));
        assertEquals(0, connect(version2(HAProxyCommand.PROXY, tls(0, 1, null))));
    }
}
