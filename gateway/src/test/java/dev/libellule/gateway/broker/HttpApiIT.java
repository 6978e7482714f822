package dev.libellule.gateway.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.libellule.gateway.broker.BrokerOptions.Listener;
import dev.libellule.gateway.broker.BrokerOptions.Terms;
import dev.libellule.gateway.broker.BrokerOptions.Transport;
import dev.libellule.gateway.broker.auth.AclFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code protocol http_api} over HTTP. */
class HttpApiIT {
    @TempDir
    Path folder;

    private Broker broker;

    @AfterEach
    void end() {
        broker.close();
    }

    private void start(boolean anonymous, String acl, Path httpDir) throws Exception {
        Listener mqtt = Listener.loopback(0, Transport.TCP);
        BrokerOptions.Credentials users = (name, password) -> name.equals("moi")
                && Arrays.equals(password, "a:b".getBytes(StandardCharsets.UTF_8));
        BrokerOptions.Access access = Records.with(mqtt.access(), "anonymousAllowed", anonymous, "credentials", users,
                "acl", acl == null ? null : AclFile.load(Files.writeString(folder.resolve("acl"), acl)));
        Terms terms = new Terms(-1, 2, 10, "", Set.of(3, 4, 5), List.of(), httpDir);
        broker = Broker.start(new BrokerOptions(
                List.of(new Listener("127.0.0.1", 0, null, Transport.HTTP_API, access, null, terms), mqtt),
                Limits.DEFAULT, Duration.ZERO), "1.2.3");
    }

    private HttpResponse<String> ask(String method, String path, String user) throws Exception {
        HttpRequest.Builder request = HttpRequest
                .newBuilder(URI.create("http://127.0.0.1:" + broker.port(0) + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (user != null) {
            request.header("Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)));
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private String get(String path) throws Exception {
        HttpResponse<String> response = ask("GET", path, null);
        return response.statusCode() + " " + response.body();
    }

    @Test
    void saysWhatMosquittoSays() throws Exception {
        start(true, null, null);
        assertEquals("200 1.2.3", get("/api/v1/version"));
        JsonNode listeners = new ObjectMapper().readTree(ask("GET", "/api/v1/listeners", null).body());
        assertEquals(
                "{\"listeners\":[{\"port\":%d,\"protocol\":\"httpapi\",\"tls\":false,\"mtls\":false,\"allow_anonymous\":true},"
                        .formatted(broker.port(0))
                        + "{\"port\":%d,\"protocol\":\"mqtt\",\"tls\":false,\"mtls\":false,\"allow_anonymous\":true}]}"
                                .formatted(broker.port(1)),
                listeners.toString());
        try (RawClient client = RawClient.connected(broker.port(1), 4, "c")) {
            client.publishAndAwait("t", new byte[]{'x'}, true, 1);
            HttpResponse<String> response = ask("GET", "/api/v1/systree", null);
            assertEquals("*", response.headers().firstValue("Access-Control-Allow-Origin").orElse(""));
            JsonNode tree = new ObjectMapper().readTree(response.body());
            assertEquals(1, tree.get("$SYS/broker/clients/connected").asInt());
            assertEquals(1, tree.get("$SYS/broker/retained messages/count").asInt(), "sys_interval 0 publishes none");
            for (String name : List.of("clients/disconnected", "clients/maximum", "connections/socket/count",
                    "messages/stored", "store/messages/bytes", "uptime", "heap/current", "heap/maximum")) {
                assertTrue(tree.get("$SYS/broker/" + name).isIntegralNumber(), name);
            }
        }
        for (String path : List.of("/", "/api/v1/none", "/api/", "/none.html")) {
            assertEquals("404 Not found.\n", get(path));
        }
        assertEquals("405 Invalid HTTP Method\n",
                ask("POST", "/api/v1/version", null).statusCode() + " " + ask("DELETE", "/", null).body());
    }

    @Test
    void handsOutFilesOfHttpDirAndNothingElse() throws Exception {
        Path www = Files.createDirectories(folder.resolve("www"));
        Files.writeString(www.resolve("index.html"), "<h1>Bonjour</h1>");
        Files.writeString(folder.resolve("secret.txt"), "secret");
        start(true, null, www);
        assertEquals("200 <h1>Bonjour</h1>", get("/"));
        assertEquals("404 ", get("/%2e%2e/secret.txt"));
        assertEquals("404 Not found.\n", get("/api/v1/none"));
    }

    @Test
    void asksForTheListenersUsersAndTheirRights() throws Exception {
        start(false, "topic read /api/v1/version\nuser moi\ntopic read /api/#\n", null);
        HttpResponse<String> refused = ask("GET", "/api/v1/version", null);
        assertEquals("401 Not authorised\n", refused.statusCode() + " " + refused.body());
        assertTrue(refused.headers().firstValue("WWW-Authenticate").orElse("").startsWith("Basic "));
        for (String wrong : List.of("moi:a", "moi", ":", "toi:a:b")) {
            assertEquals(401, ask("GET", "/api/v1/version", wrong).statusCode(), wrong);
        }
        assertEquals(200, ask("GET", "/api/v1/systree", "moi:a:b").statusCode());
    }

    @Test
    void whoMayNotReadAPathGetsNothingOfIt() throws Exception {
        start(true, "topic read /api/v1/version\n", null);
        assertEquals("200 1.2.3", get("/api/v1/version"));
        assertEquals("401 Not authorised\n", get("/api/v1/systree"));
    }
}
