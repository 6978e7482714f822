package dev.libellule.gateway.broker;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.libellule.device.codec.ReasonCode;
import dev.libellule.gateway.broker.BrokerOptions.Listener;
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
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * One request to a listener with {@code protocol http_api}, as Mosquitto 2.1 answers it: {@code /api/v1/version}, {@code /api/v1/systree}
 * and {@code /api/v1/listeners}, nothing that could be changed; other paths are files of {@code http_dir}.
 *
 * <p>Users are those of the listener, by HTTP's Basic authentication, and the access control list says who may read which path. Broker
 * thread.
 */
final class HttpApi extends SimpleChannelInboundHandler<FullHttpRequest> {
    /** The client identifier that rights are asked for with, as Mosquitto's. */
    private static final String CLIENT_ID = "http-api";
    private static final String BASIC = "Basic ";
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What can be asked for. Broker thread. */
    interface Facts {
        String version();

        /** What is published below {@code $SYS}, by topic, as it is now. */
        Map<String, String> sysTopics();

        List<ListenerSocket> listeners();
    }

    /** From the request's header; user name and password are null for an anonymous client. */
    private record User(String name, byte[] password) {
        static User of(String authorization) {
            if (authorization == null || !authorization.startsWith(BASIC)) {
                return new User(null, null);
            }
            try {
                String pair = new String(Base64.getDecoder().decode(authorization.substring(BASIC.length()).strip()),
                        StandardCharsets.UTF_8);
                int colon = pair.indexOf(':');
                return colon < 0
                        ? new User(pair, null)
                        : new User(pair.substring(0, colon),
                                pair.substring(colon + 1).getBytes(StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                return new User("", null); // not base64: nobody has this name
            }
        }
    }

    private final ListenerRules rules;
    private final Facts facts;

    HttpApi(ListenerRules rules, Facts facts) {
        this.rules = rules;
        this.facts = facts;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (!request.decoderResult().isSuccess() || !request.uri().startsWith("/")) {
            send(context, HttpResponseStatus.BAD_REQUEST, TEXT, "Bad request.\n");
            return;
        }
        if (request.method() != HttpMethod.GET) {
            send(context, HttpResponseStatus.METHOD_NOT_ALLOWED, TEXT, "Invalid HTTP Method\n");
            return;
        }
        String path;
        try {
            path = new QueryStringDecoder(request.uri()).path();
        } catch (IllegalArgumentException e) { // a wrong %xx
            send(context, HttpResponseStatus.BAD_REQUEST, TEXT, "Bad request.\n");
            return;
        }
        User user = User.of(request.headers().get(HttpHeaderNames.AUTHORIZATION));
        rules.authenticator().check(user.name(), user.password(), peer(context)).thenAccept(reasonCode -> {
            Rights rights = rules.rights(user.name(), CLIENT_ID);
            if (reasonCode == ReasonCode.SUCCESS
                    && (rights == null || rights.mayReceive(path.getBytes(StandardCharsets.UTF_8)))) {
                answer(context, path);
            } else {
                send(context, HttpResponseStatus.UNAUTHORIZED, TEXT, "Not authorised\n");
            }
        });
    }

    private static String peer(ChannelHandlerContext context) {
        return context.channel().remoteAddress() instanceof InetSocketAddress inet
                ? inet.getAddress().getHostAddress() + ":" + inet.getPort()
                : "local";
    }

    private void answer(ChannelHandlerContext context, String path) {
        switch (path) {
            case "/api/v1/version" -> send(context, HttpResponseStatus.OK, TEXT, facts.version());
            case "/api/v1/systree" ->
                send(context, HttpResponseStatus.OK, "application/json", sysTree().toPrettyString());
            case "/api/v1/listeners" ->
                send(context, HttpResponseStatus.OK, "application/json", listeners().toPrettyString());
            default -> {
                if (path.startsWith("/api/") || rules.terms().httpDir() == null) {
                    send(context, HttpResponseStatus.NOT_FOUND, TEXT, "Not found.\n");
                } else {
                    Thread.ofVirtual().name("http-file")
                            .start(() -> HttpRequests.sendFile(context, rules.terms().httpDir(), path, false));
                }
            }
        }
    }

    /** Whole numbers only, as Mosquitto's. */
    private ObjectNode sysTree() {
        ObjectNode tree = JSON.createObjectNode();
        facts.sysTopics().forEach((topic, value) -> {
            String number = topic.endsWith("/uptime") ? value.replace(" seconds", "") : value;
            if (number.matches("[0-9]{1,18}")) {
                tree.put(topic, Long.parseLong(number));
            }
        });
        return tree;
    }

    private ObjectNode listeners() {
        ObjectNode tree = JSON.createObjectNode();
        ArrayNode all = tree.putArray("listeners");
        for (ListenerSocket open : facts.listeners()) {
            Listener listener = open.rules().listener();
            ObjectNode one = all.addObject();
            if (listener.socket() != null) {
                one.put("path", listener.socket().toString());
            } else {
                one.put("port", open.port());
            }
            one.put("protocol", switch (listener.transport()) {
                case TCP -> "mqtt";
                case WEBSOCKET -> "websockets";
                case HTTP_API -> "httpapi";
            });
            one.put("tls", listener.tls() != null);
            one.put("mtls", listener.tls() != null && listener.tls().requiresCertificate());
            one.put("allow_anonymous", listener.access().anonymousAllowed());
        }
        return tree;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close(); // a browser gone, TLS gone wrong, or nothing asked in time: nobody is left to be answered
    }

    private static void send(ChannelHandlerContext context, HttpResponseStatus status, String type, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status,
                Unpooled.wrappedBuffer(bytes));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, type)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, bytes.length)
                .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (status == HttpResponseStatus.UNAUTHORIZED) {
            response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Basic realm=\"Libellule\"");
        }
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
}
