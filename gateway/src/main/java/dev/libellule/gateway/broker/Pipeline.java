package dev.libellule.gateway.broker;

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

/** Puts the handlers of a new connection in line: WebSocket if it is spoken there, then {@link ChannelWire}. */
final class Pipeline extends ChannelInitializer<Channel> {
    private static final int LARGEST_REQUEST = 64 * 1024;

    private final NetworkLoop loop;
    private final BrokerOptions.Transport transport;
    private final int maxPacketSize;
    private final Authenticator authenticator;

    Pipeline(NetworkLoop loop, BrokerOptions.Transport transport, int maxPacketSize, Authenticator authenticator) {
        this.loop = loop;
        this.authenticator = authenticator;
        this.transport = transport;
        this.maxPacketSize = maxPacketSize;
    }

    @Override
    protected void initChannel(Channel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        if (transport == BrokerOptions.Transport.WEBSOCKET) {
            pipeline.addLast(new HttpServerCodec());
            pipeline.addLast(new HttpObjectAggregator(LARGEST_REQUEST));
            pipeline.addLast(
                    new WebSocketServerProtocolHandler(WebSocketServerProtocolConfig.newBuilder().websocketPath("/")
                            .checkStartsWith(true) // Mosquitto takes every path
                            .subprotocols("mqtt, mqttv3.1") // section 6
                            .maxFramePayloadLength(maxPacketSize + 5).build()));
            pipeline.addLast(new Frames());
        }
        pipeline.addLast(new ChannelWire(loop, authenticator));
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
