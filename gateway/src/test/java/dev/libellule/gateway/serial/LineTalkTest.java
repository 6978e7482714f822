package dev.libellule.gateway.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.boards.BoardFile;
import dev.libellule.gateway.broker.Broker;
import dev.libellule.gateway.broker.BrokerOptions;
import dev.libellule.gateway.serial.line.Crc16;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The gateway's side of a talk in lines, with a board whose part this test plays. */
class LineTalkTest {
    private static final String HELLO = Crc16.sealed("@salon-uno fw=1.0.0 len=60 crc credit led/bool/w");

    private final ScriptedPort port = new ScriptedPort(Duration.ofSeconds(30));
    private final PortCounters counters = new PortCounters();
    private final LineSender sender = new LineSender("salon-uno", 64, counters);
    private Broker broker;
    private BoardDesk desk;
    private LineTalk talk;

    @BeforeEach
    void start() throws InterruptedException {
        broker = Broker.start(BrokerOptions.loopback(0), "test");
        var board = BoardFile.parse("board.yaml", """
                board: salon-uno
                model: arduino-uno
                serial: {port: scripted, quiet: 0 s}
                signals:
                  - {name: T}
                """.getBytes(StandardCharsets.UTF_8));
        desk = new BoardDesk(board, broker, sender, counters);
        talk = new LineTalk(board, desk, sender, counters);
        talk.opened(port);
        port.awaitText("?\n");
        says(HELLO);
    }

    @AfterEach
    void end() {
        talk.closed();
        desk.close();
        broker.close();
    }

    private void says(String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        talk.received(bytes, bytes.length);
    }

    @Test
    void aBoardWhoseCreditWasLostIsAskedForItsHelloAndIsNotTakenForReset() throws Exception {
        String text = "x".repeat(24); // with check sum and line feed 30 of 61 bytes
        assertTrue(sender.send(text));
        assertTrue(sender.send(text));
        assertTrue(!sender.send(text), "no room, and no credit comes");
        talk.turn();
        port.awaitText("?\n");
        talk.turn();
        assertEquals("", port.text(), "it is asked once");
        says(HELLO);
        assertTrue(sender.send(text));
        assertEquals(0, counters.resets.sum());
    }

    @Test
    void creditMakesRoom() {
        String text = "x".repeat(24);
        for (int i = 0; i < 10; i++) {
            assertTrue(sender.send(text));
            says(Crc16.sealed("+30"));
        }
    }
}
