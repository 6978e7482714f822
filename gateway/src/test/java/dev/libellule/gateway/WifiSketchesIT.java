package dev.libellule.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.boards.Board;
import dev.libellule.boards.BoardFile;
import dev.libellule.boards.MqttLink;
import dev.libellule.boards.OutputEntry;
import dev.libellule.gateway.broker.Broker;
import dev.libellule.gateway.broker.BrokerOptions;
import dev.libellule.gateway.broker.Delivery;
import dev.libellule.gateway.broker.Limits;
import dev.libellule.gateway.broker.LocalClient;
import dev.libellule.gateway.broker.LocalClientOptions;
import dev.libellule.gateway.broker.auth.PasswordFileEditor;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sketch of each board with WiFi, on this machine and against our broker, does what the board file beside it says. */
class WifiSketchesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long TURN_MILLIS = 1_000; // without news for so long, the sketch's clock is moved
    private static final String PASSWORD = "mot2passe";

    @TempDir
    Path folder;

    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>(); // topic payload, r if retained
    private final int port = Mosquitto.freePort();
    private Broker broker;
    private LocalClient client;
    private HostSketch sketch;
    private Board board;

    private void startBroker(MqttLink link) {
        broker = Broker.start(new BrokerOptions(
                List.of(new BrokerOptions.Listener("127.0.0.1", port, BrokerOptions.Transport.TCP, false,
                        (user, password) -> user.equals(link.username())
                                && new String(password, StandardCharsets.UTF_8).equals(PASSWORD))),
                Limits.DEFAULT, Duration.ZERO), "test");
        client = broker.connect(LocalClientOptions.clean("watcher"), this::arrived);
        client.subscribe("maison/#", 1);
        client.subscribe("ctrlled/etat", 1);
    }

    private void arrived(Delivery delivery) {
        messages.add(delivery.topic() + " " + new String(delivery.payload(), StandardCharsets.UTF_8)
                + (delivery.retain() ? " r" : ""));
        delivery.acknowledge();
    }

    @AfterEach
    void end() {
        if (sketch != null) {
            sketch.close();
        }
        if (broker != null) {
            broker.close();
        }
    }

    /** Waits for a message; those before it are forgotten. */
    private void await(String message) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String last = "nothing";
        while (!last.equals(message)) {
            assertTrue(System.nanoTime() - deadline < 0, "waited %s for '%s'; the last one was '%s'".formatted(PATIENCE,
                    message, last));
            String next = messages.poll(TURN_MILLIS, TimeUnit.MILLISECONDS);
            last = next == null ? last : next;
        }
    }

    /** As {@link #await}, for what needs time to go by: it does. */
    private void awaitWhileTimeGoesBy(String message) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (String next = ""; !message.equals(next); next = messages.poll(TURN_MILLIS, TimeUnit.MILLISECONDS)) {
            assertTrue(System.nanoTime() - deadline < 0, "waited %s for '%s'".formatted(PATIENCE, message));
            if (next == null || next.isEmpty()) {
                sketch.advance(1_000);
            }
        }
    }

    private void command(String payload) throws InterruptedException {
        while (!client.publish(output().topic(), payload.getBytes(StandardCharsets.UTF_8), 1, false)) {
            client.awaitQuota();
        }
    }

    private OutputEntry output() {
        return board.outputs().getFirst();
    }

    private void awaitState(boolean isOn) throws InterruptedException {
        await(output().state() + " " + (isOn ? output().on() : output().off()));
    }

    @ParameterizedTest
    @CsvSource({"esp8266-feather-huzzah, ARDUINO_ARCH_ESP8266, LED_BUILTIN=0, 14, 0, false",
            "esp8266-nodemcu, ARDUINO_ARCH_ESP8266, LED_BUILTIN=2, 14, 2, false",
            "esp32-devkit, ARDUINO_ARCH_ESP32, LED_BUILTIN=2, 34, 2, true",
            "arduino-mkr-wifi-1010, ARDUINO_ARCH_SAMD, LED_BUILTIN=6, 15, 6, true",
            "arduino-uno-wifi-2, ARDUINO_ARCH_MEGAAVR, LED_BUILTIN=25, 14, 25, true"})
    void doesWhatItsBoardFileSays(String model, String architecture, String builtIn, int input, int led,
            boolean isLitWhenHigh) throws Exception {
        board = BoardFile.load(Path.of("..", "board-configs", "boards", model, "board.yaml"));
        Path program = HostSketch.compile(folder, model, architecture, builtIn);
        MqttLink link = board.mqtt().orElseThrow();
        startBroker(link);
        String value = board.signals().getFirst().topic();
        String availability = board.availability();

        sketch = HostSketch.start(program, port, link.username(), "mot2pass");
        sketch.awaitPrinted("wrong user or password");
        assertEquals(!isLitWhenHigh, sketch.pin(led), "its output is off");
        sketch.close();
        assertTrue(messages.isEmpty(), messages::toString);

        client.publish(output().topic(), new byte[]{'1'}, 1, true); // a command of yesterday
        sketch = HostSketch.start(program, port, link.username(), PASSWORD);
        await(availability + " online");
        awaitState(false);
        await(value + " 0");
        sketch.awaitPrinted("retained command");
        assertEquals(!isLitWhenHigh, sketch.pin(led));

        publishesEveryFiveSeconds(value, input);
        obeys(led, isLitWhenHigh);
        comesBackWhenTheBrokerDoes(availability, value, link);
        comesBackWhenTheNetworkDoes(availability, value);
        obeys(led, isLitWhenHigh);

        sketch.kill();
        await(availability + " offline");
    }

    /** To the millisecond of its own clock: the answer to a command shows what has been published before. */
    private void publishesEveryFiveSeconds(String value, int input) throws InterruptedException {
        long period = board.signals().getFirst().max().toMillis();
        sketch.setAnalog(input, 512);
        sketch.advance(period - 1);
        command("");
        String next = messages.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        assertEquals(output().state() + " " + output().off(), next);
        sketch.advance(1);
        assertEquals(value + " 512", messages.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    }

    private void obeys(int led, boolean isLitWhenHigh) throws InterruptedException {
        for (String word : List.of("1", "0", "ON", "off", "true", "FALSE", "toggle", "TOGGLE")) {
            boolean isOn = List.of("1", "ON", "true", "toggle").contains(word);
            command(word);
            awaitState(isOn);
            sketch.awaitPin(led, isOn == isLitWhenHigh);
        }
        for (String nonsense : List.of("", "2", "marche", "1 ")) {
            command(nonsense);
            awaitState(false);
        }
        for (int i = 0; i < 100; i++) { // more than a server has under way: each is acknowledged, though longer than the buffer
            command("on".repeat(100));
        }
        command("1");
        awaitState(true);
        client.publish(output().topic(), new byte[]{'0'}, 1, true); // it was not there to be retained: a live one is obeyed
        awaitState(false);
    }

    private void comesBackWhenTheBrokerDoes(String availability, String value, MqttLink link) throws Exception {
        command("1");
        awaitState(true);
        broker.close();
        sketch.awaitPrinted("no connection to the broker");
        messages.clear();
        startBroker(link);
        client.publish(output().topic(), new byte[]{'0'}, 1, true);
        awaitWhileTimeGoesBy(availability + " online");
        awaitState(true); // as it was, and the retained command has not changed it
        await(value + " 512");
        command("");
        awaitState(true);
        command("0");
        awaitState(false);
    }

    private void comesBackWhenTheNetworkDoes(String availability, String value) throws InterruptedException {
        sketch.setNetwork(false);
        await(availability + " offline"); // its will
        sketch.advance(60_000);
        assertFalse(messages.contains(availability + " online"));
        sketch.setNetwork(true);
        awaitWhileTimeGoesBy(availability + " online");
        await(value + " 512");
    }

    private void startSketch(String user, String password, int serverPort) throws Exception {
        sketch = HostSketch.start(
                HostSketch.compile(folder, "esp8266-feather-huzzah", "ARDUINO_ARCH_ESP8266", "LED_BUILTIN=0"),
                serverPort, user, password);
    }

    @Test
    void mosquittoUnderstandsItToo() throws Exception {
        Path sub = Peer.require("mosquitto_sub", "mosquitto-clients");
        Path pub = Peer.require("mosquitto_pub", "mosquitto-clients");
        new PasswordFileEditor(folder.resolve("users")).create("sondes", PASSWORD);
        try (Mosquitto mosquitto = Mosquitto.start(folder, "password_file ${folder}/users\nallow_anonymous false\n")) {
            List<String> flags = List.of("-h", "127.0.0.1", "-p", Integer.toString(mosquitto.port()), "-u", "sondes",
                    "-P", PASSWORD, "-q", "1");
            assertEquals(0, run(pub, flags, "-t", "ctrlled", "-m", "1", "-r").waitFor());
            startSketch("sondes", PASSWORD, mosquitto.port());
            sketch.awaitPrinted("retained command");
            Process watcher = run(sub, flags, "-v", "-t", "maison/#", "-t", "ctrlled/etat");
            try (BufferedReader lines = watcher.inputReader()) {
                assertEquals(Set.of("maison/esp-salon/$etat online", "ctrlled/etat 0"),
                        Set.of(lines.readLine(), lines.readLine()));
                assertEquals(0, run(pub, flags, "-t", "ctrlled", "-m", "ON").waitFor());
                assertEquals("ctrlled/etat 1", lines.readLine());
                sketch.awaitPin(0, false); // lit
                sketch.setAnalog(14, 321);
                sketch.advance(5_000);
                assertEquals("maison/salon/valeur 321", lines.readLine());
                sketch.kill();
                assertEquals("maison/esp-salon/$etat offline", lines.readLine());
            } finally {
                watcher.destroyForcibly();
            }
        }
    }

    private static Process run(Path program, List<String> flags, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(flags);
        command.addAll(List.of(more));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    /** It runs with the sanitizers of addresses and of undefined behaviour: one byte outside a buffer would end it. */
    @Test
    void survivesWhateverAServerSends() throws Exception {
        List<String> packets = new ArrayList<>(
                List.of("30 FF FF FF FF 7F", "30 02 FF FF", "32 02 FF FD", "30 00", "30 01 00",
                        "34 04 00 00 00 00", "00 00", "F0 00", "20 00", "30 81 01" + " 61".repeat(129),
                        "30 80 01 00 7E" + " 61".repeat(126),
                        "30 81 02" + " 61".repeat(257), "32 0B 00 07 63 74 72 6C 6C 65 64 00 01", "90 03 00 01 80"));
        Random random = new Random(20_261_121);
        for (int i = 0; i < 40; i++) {
            byte[] noise = new byte[300];
            random.nextBytes(noise);
            packets.add(HexFormat.ofDelimiter(" ").formatHex(noise));
        }
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout((int) PATIENCE.toMillis());
            startSketch("sondes", PASSWORD, server.getLocalPort());
            for (String packet : packets) {
                try (Socket connection = server.accept()) {
                    connection.setSoTimeout((int) PATIENCE.toMillis());
                    assertEquals(0x10, connection.getInputStream().read(), "a CONNECT");
                    connection.getOutputStream().write(HexFormat.of().parseHex("20020000"));
                    connection.getOutputStream().write(HexFormat.ofDelimiter(" ").parseHex(packet));
                    connection.shutdownOutput();
                    connection.getInputStream().readAllBytes(); // until it closes too
                } catch (SocketException e) {
                    // it closed with our bytes unread
                }
                sketch.advance(2_000); // it answers that, and tries again
            }
        }
    }
}
