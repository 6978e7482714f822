package dev.libellule.gateway.broker;

import dev.libellule.device.codec.ReasonCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.security.auth.x500.X500Principal;
import org.tinylog.Logger;

/**
 * Between one Netty channel and its {@link ClientConnection}: the last handler of the pipeline, behind TLS and WebSocket.
 *
 * <p>Reads are copied to an array that all connections share; only the rest of a packet that has not arrived whole is kept here.
 */
final class ChannelWire extends ChannelInboundHandlerAdapter implements Wire {
    private static final byte[] NOTHING = {};
    /** So long a client may take to fetch what is left for it when we close. */
    private static final int CLOSE_MILLIS = 5_000;

    private final NetworkLoop loop;
    private final ListenerRules rules;
    private Channel channel;
    private ClientConnection connection;
    /** What could not be handled yet: half a packet, or what came while reading was suspended. */
    private byte[] kept = NOTHING;
    private int keptLength;
    private boolean isSuspended;
    private boolean isClosing;
    private long closingSinceMillis;
    /** Given to the channel since it had nothing left to send. */
    private long packetsGiven;
    /** What a proxy says of the client; null without one. */
    private String proxiedPeer;
    private String proxiedName;

    ChannelWire(NetworkLoop loop, ListenerRules rules) {
        this.loop = loop;
        this.rules = rules;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
        channel.config().setWriteBufferWaterMark(loop.waterMark());
        connection = loop.accept(this, rules);
        loop.opened(this);
    }

    /**
     * A proxy has said whom it brings.
     *
     * @param peer its address; null if the proxy does not know
     * @param commonName from its certificate; null if it has shown none
     */
    void comesThroughProxy(String peer, String commonName) {
        proxiedPeer = peer;
        proxiedName = commonName;
    }

    ClientConnection connection() {
        return connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf in)) { // HTTP that is no request for a WebSocket
            ReferenceCountUtil.release(message);
            context.close();
            return;
        }
        try {
            loop.advance();
            int length = in.readableBytes();
            if (isClosing) {
                return;
            }
            if (keptLength == 0 && !isSuspended && length <= loop.scratch().length) {
                byte[] bytes = loop.scratch();
                in.readBytes(bytes, 0, length);
                keep(bytes, connection.receive(bytes, 0, length), length);
                return;
            }
            if (makeRoom(length)) {
                in.readBytes(kept, keptLength, length);
                keptLength += length;
                receiveKept();
            }
        } finally {
            in.release();
        }
    }

    private void receiveKept() {
        if (!isSuspended && !isClosing) {
            byte[] bytes = kept;
            int length = keptLength;
            setKept(NOTHING, 0);
            int used = connection.receive(bytes, 0, length);
            if (used == 0 && keptLength == 0) {
                setKept(bytes, length); // nothing was whole: no copy for a large packet that comes in pieces
            } else {
                keep(bytes, used, length);
            }
        }
    }

    private void keep(byte[] bytes, int from, int to) {
        if (to > from && makeRoom(to - from)) {
            System.arraycopy(bytes, from, kept, keptLength, to - from);
            keptLength += to - from;
        }
    }

    private void setKept(byte[] bytes, int length) {
        loop.kept(bytes.length - kept.length);
        kept = bytes;
        keptLength = length;
    }

    /** False, and the end of the connection, if halves of packets already take all the memory that they may. */
    private boolean makeRoom(int length) {
        if (kept.length - keptLength < length) {
            if (!loop.mayKeep(length)) {
                Logger.warn("Closing the connection of {}: there is no memory for more halves of packets.", peer());
                connection.close(ReasonCode.QUOTA_EXCEEDED);
                return false;
            }
            byte[] larger = new byte[Math.max(keptLength + length, Math.min(kept.length * 2, kept.length + (1 << 20)))];
            System.arraycopy(kept, 0, larger, 0, keptLength);
            setKept(larger, keptLength);
        }
        return true;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        channel.config().setAutoRead(channel.isWritable() && !isSuspended); // who takes no answers is not asked for more
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        loop.advance();
        isClosing = true;
        connection.lost("by the client");
        loop.closed(this);
        setKept(NOTHING, 0);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof DecoderException) { // TLS or WebSocket gone wrong: the client's doing
            Throwable problem = cause.getCause() instanceof SSLException ? cause.getCause() : cause;
            Logger.info("Client connection from {} failed: {}.", peer(), problem.getMessage());
        } else if (!(cause instanceof java.io.IOException)) {
            Logger.warn(cause, "closing the connection of {}", peer());
        }
        loop.advance();
        connection.lost(String.valueOf(cause.getMessage()));
        context.close();
    }

    @Override
    public void flushLater() {
        loop.flushLater(this);
    }

    /** Gives the output to the channel: one copy to native memory, one system call. */
    void flush() {
        int length = connection.output().length();
        if (length > 0) {
            if (channel.isActive()) {
                packetsGiven = (pendingBytes() == 0 ? 0 : packetsGiven) + connection.output().packets();
                long before = pendingBytes();
                ByteBuf out = channel.alloc().directBuffer(length, length);
                out.writeBytes(connection.output().buffer(), 0, length);
                channel.writeAndFlush(out, channel.voidPromise());
                loop.pending(this, pendingBytes() - before);
            }
            connection.output().clear();
        }
    }

    @Override
    public void closeAfterFlush() {
        if (!isClosing) {
            isClosing = true;
            closingSinceMillis = loop.nowMillis();
            loop.execute(() -> {
                flush();
                channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            });
        }
    }

    /** Ends a connection whose client does not take what is left for it. */
    void closeAtLast(long nowMillis) {
        if (isClosing && nowMillis - closingSinceMillis > CLOSE_MILLIS) {
            closeNow();
        }
    }

    /** Closes the socket, whatever waits in it. */
    void closeNow() {
        channel.unsafe().close(channel.unsafe().voidPromise());
    }

    @Override
    public void suspendReading() {
        isSuspended = true;
        channel.config().setAutoRead(false);
    }

    @Override
    public void resumeReading() {
        isSuspended = false;
        channel.config().setAutoRead(channel.isWritable());
        loop.execute(this::receiveKept);
    }

    @Override
    public long pendingBytes() {
        ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
        return out == null ? 0 : out.totalPendingWriteBytes();
    }

    /** Packets that the kernel has not taken yet; some of them it may have. */
    long pendingPackets() {
        return pendingBytes() == 0 ? 0 : packetsGiven;
    }

    @Override
    public String certificateName(boolean wholeSubject) {
        if (proxiedName != null) {
            return proxiedName;
        }
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        try {
            X500Principal subject = tls == null
                    ? null
                    : ((X509Certificate) tls.engine().getSession().getPeerCertificates()[0]).getSubjectX500Principal();
            return subject == null || wholeSubject ? subject == null ? null : subject.getName() : commonName(subject);
        } catch (SSLPeerUnverifiedException e) {
            return null; // the client has given none
        }
    }

    private static String commonName(X500Principal subject) {
        try {
            for (Rdn part : new LdapName(subject.getName()).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    return part.getValue().toString();
                }
            }
        } catch (InvalidNameException e) {
            throw new IllegalStateException("the name of a certificate that was accepted", e);
        }
        return null;
    }

    @Override
    public String peer() {
        if (proxiedPeer != null) {
            return proxiedPeer;
        }
        SocketAddress address = channel.remoteAddress();
        if (channel.localAddress() != null && !(channel.localAddress() instanceof InetSocketAddress)) {
            return "local"; // a Unix socket
        }
        return address instanceof InetSocketAddress inet
                ? inet.getAddress().getHostAddress() + ":" + inet.getPort()
                : String.valueOf(address);
    }
}
