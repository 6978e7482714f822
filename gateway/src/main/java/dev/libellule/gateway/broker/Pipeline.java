package dev.libellule.gateway.broker;

import dev.libellule.gateway.broker.BrokerOptions.Listener;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.MessageToMessageCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.util.List;
import org.tinylog.Logger;

/** Puts the handlers of a new connection in line: TLS and WebSocket if they are spoken there, then {@link ChannelWire}. */
final class Pipeline extends ChannelInitializer<Channel> {
    private static final int LARGEST_REQUEST = 64 * 1024;

    private final NetworkLoop loop;
    private final ListenerRules rules;
    private final Limits limits;

    Pipeline(NetworkLoop loop, ListenerRules rules, Limits limits) {
        this.loop = loop;
        this.rules = rules;
        this.limits = limits;
    }

    @Override
    protected void initChannel(Channel channel) {
        int most = limits.policy().maxConnections();
        if (most >= 0 && loop.openCount() >= most || !rules.admit()) {
            Logger.warn("Client connection from {} denied: max_connections exceeded.", channel.remoteAddress());
            channel.close();
            return;
        }
        channel.closeFuture().addListener(_ -> rules.left());
        Listener listener = rules.listener();
        ChannelPipeline pipeline = channel.pipeline();
        if (listener.tls() != null) {
            pipeline.addLast(listener.tls().handler(channel.alloc()));
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
        pipeline.addLast(new ChannelWire(loop, rules));
    }

    /** MQTT in binary frames; a packet may be in several and a frame may hold several, [MQTT-6.0.0-2]. */
    private static final class Frames extends MessageToMessageCodec<WebSocketFrame, ByteBuf> {
        @Override
        protected void encode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out) {
            out.add(bytes.isReadable() ? new BinaryWebSocketFrame(bytes.retain()) : bytes.retain());
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
