package dev.libellule.gateway.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.libellule.gateway.serial.SendWindow.Grant;
import org.junit.jupiter.api.Test;

class SendWindowTest {
    private static final long NO_PATIENCE = 0;
    private static final long PATIENCE = 30_000;

    private final SendWindow window = new SendWindow(64);

    @Test
    void neverGivesMoreThanTheBufferOfTheBoard() throws InterruptedException {
        window.restart(64, true);
        assertEquals(Grant.TOO_LONG, window.take(65, PATIENCE));
        assertEquals(Grant.GIVEN, window.take(64, NO_PATIENCE));
        assertEquals(Grant.NO_ROOM, window.take(1, NO_PATIENCE));
    }

    @Test
    void creditGivesRoomBack() throws InterruptedException {
        window.restart(64, true);
        window.take(40, NO_PATIENCE);
        assertEquals(Grant.NO_ROOM, window.take(40, NO_PATIENCE));
        window.credit(16);
        assertEquals(Grant.GIVEN, window.take(40, NO_PATIENCE));
        window.credit(1_000); // more than was sent: the buffer does not grow
        assertEquals(Grant.GIVEN, window.take(64, NO_PATIENCE));
        assertEquals(Grant.NO_ROOM, window.take(1, NO_PATIENCE));
    }

    @Test
    void whoWaitsIsWokenByCredit() throws InterruptedException {
        window.restart(64, true);
        window.take(64, NO_PATIENCE);
        Thread board = Thread.ofVirtual().start(() -> window.credit(64));
        assertEquals(Grant.GIVEN, window.take(30, PATIENCE));
        board.join();
    }

    @Test
    void anAnswerMeansThatAllWasRead() throws InterruptedException {
        window.take(64, NO_PATIENCE);
        assertEquals(Grant.NO_ROOM, window.take(30, NO_PATIENCE));
        window.answered();
        assertEquals(Grant.GIVEN, window.take(30, NO_PATIENCE));
    }

    @Test
    void aBoardThatSaysNothingIsGivenTime() throws InterruptedException {
        window.take(64, NO_PATIENCE);
        assertEquals(Grant.GIVEN, window.take(64, PATIENCE));
    }

    @Test
    void aHelloBeginsAnew() throws InterruptedException {
        window.take(64, NO_PATIENCE);
        window.restart(20, false);
        assertEquals(Grant.GIVEN, window.take(20, NO_PATIENCE));
        assertEquals(Grant.TOO_LONG, window.take(21, PATIENCE));
    }
}
