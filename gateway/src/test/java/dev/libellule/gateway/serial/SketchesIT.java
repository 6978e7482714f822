package dev.libellule.gateway.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.boards.Board;
import dev.libellule.boards.BoardFile;
import dev.libellule.gateway.Unos;
import dev.libellule.gateway.broker.Broker;
import dev.libellule.gateway.broker.BrokerOptions;
import dev.libellule.gateway.broker.Delivery;
import dev.libellule.gateway.broker.LocalClient;
import dev.libellule.gateway.broker.LocalClientOptions;
import dev.libellule.simulator.avr.EmulatedUno;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sketches of several kinds in emulated chips, with bad cables, and the gateway: nothing is lost that reached the line. */
class SketchesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SECONDS = "libellule.serial.seconds"; // of the run with every line accounted for

    @TempDir
    Path folder;

    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final Map<String, String> counters = new ConcurrentHashMap<>();
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private Broker broker;
    private LocalClient client;

    @BeforeEach
    void start() {
        Unos.require();
        broker = open(Broker.start(BrokerOptions.loopback(0), "test"));
        client = broker.connect(LocalClientOptions.clean("watcher"), this::arrived);
        client.subscribe("maison/#", 1);
        client.subscribe("$SYS/broker/serial/#", 1);
    }

    private <T extends AutoCloseable> T open(T part) {
        started.push(part);
        return part;
    }

    @AfterEach
    void end() throws Exception {
        while (!started.isEmpty()) {
            started.pop().close();
        }
    }

    private void arrived(Delivery delivery) {
        String text = new String(delivery.payload(), StandardCharsets.UTF_8);
        if (delivery.topic().startsWith("$SYS/broker/serial/")) {
            counters.put(delivery.topic().substring("$SYS/broker/serial/".length()), text);
        } else {
            messages.add(delivery.topic() + " " + text);
        }
        delivery.acknowledge();
    }

    /** Waits for a message; those before it are forgotten. */
    private void await(String message) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String last = "nothing";
        for (String next = last; !next.equals(message); last = next) {
            next = messages.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            assertTrue(next != null, "waited %s for '%s'; the last one was '%s'; counters %s".formatted(PATIENCE,
                    message, last, new TreeMap<>(counters)));
        }
    }

    /** Waits for each number on a topic, in order, none left out and none twice. */
    private void awaitEach(String topic, long first, long last, int modulus) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (long expected = first; expected <= last; expected++) {
            String next;
            do {
                next = messages.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                assertTrue(next != null, "%d of %d did not come on %s".formatted(expected, last, topic));
            } while (!next.startsWith(topic + " "));
            assertEquals(topic + " " + expected % modulus, next);
        }
    }

    /** Waits until counters of a board, which come every ten seconds, add up. */
    private void awaitSum(String board, long sum, String... names) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (sum(board, names) != sum) {
            assertTrue(System.nanoTime() - deadline < 0, () -> "%s of %s should come to %d; counters %s"
                    .formatted(String.join(" + ", names), board, sum, new TreeMap<>(counters)));
            never.await(100, TimeUnit.MILLISECONDS);
        }
    }

    private void awaitAtLeast(String board, long least, String name) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (sum(board, name) < least) {
            assertTrue(System.nanoTime() - deadline < 0, () -> "%s of %s should come to %d; counters %s"
                    .formatted(name, board, least, new TreeMap<>(counters)));
            never.await(100, TimeUnit.MILLISECONDS);
        }
    }

    private long sum(String board, String... names) {
        long sum = 0;
        for (String name : names) {
            sum += Long.parseLong(counters.getOrDefault(board + "/" + name, "0"));
        }
        return sum;
    }

    private void publish(String topic, String payload) {
        client.publish(topic, payload.getBytes(StandardCharsets.UTF_8), 1, false);
    }

    private Path line(String name) {
        return folder.resolve(name);
    }

    private void lookFor(Path... ports) {
        HelloPorts hello = open(
                new HelloPorts(List.of(ports).stream().map(Path::toString).toList(), List.of(), broker, _ -> {}));
        hello.start(List.of());
    }

    private static Board board(String yaml) {
        return BoardFile.parse("board.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aBoardThatSaysHelloNeedsNoFile() throws Exception {
        EmulatedUno uno = open(EmulatedUno.start(line("a"), "Hello", "salon-uno"));
        uno.noise(40);
        lookFor(line("a"));
        await("maison/salon-uno/$etat online");
        uno.setMillivolts(0, 1000);
        await("maison/salon-uno/T 49.6");
        publish("maison/salon-uno/led/set", "ON");
        assertTrue(uno.awaitPin(13, true, PATIENCE));
        await("maison/salon-uno/led ON");

        uno.reset();
        awaitSum("salon-uno", 1, "resets");
        await("maison/salon-uno/led OFF"); // as it is now
        publish("maison/salon-uno/led/set", "ON");
        await("maison/salon-uno/led ON");

        uno.kill();
        await("maison/salon-uno/$etat offline");
        EmulatedUno back = open(EmulatedUno.start(line("a"), "Hello", "salon-uno"));
        await("maison/salon-uno/$etat online");
        back.setMillivolts(0, 400);
        await("maison/salon-uno/T -10.4");

        back.freeze(); // silent for five seconds, though it prints each second
        await("maison/salon-uno/$etat offline");
        back.thaw();
        await("maison/salon-uno/$etat online");
    }

    @Test
    void aSketchSaysWhatHappensAndObeysWithItsOwnFunctions() throws Exception {
        EmulatedUno uno = open(EmulatedUno.start(line("a"), "Greenhouse"));
        lookFor(line("a"));
        await("maison/serre-uno/$etat online");
        uno.setMillivolts(2, 4000);
        await("maison/serre-uno/light 1");
        uno.setMillivolts(2, 100);
        await("maison/serre-uno/light 0");
        publish("maison/serre-uno/pump/set", "ON"); // on is low there
        await("maison/serre-uno/pump ON");
        publish("maison/serre-uno/alarm/set", "ON");
        await("maison/serre-uno/alarm ON");
        for (boolean level : new boolean[]{true, false, true}) {
            assertTrue(uno.awaitPin(13, level, PATIENCE), "it blinks");
        }
        publish("maison/serre-uno/alarm/set", "OFF");
        await("maison/serre-uno/alarm OFF");
    }

    @Test
    void aBoardObeysNoBrokenCommand() throws Exception {
        EmulatedUno uno = open(EmulatedUno.start(line("a"), "Hello", "salon-uno"));
        lookFor(line("a"));
        await("maison/salon-uno/$etat online");
        publish("maison/salon-uno/led/set", "OFF");
        await("maison/salon-uno/led OFF");
        Files.writeString(uno.line(), "!led 1 #7\n!led 1 #8+ABCD\n!led 1 #9*0000\n", StandardOpenOption.WRITE);
        publish("maison/salon-uno/led/set", "OFF");
        String state;
        do {
            state = messages.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            assertTrue(state != null, "the command is answered");
        } while (!state.startsWith("maison/salon-uno/led "));
        assertEquals("maison/salon-uno/led OFF", state);
        assertFalse(uno.pin(13));
    }

    @Test
    void aCloneIsAdopted() throws Exception {
        EmulatedUno uno = open(EmulatedUno.start(line("a"), "Hello"));
        assertInstanceOf(Adoption.Result.Adopted.class, Adoption.adopt(line("a"), 115_200, "cave-uno", false));
        assertInstanceOf(Adoption.Result.Refused.class, Adoption.adopt(line("a"), 115_200, "autre", false));
        uno.reset(); // the name is in the EEPROM
        lookFor(line("a"));
        await("maison/cave-uno/$etat online");
    }

    @Test
    void doesNotGuessBetweenTwoOfOneName() throws Exception {
        EmulatedUno first = open(EmulatedUno.start(line("a"), "Hello", "salon-uno"));
        lookFor(line("a"), line("b"));
        await("maison/salon-uno/$etat online");
        EmulatedUno second = open(EmulatedUno.start(line("b"), "Hello", "salon-uno"));
        second.setMillivolts(0, 400);
        first.setMillivolts(0, 1000);
        await("maison/salon-uno/T 49.6");
        first.setMillivolts(0, 771);
        await("maison/salon-uno/T 26.7");
        assertEquals("open " + line("a"), counters.get("salon-uno/state"));
        assertFalse(messages.contains("maison/salon-uno/T -10.4"));
    }

    @Test
    void aBoardFileMayWaitForAHello() throws Exception {
        Board file = board("""
                board: salon
                model: arduino-uno
                serial: {port: "hello:salon-uno", quiet: 0 s}
                signals:
                  - {name: T, topic: maison/salon/temp, min: 0 s}
                """);
        HelloPorts hello = open(new HelloPorts(List.of(line("a").toString()), List.of(file), broker, _ -> {}));
        hello.start(List.of(file));
        EmulatedUno uno = open(EmulatedUno.start(line("a"), "Hello", "salon-uno"));
        uno.setMillivolts(0, 1000);
        await("maison/salon/temp 49.6");
    }

    @Test
    void aNetworkOfMySensorsGetsItsIdAndObeys() throws Exception {
        EmulatedUno uno = open(EmulatedUno.start(line("a"), "mysensors-node"));
        Board file = board("""
                board: radio
                model: arduino-uno
                place: salon
                serial: {port: %s, quiet: 0 s, line: mysensors, prefix: maison/mysensors-out}
                signals:
                  - {name: "1.6", topic: maison/salon/temp, min: 0 s}
                outputs:
                  - {name: lampe, command: "1.7", topic: ctrlled, state: maison/lampe, on: "1", off: "0"}
                """.formatted(line("a")));
        open(SerialBoard.start(file, broker));
        await("maison/mysensors-out/255/255/3/0/3 ");
        await("maison/mysensors-out/1/6/0/0/6 ");
        uno.setMillivolts(0, 1000);
        await("maison/salon/temp 49.6");
        publish("ctrlled", "1");
        assertTrue(uno.awaitPin(13, true, PATIENCE));
        await("maison/lampe 1");
        publish("maison/mysensors-in/1/7/1/0/2", "0");
        assertTrue(uno.awaitPin(13, false, PATIENCE));
        uno.breakBytes(100);
        uno.noise(60);
        uno.drop(5);
        uno.reset(); // it has forgotten its id, and asks for another
        uno.breakBytes(0);
        await("maison/mysensors-out/2/6/0/0/6 ");
    }

    @Test
    void aFirmataBoardNeedsNoSketchOfOurs() throws Exception {
        EmulatedUno uno = open(EmulatedUno.start(line("a"), "small-firmata"));
        uno.noise(40);
        open(SerialBoard.start(board("""
                board: firmata
                model: arduino-uno
                place: salon
                serial: {port: %s, baud: 57600, quiet: 0 s, silence: 3 s, line: firmata}
                signals:
                  - {name: A0, topic: maison/salon/lumiere, decimals: 0, min: 0 s}
                outputs:
                  - {name: lampe, command: D12, topic: ctrlled, state: maison/lampe}
                  - {name: led, command: D13, topic: maison/led/set, state: maison/led}
                """.formatted(line("a"))), broker));
        await("maison/firmata/$etat online");
        uno.setMillivolts(0, 1000);
        await("maison/salon/lumiere 204");
        publish("ctrlled", "1");
        await("maison/lampe ON");
        publish("maison/led/set", "ON");
        assertTrue(uno.awaitPin(13, true, PATIENCE));
        await("maison/led ON");
        uno.breakBytes(100);
        uno.drop(7);
        uno.breakBytes(0);
        uno.reset();
        assertTrue(uno.awaitPin(13, false, PATIENCE));
        await("maison/led OFF");
        uno.setMillivolts(0, 2000);
        await("maison/salon/lumiere 409"); // its pins are set up again
        publish("maison/led/set", "ON");
        assertTrue(uno.awaitPin(13, true, PATIENCE));
        uno.freeze();
        await("maison/firmata/$etat offline");
        uno.thaw();
        await("maison/firmata/$etat online");
    }

    @Test
    void aFirmataBoardWithOutputsOnlyIsSetUpAgainWhenItsStartWasLost() throws Exception {
        EmulatedUno uno = open(EmulatedUno.start(line("a"), "small-firmata"));
        open(SerialBoard.start(board("""
                board: firmata
                model: arduino-uno
                place: salon
                serial: {port: %s, baud: 57600, quiet: 0 s, silence: 3 s, line: firmata}
                outputs:
                  - {name: lampe, command: D9.pwm, topic: maison/lampe/set, state: maison/lampe}
                  - {name: volet, command: D13.servo, topic: maison/volet/set, state: maison/volet}
                """.formatted(line("a"))), broker));
        await("maison/firmata/$etat online");
        publish("maison/lampe/set", "40");
        await("maison/lampe 40");
        publish("maison/volet/set", "135");
        await("maison/volet 135");
        assertTrue(uno.awaitPin(13, true, PATIENCE), "above the middle");
        uno.breakBytes(100);
        uno.reset();
        assertTrue(uno.awaitPin(13, false, PATIENCE));
        uno.breakBytes(0);
        await("maison/volet 0");
        publish("maison/volet/set", "120"); // its pins are being set up again: held until then
        await("maison/volet 120");
        assertTrue(uno.awaitPin(13, true, PATIENCE));
    }

    /** Two boards at once, one on a cable that breaks every tenth byte: every line is accounted for. */
    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS) // it is told how long to take
    void everyLineIsAccountedFor() throws Exception {
        EmulatedUno numbers = open(EmulatedUno.start(line("a"), "plain-numbers"));
        EmulatedUno hello = open(EmulatedUno.start(line("b"), "Hello", "salon-uno"));
        hello.breakBytes(100);
        open(SerialBoard.start(board("""
                board: compteur
                model: arduino-uno
                serial: {port: %s, quiet: 0 s, line: plain}
                signals:
                  - {name: valeur, topic: maison/compteur/valeur, decimals: 0, min: 0 s}
                """.formatted(line("a"))), broker));
        open(SerialBoard.start(board("""
                board: salon-uno
                model: arduino-uno
                serial: {port: %s, quiet: 0 s}
                signals:
                  - {name: T, topic: maison/salon/temp, min: 0 s}
                """.formatted(line("b"))), broker));
        await("maison/compteur/valeur 10");
        new CountDownLatch(1).await(Integer.getInteger(SECONDS, 20), TimeUnit.SECONDS); // the length of the run, no more
        EmulatedUno.Count plain = numbers.count(PATIENCE);
        EmulatedUno.Count sealed = hello.count(PATIENCE);
        awaitSum("compteur", plain.lines(), "lines/received", "lines/partial", "lines/bad");
        assertEquals(plain.lines(), plain.whole());
        awaitEach("maison/compteur/valeur", 11, plain.lines() - 2, 10_000); // the first line is a greeting, the next says 0
        awaitAtLeast("salon-uno", sealed.whole(), "lines/data"); // a '*' that becomes a line feed leaves a right line too
        assertTrue(sealed.whole() < sealed.lines(), "some were broken: " + sealed);
        assertTrue(sum("salon-uno", "lines/damaged", "lines/unreadable", "lines/log", "lines/overlong") > 0);
        System.out.printf("serial lines: %d of %d plain, %d whole of %d on a bad cable; counters %s%n",
                sum("compteur", "lines/received"), plain.lines(), sealed.whole(), sealed.lines(),
                new TreeMap<>(counters));
    }
}
