package dev.libellule.gateway.app;

import dev.libellule.boards.Board;
import dev.libellule.gateway.broker.LocalClients;
import dev.libellule.gateway.pins.PinBoard;
import dev.libellule.gateway.pins.PinParts;
import dev.libellule.gateway.serial.HelloPorts;
import dev.libellule.gateway.serial.SerialBoard;
import dev.libellule.sensors.pi4j.PiBuses;
import dev.libellule.sensors.pi4j.PiWiring;
import java.util.List;

/** Puts the parts of the gateway together, by hand. */
final class Gateway {
    private Gateway() {}

    /**
     * Starts the boards that are reached from here; one that speaks MQTT by itself needs nothing.
     *
     * @param serialPorts where boards without a file are looked for: paths, or {@code auto}
     */
    static void startBoards(List<Board> boards, List<String> serialPorts, LocalClients broker, Lifetime lifetime) {
        List<Board> serial = boards.stream().filter(board -> board.serial().isPresent()).toList();
        for (Board board : serial) {
            if (!HelloPorts.isAwaited(board)) {
                lifetime.add(SerialBoard.start(board, broker));
            }
        }
        if (!serialPorts.isEmpty() || serial.stream().anyMatch(HelloPorts::isAwaited)) {
            lifetime.add(new HelloPorts(serialPorts, serial, broker)).start(serial);
        }
        for (Board board : boards) {
            if (board.serial().isPresent()) {
                continue;
            }
            if (board.mqtt().isEmpty()) {
                PiContext pi = lifetime.add(new PiContext());
                PinParts parts = new PinParts(board, new PiBuses(pi.context()), PiWiring.SYS);
                lifetime.add(new PinBoard(parts, broker));
            }
        }
    }
}
