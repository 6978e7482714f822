package dev.libellule.gateway.broker;

import dev.libellule.gateway.broker.BrokerOptions.Proxy;
import dev.libellule.gateway.broker.BrokerOptions.UserName;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.handler.codec.haproxy.HAProxySSLTLV;
import io.netty.handler.codec.haproxy.HAProxyTLV;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.tinylog.Logger;

/**
 * What a proxy says at the beginning of a connection, {@code enable_proxy_protocol}: whom it brings, and in version 2 what it knows of
 * the client's TLS. Read once; then this handler is gone.
 */
final class ProxyHeader extends SimpleChannelInboundHandler<HAProxyMessage> {
    private final ListenerRules rules;
    private final ChannelWire wire;

    ProxyHeader(ListenerRules rules, ChannelWire wire) {
        this.rules = rules;
        this.wire = wire;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HAProxyMessage header) {
        HAProxySSLTLV tls = (HAProxySSLTLV) find(header.tlvs(), HAProxyTLV.Type.PP2_TYPE_SSL);
        String problem = problem(header, tls);
        if (problem != null) {
            Logger.info("Client connection from {} denied: {}.", wire.peer(), problem);
            context.close();
            return;
        }
        if (header.command() == HAProxyCommand.PROXY) { // LOCAL is the proxy itself, asking whether we are well
            wire.comesThroughProxy(peer(header), tls == null ? null : commonName(tls));
        }
        context.pipeline().remove(this);
    }

    private String problem(HAProxyMessage header, HAProxySSLTLV tls) {
        Proxy proxy = rules.terms().proxy();
        int version = header.protocolVersion() == HAProxyProtocolVersion.V1 ? 1 : 2;
        if (version != proxy.version()) {
            return "the proxy sends the PROXY protocol in version %d, and enable_proxy_protocol is %d".formatted(
                    version,
                    proxy.version());
        }
        if (header.command() == HAProxyCommand.LOCAL) {
            return null;
        }
        if (proxy.requiresTls() && (tls == null || !tls.isPP2ClientSSL())) {
            return "it did not reach the proxy with TLS, which proxy_protocol_v2_require_tls asks for";
        }
        boolean isCertified = tls != null && tls.verify() == 0
                && (tls.isPP2ClientCertConn() || tls.isPP2ClientCertSess());
        if (proxy.requiresCertificate() && !isCertified) {
            return "it did not show the proxy a valid certificate, which require_certificate asks for";
        }
        if (rules.access().userName() != UserName.CONNECT_PACKET && (!isCertified || commonName(tls) == null)) {
            return "the proxy does not say the name in its certificate, which use_identity_as_username needs";
        }
        return null;
    }

    /** Null when the proxy does not know. */
    private static String peer(HAProxyMessage header) {
        String address = header.sourceAddress();
        return address == null || address.isEmpty()
                ? null
                : header.sourcePort() == 0 ? address : address + ":" + header.sourcePort();
    }

    private static String commonName(HAProxySSLTLV tls) {
        HAProxyTLV name = find(tls.encapsulatedTLVs(), HAProxyTLV.Type.PP2_TYPE_SSL_CN);
        return name == null ? null : name.content().toString(StandardCharsets.UTF_8);
    }

    private static HAProxyTLV find(List<HAProxyTLV> all, HAProxyTLV.Type type) {
        return all.stream().filter(tlv -> tlv.type() == type).findFirst().orElse(null);
    }
}
