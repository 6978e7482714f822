package dev.libellule.gateway.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.gateway.broker.BrokerOptions.Listener;
import dev.libellule.gateway.broker.BrokerOptions.Terms;
import dev.libellule.gateway.broker.BrokerOptions.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Terms of listeners that need sockets, and passwords at the speed of an attacker. */
class ListenerIT {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final byte[] CONNECT = {0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0, 1, 'w'};

    @TempDir
    Path folder;

    private Broker broker;

    @AfterEach
    void end() {
        broker.close();
    }

    private void start(Listener listener) {
        broker = Broker.start(new BrokerOptions(List.of(listener), Limits.DEFAULT, Duration.ZERO), "test");
    }

    private static Listener listener(Transport transport, Terms terms) {
        Listener usual = Listener.loopback(0, transport);
        return new Listener("127.0.0.1", 0, null, transport, usual.access(), null, terms);
    }

    private Socket socket() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), broker.port(0));
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    /** The Return Code of the CONNACK; -1 when the connection ends instead. */
    private static int connect(Socket socket, byte[] packet) throws IOException {
        try {
            socket.getOutputStream().write(packet);
            InputStream in = socket.getInputStream();
            byte[] ack = in.readNBytes(4);
            return ack.length == 4 ? ack[3] : -1;
        } catch (IOException e) {
            return -1; // reset
        }
    }

    @Test
    void noMoreConnectionsThanAllowedAndRoomAgainAfterwards() throws Exception {
        start(listener(Transport.TCP, new Terms(1, 2, 10, "", Set.of(4), List.of(), null)));
        try (Socket first = socket()) {
            assertEquals(0, connect(first, CONNECT));
            try (Socket second = socket()) {
                assertEquals(-1, connect(second, CONNECT));
            }
            first.getOutputStream().write(new byte[]{(byte) 0xE0, 0}); // DISCONNECT
            assertEquals(-1, first.getInputStream().read(), "the broker has closed its end");
        }
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        int outcome = -1;
        while (outcome != 0 && System.nanoTime() < end) { // its end has to be seen by the broker first
            try (Socket third = socket()) {
                outcome = connect(third, CONNECT);
            }
        }
        assertEquals(0, outcome);
    }

    @Test
    void aFolderOfFilesIsHandedOutAndNothingOutsideOfIt() throws Exception {
        Path www = Files.createDirectories(folder.resolve("www/sous dossier"));
        Files.writeString(folder.resolve("secret.txt"), "secret");
        Files.writeString(folder.resolve("www/index.html"), "<h1>Bonjour</h1>");
        Files.writeString(www.resolve("a.js"), "1");
        Files.createSymbolicLink(folder.resolve("www/link.txt"), folder.resolve("secret.txt"));
        start(listener(Transport.WEBSOCKET,
                new Terms(-1, 2, 10, "", Set.of(3, 4, 5), List.of(), folder.resolve("www"))));
        assertEquals("200 text/html; charset=utf-8 <h1>Bonjour</h1>", get("/"));
        assertEquals("200 text/javascript; charset=utf-8 1", get("/sous%20dossier/a.js?x=1"));
        for (String path : List.of("/none", "/link.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/sous%20dossier",
                "/a%00")) {
            assertTrue(get(path).startsWith("404 "), path);
        }
    }

    private String get(String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + broker.port(0) + path)).build(),
                    HttpResponse.BodyHandlers.ofString());
            return response.statusCode() + " " + response.headers().firstValue("Content-Type").orElse("") + " "
                    + response.body();
        }
    }

    @Test
    void pagesOfOtherOriginsGetNoWebSocket() throws Exception {
        start(listener(Transport.WEBSOCKET,
                new Terms(-1, 2, 10, "", Set.of(3, 4, 5), List.of("https://maison.example"), null)));
        open("https://maison.example").abort();
        assertThrows(ExecutionException.class, () -> open("https://ailleurs.example"));
        assertThrows(ExecutionException.class, () -> open(null));
    }

    private WebSocket open(String origin) throws Exception {
        WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder().subprotocols("mqtt");
        if (origin != null) {
            builder.header("Origin", origin);
        }
        return builder.buildAsync(URI.create("ws://127.0.0.1:" + broker.port(0) + "/mqtt"), new WebSocket.Listener() {})
                .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Test
    void aThousandWrongPasswordsCostAFewChecksAndBlockNobody() throws Exception {
        AtomicInteger checks = new AtomicInteger();
        start(new Listener("127.0.0.1", 0, Transport.TCP, true, (user, password) -> {
            checks.incrementAndGet();
            return false;
        }));
        byte[] wrong = {0x10, 19, 0, 4, 'M', 'Q', 'T', 'T', 4, (byte) 0xC2, 0, 60, 0, 1, 'w', 0, 1, 'u', 0, 1, 'p'};
        long start = System.nanoTime();
        int barred = 0;
        for (int i = 0; i < 1_000; i++) {
            try (Socket socket = socket()) {
                int code = connect(socket, wrong);
                assertTrue(code == 5 || code == 3 && i >= WrongPasswords.BURST, "attempt " + i + ": " + code);
                barred += code == 3 ? 1 : 0;
            }
        }
        long given = 1 + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) / WrongPasswords.REFILL_MILLIS;
        assertTrue(checks.get() <= WrongPasswords.BURST + given, checks + " checks");
        assertEquals(1_000, barred + checks.get());
        try (Socket anonymous = socket()) {
            assertEquals(0, connect(anonymous, CONNECT), "who sends no password is not concerned");
        }
    }
}
