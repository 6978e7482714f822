package dev.libellule.device.host;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * Netty's WebSocket server in front of a broker's TCP port: what comes from the broker leaves as a message of two fragments with a ping
 * between them.
 */
final class WebSocketFront implements AutoCloseable {
    final int port;
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    /** At {@code /mqtt}; with TLS unless {@code tls} is null. */
    WebSocketFront(int brokerPort, SslContext tls) throws InterruptedException {
        Channel server = new ServerBootstrap().group(loop).channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.AUTO_READ, false).childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (tls != null) {
                            channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                        }
                        Channel broker = new Bootstrap().group(channel.eventLoop()).channel(NioSocketChannel.class)
                                .handler(new FromBroker(channel))
                                .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), brokerPort))
                                .addListener(done -> channel.config().setAutoRead(true)).channel();
                        channel.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(8192),
                                new WebSocketServerProtocolHandler("/mqtt", "mqtt"), new FromClient(broker));
                    }
                }).bind(InetAddress.getLoopbackAddress(), 0).sync().channel();
        port = ((InetSocketAddress) server.localAddress()).getPort();
    }

    private static final class FromClient extends ChannelInboundHandlerAdapter {
        private final Channel broker;

        FromClient(Channel broker) {
            this.broker = broker;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof BinaryWebSocketFrame frame) {
                broker.writeAndFlush(frame.content());
            } else {
                ReferenceCountUtil.release(message);
                if (message instanceof HttpRequest) { // another path
                    context.channel().writeAndFlush(
                            new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NOT_FOUND));
                }
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            broker.close();
        }
    }

    private static final class FromBroker extends ChannelInboundHandlerAdapter {
        private final Channel client;

        FromBroker(Channel client) {
            this.client = client;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            WebSocketFrame first = new BinaryWebSocketFrame(false, 0,
                    bytes.readRetainedSlice(bytes.readableBytes() / 2));
            client.write(first);
            client.write(new PingWebSocketFrame());
            client.writeAndFlush(new ContinuationWebSocketFrame(true, 0, bytes));
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            client.close().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
