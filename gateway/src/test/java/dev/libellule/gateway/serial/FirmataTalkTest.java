package dev.libellule.gateway.serial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.boards.Board;
import dev.libellule.boards.BoardFile;
import dev.libellule.gateway.broker.Broker;
import dev.libellule.gateway.broker.BrokerOptions;
import dev.libellule.gateway.broker.Delivery;
import dev.libellule.gateway.broker.LocalClient;
import dev.libellule.gateway.broker.LocalClientOptions;
import dev.libellule.gateway.serial.firmata.Firmata;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The gateway's side of a talk in Firmata, with a board whose part this test plays byte by byte. */
class FirmataTalkTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int PIN = 9;
    private static final String MARK = "mark";
    private static final byte[] VERSION = {(byte) 0xF9, 2, 5};
    private static final byte[] FIRMWARE = {(byte) 0xF0, 0x79, 2, 5, 'x', 0, (byte) 0xF7};
    private static final byte[] ANALOG_MAPPING = {(byte) 0xF0, 0x6A, 0x7F, (byte) 0xF7};

    private final ScriptedPort port = new ScriptedPort(PATIENCE);
    private final Semaphore handled = new Semaphore(0);
    private final BlockingQueue<String> states = new LinkedBlockingQueue<>();
    private Broker broker;
    private LocalClient client;
    private BoardDesk desk;
    private FirmataTalk talk;

    @BeforeEach
    void start() throws InterruptedException {
        broker = Broker.start(BrokerOptions.loopback(0), "test");
        client = broker.connect(LocalClientOptions.clean("watcher"), this::arrived);
        Board board = BoardFile.parse("board.yaml", """
                board: firmata
                model: arduino-uno
                place: salon
                serial: {port: scripted, baud: 57600, quiet: 0 s, answer: 30 s, line: firmata}
                outputs:
                  - {name: lampe, command: D9.pwm, topic: maison/lampe/set, state: maison/lampe}
                """.getBytes(StandardCharsets.UTF_8));
        PortCounters counters = new PortCounters();
        LineSender sender = new LineSender(board.id(), 64, counters);
        desk = new BoardDesk(board, broker, sender, counters);
        talk = new FirmataTalk(board, desk, sender, counters);
        desk.subscribe(MARK, 1, _ -> handled.release());
        talk.opened(port);
        says(VERSION);
        says(FIRMWARE);
        port.await(Firmata.askAnalogMapping());
        says(ANALOG_MAPPING);
        port.await(Firmata.setMode(PIN, Firmata.MODE_PWM));
        port.await(Firmata.setAnalog(PIN, 0)); // its start state
        port.await(Firmata.askPinState(PIN));
        says(pinState(Firmata.MODE_PWM, 0));
        client.subscribe("maison/lampe", 1);
        awaitState("0");
    }

    @AfterEach
    void end() {
        talk.closed();
        desk.close();
        broker.close();
    }

    private void arrived(Delivery delivery) {
        states.add(new String(delivery.payload(), StandardCharsets.UTF_8));
        delivery.acknowledge();
    }

    private void says(byte[] bytes) {
        talk.received(bytes, bytes.length);
    }

    private static byte[] pinState(int mode, int state) {
        return new byte[]{(byte) 0xF0, 0x6E, PIN, (byte) mode, (byte) (state & 0x7F), (byte) (state >> 7), (byte) 0xF7};
    }

    private void awaitState(String expected) throws InterruptedException {
        String next = states.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        while (!expected.equals(next)) {
            assertTrue(next != null, () -> "waited for " + expected);
            next = states.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void command(String value) {
        client.publish("maison/lampe/set", value.getBytes(StandardCharsets.UTF_8), 1, false);
    }

    /** Waits until the node has looked at all commands before. */
    private void awaitHandled() throws InterruptedException {
        client.publish(MARK, new byte[0], 1, false);
        assertTrue(handled.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Plays the board from the mapping to the answer: what is sent to its pin is the last command, and nothing else. */
    private void setUpAgainAndObeys(int percent, int pulses) throws InterruptedException {
        says(ANALOG_MAPPING);
        port.await(Firmata.setMode(PIN, Firmata.MODE_PWM));
        byte[] next = port.next();
        assertArrayEquals(Firmata.setAnalog(PIN, pulses), next, () -> HexFormat.of().formatHex(next));
        port.await(Firmata.askPinState(PIN));
        says(pinState(Firmata.MODE_PWM, pulses));
        awaitState(Integer.toString(percent));
    }

    @Test
    void whatIsCommandedWhileThePinsAreSetUpAgainIsDoneThen() throws Exception {
        says(FIRMWARE); // it was reset
        port.await(Firmata.askAnalogMapping());
        command("40");
        command("60");
        awaitHandled();
        awaitState("0"); // answered with what is measured
        assertEquals("", port.text(), "its pins would not take it");
        setUpAgainAndObeys(60, 153);
    }

    @Test
    void aBoardWhoseStartWasLostTellsThatByItsPinsMode() throws Exception {
        command("40");
        port.await(Firmata.setAnalog(PIN, 102));
        port.await(Firmata.askPinState(PIN));
        says(pinState(Firmata.MODE_OUTPUT, 0)); // as after power-on
        awaitState("0");
        port.await(Firmata.askFirmware());
        says(FIRMWARE);
        port.await(Firmata.askAnalogMapping());
        setUpAgainAndObeys(40, 102);
    }

    @Test
    void whatWasHeldIsNotDoneByABoardThatWasGone() throws Exception {
        says(FIRMWARE);
        port.await(Firmata.askAnalogMapping());
        command("40");
        awaitHandled();
        talk.closed();
        talk.opened(port);
        says(FIRMWARE);
        port.await(Firmata.askAnalogMapping());
        says(ANALOG_MAPPING);
        port.await(Firmata.setMode(PIN, Firmata.MODE_PWM));
        assertArrayEquals(Firmata.askPinState(PIN), port.next(), "it is only asked");
        says(pinState(Firmata.MODE_PWM, 0));
    }
}
