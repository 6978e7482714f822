package dev.libellule.gateway.app;

import dev.libellule.boards.Board;
import dev.libellule.boards.SerialLine.LineFamily;
import dev.libellule.gateway.broker.LocalClients;
import dev.libellule.gateway.pins.PinBoard;
import dev.libellule.gateway.pins.PinParts;
import dev.libellule.gateway.serial.HelloPorts;
import dev.libellule.gateway.serial.MqttBoard;
import dev.libellule.gateway.serial.SerialBoard;
import dev.libellule.sensors.pi4j.PiBuses;
import dev.libellule.sensors.pi4j.PiWiring;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Puts the parts of the gateway together, by hand. */
final class Gateway {
    private Gateway() {}

    /**
     * Starts the boards that are reached from here; one that speaks MQTT by itself needs nothing.
     *
     * @param serialPorts where boards without a file are looked for: paths, or {@code auto}
     * @param newcomers hears of boards without a file that say what they are
     * @param isCutOff whether whoever commands on a topic is out of reach, beyond a bridge
     * @param mqttPort of a listener for plain MQTT, for boards that speak it over their line; empty if there is none
     */
    static void startBoards(List<Board> boards, List<String> serialPorts, OptionalInt mqttPort,
            Consumer<Board> newcomers, Predicate<String> isCutOff, LocalClients broker, Lifetime lifetime) {
        List<Board> serial = boards.stream().filter(board -> board.serial().isPresent()).toList();
        for (Board board : serial) {
            if (board.serial().get().line() == LineFamily.MQTT) {
                int port = mqttPort.orElseThrow(() -> new IllegalArgumentException(
                        "board %s speaks MQTT over its line and needs a listener for plain MQTT: add 'listener 1883 127.0.0.1'"
                                .formatted(board.id())));
                lifetime.add(MqttBoard.start(board, broker, port));
            } else if (!HelloPorts.isAwaited(board)) {
                lifetime.add(SerialBoard.start(board, broker));
            }
        }
        if (!serialPorts.isEmpty() || serial.stream().anyMatch(HelloPorts::isAwaited)) {
            lifetime.add(new HelloPorts(serialPorts, serial, broker, newcomers)).start(serial);
        }
        for (Board board : boards) {
            if (board.serial().isPresent()) {
                continue;
            }
            if (board.mqtt().isEmpty()) {
                PiContext pi = lifetime.add(PiContext.of(board));
                PinParts parts = new PinParts(board, new PiBuses(pi.context()), PiWiring.SYS);
                lifetime.add(new PinBoard(parts, broker, isCutOff));
            }
        }
    }
}
