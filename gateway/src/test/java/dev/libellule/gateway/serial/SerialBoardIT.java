package dev.libellule.gateway.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.boards.Board;
import dev.libellule.gateway.Mosquitto;
import dev.libellule.gateway.Peer;
import dev.libellule.gateway.Unos;
import dev.libellule.gateway.broker.Broker;
import dev.libellule.gateway.broker.BrokerOptions;
import dev.libellule.gateway.broker.Delivery;
import dev.libellule.gateway.broker.LocalClient;
import dev.libellule.gateway.broker.LocalClientOptions;
import dev.libellule.simulator.avr.EmulatedUno;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The firmware of an Arduino Uno in an emulated chip, its serial line, the gateway, and clients of the broker. */
class SerialBoardIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>(); // topic payload, r if retained
    private Broker broker;
    private LocalClient client;
    private EmulatedUno uno;
    private SerialBoard serial;

    @BeforeEach
    void start() {
        Unos.require();
        broker = Broker.start(BrokerOptions.loopback(0), "test");
        client = broker.connect(LocalClientOptions.clean("watcher"), this::arrived);
        client.subscribe("maison/#", 1);
        client.subscribe("ctrlled/etat", 1);
        uno = EmulatedUno.start(folder.resolve("ttyUNO"));
        serial = SerialBoard.start(board("30 s"), broker);
    }

    private Board board(String silence) {
        return Unos.board(folder.resolve("ttyUNO"), silence);
    }

    private void arrived(Delivery delivery) {
        messages.add(delivery.topic() + " " + new String(delivery.payload(), StandardCharsets.UTF_8)
                + (delivery.retain() ? " r" : ""));
        delivery.acknowledge();
    }

    @AfterEach
    void end() {
        if (serial != null) {
            serial.close();
        }
        if (uno != null) {
            uno.close();
        }
        if (broker != null) {
            broker.close();
        }
    }

    /** Waits for a message; those before it are forgotten. */
    private void await(String message) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String last = "nothing";
        for (String next = last; !next.equals(message); last = next) {
            next = messages.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            assertTrue(next != null, "waited %s for '%s'; the last one was '%s'".formatted(PATIENCE, message, last));
        }
    }

    private void command(String payload) {
        client.publish("ctrlled", payload.getBytes(StandardCharsets.UTF_8), 1, false);
    }

    private void awaitPin(boolean level) {
        assertTrue(uno.awaitPin(13, level, PATIENCE), "pin 13 inside the chip is " + level);
    }

    @Test
    void bringsTheTemperatureOfTheSensorToItsTopic() throws InterruptedException {
        await("maison/salon-uno/$etat online");
        uno.setMillivolts(0, 771);
        await("maison/salon/temp 26.7"); // a step of the converter is 0.5 degrees
        uno.setMillivolts(0, 400);
        await("maison/salon/temp -10.4");
        uno.setMillivolts(0, 1450); // 95 degrees, outside the range of the board file
        uno.setMillivolts(0, 1000);
        await("maison/salon/temp 49.6");
    }

    @Test
    void switchesThePinInsideTheChip() throws Exception {
        await("ctrlled/etat 0");
        command("1");
        awaitPin(true);
        await("ctrlled/etat 1");
        command("TOGGLE");
        awaitPin(false);
        await("ctrlled/etat 0");
        command("0"); // answered though nothing changes
        await("ctrlled/etat 0");
        assertEquals(0,
                new ProcessBuilder(Peer.require("mosquitto_pub", "mosquitto-clients").toString(), "-h", "127.0.0.1",
                        "-p", Integer.toString(broker.port(0)), "-t", "ctrlled", "-m", "1").inheritIO().start()
                        .waitFor());
        awaitPin(true);
        await("ctrlled/etat 1");
        client.subscribe("ctrlled/+", 1);
        await("ctrlled/etat 1 r");
    }

    @Test
    void ignoresARetainedCommand() throws InterruptedException {
        await("ctrlled/etat 0");
        serial.close();
        await("maison/salon-uno/$etat offline");
        client.publish("ctrlled", new byte[]{'1'}, 1, true);
        serial = SerialBoard.start(board("30 s"), broker);
        await("maison/salon-uno/$etat online");
        command("?"); // means nothing, and is answered: so the retained one has been looked at
        await("ctrlled/etat 0");
        assertFalse(uno.pin(13));
    }

    @Test
    void survivesThatTheBoardIsUnplugged() throws InterruptedException {
        await("ctrlled/etat 0");
        command("1");
        await("ctrlled/etat 1");
        uno.kill();
        await("maison/salon-uno/$etat offline");
        command("1"); // while nobody is there; not kept for later
        uno = EmulatedUno.start(folder.resolve("ttyUNO"));
        await("maison/salon-uno/$etat online");
        await("ctrlled/etat 0"); // the chip was without power: this is what it says now
        uno.setMillivolts(0, 1000);
        await("maison/salon/temp 49.6");
        command("1");
        awaitPin(true);
        await("ctrlled/etat 1");
    }

    @Test
    void doesNotMindGarbageOnTheLine() throws Exception {
        await("ctrlled/etat 0");
        byte[] garbage = new byte[3_000]; // what a sketch sees of a baud rate that is not its own; no line feed in it
        for (int i = 0; i < garbage.length; i++) {
            garbage[i] = (byte) (128 + i % 100);
        }
        Files.write(uno.line(), garbage, StandardOpenOption.WRITE);
        command("1");
        awaitPin(true);
        await("ctrlled/etat 1");
    }

    @Test
    void setsTheExitStateAndSaysOffline() throws InterruptedException {
        await("ctrlled/etat 0");
        command("1");
        awaitPin(true);
        serial.close();
        awaitPin(false);
        await("ctrlled/etat 0");
        await("maison/salon-uno/$etat offline");
    }

    /** The library of the port ends its own work at SIGTERM: ours comes first. */
    @Test
    void setsTheExitStateWhenTheProgramIsTerminated() throws Exception {
        await("ctrlled/etat 0");
        serial.close();
        Path file = Unos.boardFile(folder, folder.resolve("ttyUNO"));
        ProcessBuilder program = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                "dev.libellule.gateway.app.Main", "gateway", "-p", Integer.toString(Mosquitto.freePort()),
                "--websocket-port",
                Integer.toString(Mosquitto.freePort()), "--page-port", "0", "-b", file.toString()).inheritIO()
                .redirectOutput(folder.resolve("log").toFile());
        program.environment().put("XDG_STATE_HOME", folder.toString()); // a store of its own
        Process gateway = program.start();
        try {
            // Its board file has 'start: on', so the pin says when it is there
            assertTrue(uno.awaitPin(13, true, PATIENCE), () -> "switched on at the start: " + log());
            gateway.destroy();
            awaitPin(false);
            assertEquals(0, gateway.waitFor());
        } finally {
            gateway.destroyForcibly();
        }
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void hasNoPatienceWithASilentBoard() throws InterruptedException {
        await("ctrlled/etat 0");
        serial.close();
        serial = SerialBoard.start(board("2 s"), broker);
        await("maison/salon-uno/$etat online");
        uno.freeze();
        await("maison/salon-uno/$etat offline");
        uno.thaw();
        await("maison/salon-uno/$etat online");
    }
}
