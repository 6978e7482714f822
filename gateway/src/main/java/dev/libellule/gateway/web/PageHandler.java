package dev.libellule.gateway.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.IdleStateEvent;
import java.nio.charset.StandardCharsets;
import org.tinylog.Logger;

/** Answers GET and HEAD from {@link PageFiles}; everything else is refused in plain words. Has no state: one for all. */
@Sharable
final class PageHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    /** Nothing from elsewhere; the broker's WebSocket listener is another port, so its scheme is all that can be said. */
    static final String CONTENT_SECURITY_POLICY = "default-src 'self'; connect-src 'self' ws: wss:; base-uri 'none'; "
            + "form-action 'none'; frame-ancestors 'none'; object-src 'none'";

    private final PageFiles files;

    PageHandler(PageFiles files) {
        this.files = files;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        FullHttpResponse response = answer(request);
        HttpHeaders headers = response.headers();
        headers.set(HttpHeaderNames.CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        if (request.method().equals(HttpMethod.HEAD)) { // the headers of GET, with its Content-Length, and no body
            response = response.replace(Unpooled.EMPTY_BUFFER);
        }
        boolean keepAlive = HttpUtil.isKeepAlive(request) && request.decoderResult().isSuccess();
        HttpUtil.setKeepAlive(response, keepAlive);
        var written = ctx.writeAndFlush(response);
        if (!keepAlive) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    private FullHttpResponse answer(FullHttpRequest request) {
        if (!request.decoderResult().isSuccess()) {
            return words(HttpResponseStatus.BAD_REQUEST, "This is not a request that a browser sends.");
        }
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            FullHttpResponse refused = words(HttpResponseStatus.METHOD_NOT_ALLOWED,
                    "Only GET and HEAD are answered here.");
            refused.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
            return refused;
        }
        String path = path(request.uri());
        Asset asset = files.find(path);
        return asset == null
                ? words(HttpResponseStatus.NOT_FOUND, "Nothing here; the page is at /")
                : file(request, asset);
    }

    private static String path(String uri) {
        int query = uri.indexOf('?');
        String path = query < 0 ? uri : uri.substring(0, query);
        return path.startsWith("/") ? path : "/";
    }

    private static FullHttpResponse file(FullHttpRequest request, Asset asset) {
        boolean known = asset.etag().equals(request.headers().get(HttpHeaderNames.IF_NONE_MATCH));
        boolean gzip = request.headers().containsValue(HttpHeaderNames.ACCEPT_ENCODING, "gzip", true);
        byte[] bytes = gzip ? asset.gzip() : asset.plain();
        ByteBuf body = known ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(bytes);
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
                known ? HttpResponseStatus.NOT_MODIFIED : HttpResponseStatus.OK, body);
        HttpHeaders headers = response.headers();
        headers.set(HttpHeaderNames.ETAG, asset.etag());
        headers.set(HttpHeaderNames.CACHE_CONTROL, "no-cache"); // kept by the browser, asked for again with its ETag
        headers.set(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT_ENCODING);
        if (!known) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, asset.type());
            headers.setInt(HttpHeaderNames.CONTENT_LENGTH, bytes.length);
            if (gzip) {
                headers.set(HttpHeaderNames.CONTENT_ENCODING, "gzip");
            }
        }
        return response;
    }

    private static FullHttpResponse words(HttpResponseStatus status, String text) {
        ByteBuf body = Unpooled.copiedBuffer(text + "\n", StandardCharsets.UTF_8);
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
        response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        return response;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent) {
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Logger.debug("page: connection closed peer={} cause={}", ctx.channel().remoteAddress(), cause.toString());
        ctx.close();
    }
}
