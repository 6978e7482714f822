package dev.libellule.gateway.broker;

import dev.libellule.gateway.broker.BrokerOptions.Listener;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.MessageToMessageCodec;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.util.List;
import org.tinylog.Logger;

/** Puts the handlers of a new connection in line: PROXY protocol, TLS and WebSocket if they are spoken there, then {@link ChannelWire}. */
final class Pipeline extends ChannelInitializer<Channel> {
    private static final int LARGEST_REQUEST = 64 * 1024;
    /** So long a browser may take to ask, and to fetch the answer. */
    private static final int HTTP_SECONDS = 30;

    private final NetworkLoop loop;
    private final ListenerRules rules;
    private final HttpApi.Facts facts;

    Pipeline(NetworkLoop loop, ListenerRules rules, HttpApi.Facts facts) {
        this.loop = loop;
        this.rules = rules;
        this.facts = facts;
    }

    @Override
    protected void initChannel(Channel channel) {
        Limits limits = loop.limits();
        int most = limits.policy().maxConnections();
        if (most >= 0 && loop.openCount() >= most || !rules.admit()) {
            Logger.warn("Client connection from {} denied: max_connections exceeded.", channel.remoteAddress());
            channel.close();
            return;
        }
        channel.closeFuture().addListener(_ -> rules.left());
        if (channel instanceof SocketChannel) {
            channel.config().setOption(ChannelOption.TCP_NODELAY, limits.policy().isNagleOff());
        }
        Listener listener = rules.listener();
        ChannelPipeline pipeline = channel.pipeline();
        ChannelWire wire = new ChannelWire(loop, rules);
        if (listener.terms().proxy().version() > 0) {
            pipeline.addLast(new HAProxyMessageDecoder());
            pipeline.addLast(new ProxyHeader(rules, wire));
        }
        if (listener.tls() != null) {
            pipeline.addLast(listener.tls().handler(channel.alloc()));
        }
        if (listener.transport() == BrokerOptions.Transport.HTTP_API) {
            pipeline.addLast(new ReadTimeoutHandler(HTTP_SECONDS));
            pipeline.addLast(new HttpServerCodec());
            pipeline.addLast(new HttpObjectAggregator(LARGEST_REQUEST));
            pipeline.addLast(new HttpApi(rules, facts));
            return;
        }
        if (listener.transport() == BrokerOptions.Transport.WEBSOCKET) {
            pipeline.addLast(new HttpServerCodec());
            pipeline.addLast(new HttpObjectAggregator(LARGEST_REQUEST));
            pipeline.addLast(new HttpRequests(listener.terms().origins(), listener.terms().httpDir()));
            pipeline.addLast(
                    new WebSocketServerProtocolHandler(WebSocketServerProtocolConfig.newBuilder().websocketPath("/")
                            .checkStartsWith(true) // Mosquitto takes every path
                            .subprotocols("mqtt, mqttv3.1") // section 6
                            .maxFramePayloadLength(limits.maxPacketSize() + 5).build()));
            pipeline.addLast(new Frames());
        }
        pipeline.addLast(wire);
    }

    /**
     * MQTT in binary frames; a packet may be in several and a frame may hold several, [MQTT-6.0.0-2]. We send a frame for each packet,
     * since some clients (Paho C 1.3.12) forget what stands behind the first; all frames still go in one system call.
     */
    private static final class Frames extends MessageToMessageCodec<WebSocketFrame, ByteBuf> {
        private static final int LARGEST_FRAME_HEADER = 10;
        private static final int BINARY_AND_FINAL = 0x82; // RFC 6455, 5.2

        @Override
        protected void encode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out) {
            if (!bytes.isReadable()) {
                out.add(bytes.retain());
                return;
            }
            int packets = 0;
            for (int at = bytes.readerIndex(); at < bytes.writerIndex(); at += packetLength(bytes, at)) {
                packets++;
            }
            ByteBuf framed = context.alloc().directBuffer(bytes.readableBytes() + packets * LARGEST_FRAME_HEADER);
            int length;
            for (int at = bytes.readerIndex(); at < bytes.writerIndex(); at += length) {
                length = packetLength(bytes, at);
                framed.writeByte(BINARY_AND_FINAL);
                if (length < 126) {
                    framed.writeByte(length);
                } else if (length <= 0xFFFF) {
                    framed.writeByte(126).writeShort(length);
                } else {
                    framed.writeByte(127).writeLong(length);
                }
                framed.writeBytes(bytes, at, length);
            }
            out.add(framed);
        }

        /** Of a packet of ours, which is whole and right: fixed header and Remaining Length, 2.1.4. */
        private static int packetLength(ByteBuf bytes, int start) {
            int at = start + 1;
            int remaining = 0;
            int shift = 0;
            int digit;
            do {
                digit = bytes.getByte(at++);
                remaining |= (digit & 0x7F) << shift;
                shift += 7;
            } while (digit < 0);
            return at - start + remaining;
        }

        @Override
        protected void decode(ChannelHandlerContext context, WebSocketFrame frame, List<Object> out) {
            if (frame instanceof BinaryWebSocketFrame || frame instanceof ContinuationWebSocketFrame) {
                out.add(frame.content().retain());
            } else {
                context.writeAndFlush(new CloseWebSocketFrame(1003, "binary frames only")); // [MQTT-6.0.0-1]
                context.close();
            }
        }
    }
}
