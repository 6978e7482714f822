package dev.libellule.gateway.app;

import dev.libellule.boards.Board;
import dev.libellule.gateway.broker.LocalClients;
import dev.libellule.gateway.pins.PinBoard;
import dev.libellule.gateway.pins.PinParts;
import dev.libellule.gateway.serial.SerialBoard;
import dev.libellule.sensors.pi4j.PiBuses;
import dev.libellule.sensors.pi4j.PiWiring;
import java.util.List;

/** Puts the parts of the gateway together, by hand. */
final class Gateway {
    private Gateway() {}

    /** Starts the boards that are reached from here; one that speaks MQTT by itself needs nothing. */
    static void startBoards(List<Board> boards, LocalClients broker, Lifetime lifetime) {
        for (Board board : boards) {
            if (board.serial().isPresent()) {
                lifetime.add(SerialBoard.start(board, broker));
            } else if (board.mqtt().isEmpty()) {
                PiContext pi = lifetime.add(new PiContext());
                PinParts parts = new PinParts(board, new PiBuses(pi.context()), PiWiring.SYS);
                lifetime.add(new PinBoard(parts, broker));
            }
        }
    }
}
