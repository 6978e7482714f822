package dev.libellule.gateway.broker;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.tinylog.Logger;

/**
 * What comes to a WebSocket listener over HTTP: the request for a WebSocket goes on if its page is one of {@code websockets_origin}; any
 * other is answered with a file of {@code http_dir}. Files are read on a virtual thread.
 */
final class HttpRequests extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final int LARGEST_FILE = 16 << 20;
    private static final Map<String, String> TYPES = Map.ofEntries(Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"), Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("mjs", "text/javascript; charset=utf-8"), Map.entry("json", "application/json"),
            Map.entry("svg", "image/svg+xml"), Map.entry("png", "image/png"), Map.entry("jpg", "image/jpeg"),
            Map.entry("ico", "image/x-icon"), Map.entry("txt", "text/plain; charset=utf-8"),
            Map.entry("wasm", "application/wasm"));

    private final List<String> origins;
    private final Path folder;

    /**
     * Handler of one connection.
     *
     * @param origins empty for all
     * @param folder null if there are no files to be had
     */
    HttpRequests(List<String> origins, Path folder) {
        this.origins = origins;
        this.folder = folder;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (!request.decoderResult().isSuccess() || !request.uri().startsWith("/")) { // the handshake would let it pass
            send(context, HttpResponseStatus.BAD_REQUEST, "text/plain", new byte[0], false);
        } else if (request.headers().contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
            String origin = request.headers().get(HttpHeaderNames.ORIGIN);
            if (origins.isEmpty() || origin != null && origins.contains(origin)) {
                context.fireChannelRead(request.retain());
            } else {
                Logger.info("Client connection from {} denied: its page is from {}, not from websockets_origin.",
                        context.channel().remoteAddress(), origin);
                send(context, HttpResponseStatus.FORBIDDEN, "text/plain", new byte[0], false);
            }
        } else if (folder == null) {
            send(context, HttpResponseStatus.BAD_REQUEST, "text/plain; charset=utf-8",
                    "This port speaks MQTT over WebSocket.\n".getBytes(StandardCharsets.UTF_8), false);
        } else if (request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD) {
            send(context, HttpResponseStatus.METHOD_NOT_ALLOWED, "text/plain", new byte[0], false);
        } else {
            boolean isHead = request.method() == HttpMethod.HEAD;
            try {
                String path = new QueryStringDecoder(request.uri()).path();
                Thread.ofVirtual().name("http-file").start(() -> sendFile(context, folder, path, isHead));
            } catch (IllegalArgumentException e) { // a wrong %xx
                send(context, HttpResponseStatus.BAD_REQUEST, "text/plain", new byte[0], isHead);
            }
        }
    }

    /** Answers with a file; reads it, so not on the broker thread. */
    static void sendFile(ChannelHandlerContext context, Path folder, String path, boolean isHead) {
        try {
            Path file = resolve(folder, path);
            if (file == null || Files.size(file) > LARGEST_FILE) {
                send(context, HttpResponseStatus.NOT_FOUND, "text/plain", new byte[0], isHead);
                return;
            }
            String name = file.getFileName().toString();
            String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
            send(context, HttpResponseStatus.OK, type, Files.readAllBytes(file), isHead);
        } catch (IOException e) {
            send(context, HttpResponseStatus.FORBIDDEN, "text/plain", new byte[0], isHead);
        }
    }

    /** The file of a path; null if there is none, or if it is outside of the folder, by {@code ..} or by a link. */
    static Path resolve(Path folder, String path) throws IOException {
        if (path.indexOf('\0') >= 0) {
            return null;
        }
        Path root = folder.toRealPath();
        Path file = root.resolve(path.replaceFirst("^/+", "")).normalize();
        if (Files.isDirectory(file)) {
            file = file.resolve("index.html");
        }
        return Files.isRegularFile(file) && file.toRealPath().startsWith(root) ? file : null;
    }

    private static void send(ChannelHandlerContext context, HttpResponseStatus status, String type, byte[] body,
            boolean isHead) {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status,
                isHead ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, type)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
}
