package dev.libellule.gateway.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebServerIT {
    private final WebServer server = new WebServer(PageSettings.defaults(9001, "1.2.3"));
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start() {
        server.start(0);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private HttpResponse<String> request(String method, String path, String... headers) throws Exception {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .method(method,
                        HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            builder.headers(headers);
        }
        return client.send(builder.build(), BodyHandlers.ofString());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Test
    void givesThePageWithItsPolicy() throws Exception {
        HttpResponse<String> page = request("GET", "/?ws=ws://127.0.0.1:1/mqtt");
        assertEquals(200, page.statusCode());
        assertEquals("text/html; charset=utf-8", header(page, "Content-Type"));
        assertEquals("nosniff", header(page, "X-Content-Type-Options"));
        assertTrue(
                header(page, "Content-Security-Policy").startsWith("default-src 'self'; connect-src 'self' ws: wss:;"));
        assertTrue(page.body().contains("<h1>Libellule</h1>"));
    }

    @Test
    void everyFileThatThePageNamesIsThere() throws Exception {
        Pattern names = Pattern.compile("(?:src|href)=\"([^\"]+)\"|from '\\./([^']+)'");
        int found = 0;
        for (String start : new String[]{"/index.html", "/app.js", "/rooms.js", "/lamp.js", "/system.js", "/house.js",
                "/chart.js"}) {
            Matcher named = names.matcher(request("GET", start).body());
            while (named.find()) {
                String path = "/" + (named.group(1) == null ? named.group(2) : named.group(1));
                HttpResponse<String> file = request("GET", path);
                assertEquals(200, file.statusCode(), path);
                String type = header(file, "Content-Type");
                assertTrue(!path.endsWith(".js") || type.equals("text/javascript; charset=utf-8"), path + " " + type);
                found++;
            }
        }
        assertTrue(found > 20, "found " + found);
    }

    @Test
    void tellsItsSettings() throws Exception {
        assertEquals(
                new ObjectMapper().readTree("{\"websocketPort\":9001,\"version\":\"1.2.3\","
                        + "\"lamp\":{\"command\":\"ctrlled\",\"state\":\"ctrlled/etat\"},\"base\":\"maison\"}"),
                new ObjectMapper().readTree(request("GET", "/config.json").body()));
    }

    @Test
    void headHasTheHeadersOfGetAndNoBody() throws Exception {
        HttpResponse<String> get = request("GET", "/style.css");
        HttpResponse<String> head = request("HEAD", "/style.css");
        assertEquals(header(get, "Content-Length"), header(head, "Content-Length"));
        assertEquals(header(get, "ETag"), header(head, "ETag"));
        assertEquals("", head.body());
    }

    @Test
    void knownContentIsNotSentAgain() throws Exception {
        String etag = header(request("GET", "/app.js"), "ETag");
        HttpResponse<String> again = request("GET", "/app.js", "If-None-Match", etag);
        assertEquals(304, again.statusCode());
        assertEquals("", again.body());
        assertEquals(200, request("GET", "/app.js", "If-None-Match", "\"other\"").statusCode());
    }

    @Test
    void compressesForThoseWhoAsk() throws Exception {
        HttpResponse<String> gzip = request("GET", "/vendor/mqtt.min.js", "Accept-Encoding", "gzip, br");
        assertEquals("gzip", header(gzip, "Content-Encoding"));
        assertTrue(Integer.parseInt(header(gzip, "Content-Length")) < 150_000, header(gzip, "Content-Length"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/WebServer.class", "/vendor/", "/../WebServer.class",
            "/vendor/../../WebServer.class",
            "/%2e%2e/WebServer.class", "/..%2fWebServer.class", "//etc/passwd", "/index.html%00.js", "/./app.js",
            "/\\..\\app.js"})
    void whatIsNotThePageDoesNotExist(String path) throws IOException {
        assertEquals("HTTP/1.1 404 Not Found", statusLine("GET " + path + " HTTP/1.1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE"})
    void onlyReadingIsAllowed(String method) throws IOException {
        assertEquals("HTTP/1.1 405 Method Not Allowed", statusLine(method + " / HTTP/1.1"));
    }

    @Test
    void rubbishClosesOneConnection() throws Exception {
        assertEquals("HTTP/1.1 400 Bad Request", statusLine("\u0016\u0003\u0001 hello"));
        assertEquals(200, request("GET", "/").statusCode());
    }

    /** Sends a request as it stands, where an HTTP client would tidy the path up first. */
    private String statusLine(String requestLine) throws IOException {
        try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), server.port())) {
            socket.setSoTimeout(10_000);
            byte[] bytes = (requestLine + "\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1);
            socket.getOutputStream().write(bytes);
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return answer.lines().findFirst().orElse("");
        }
    }

    @Test
    void portTakenNamesCauseAndCure() {
        WebServer second = new WebServer(PageSettings.defaults(9001, ""));
        int port = server.port();
        WebServerException refused = assertThrows(WebServerException.class, () -> second.start(port));
        assertEquals("page: cannot listen on 127.0.0.1 port " + port
                + ": another program has this port; end it (ss -ltnp 'sport = :"
                + port + "' names it) or choose another port for the page", refused.getMessage());
    }
}
