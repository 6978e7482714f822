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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
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

    private void command(String payload) {
        client.publish(output().topic(), payload.getBytes(StandardCharsets.UTF_8), 1, false);
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
        for (String nonsense : List.of("", "2", "marche", "1 ", "on".repeat(100))) {
            command(nonsense);
            if (nonsense.length() < 100) { // what is longer than its buffer is passed over
                awaitState(false);
            }
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
}
