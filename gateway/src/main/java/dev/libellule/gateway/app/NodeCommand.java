package dev.libellule.gateway.app;

import dev.libellule.boards.Board;
import dev.libellule.boards.BoardFile;
import dev.libellule.device.client.MqttSettings;
import dev.libellule.gateway.pins.PinParts;
import dev.libellule.sensors.pi4j.PiBuses;
import dev.libellule.sensors.pi4j.PiWiring;
import dev.libellule.simulator.House;
import dev.libellule.simulator.House.Room;
import dev.libellule.simulator.SimulatedPi;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code libellule node}: the device program of one board, for any broker. */
@Command(name = "node", description = "Runs the sensors and actuators of one board as a client of any broker.")
final class NodeCommand implements Callable<Integer> {
    private static final int STEP_MILLIS = 500;

    @Mixin
    private ConnectionOptions connection;

    @Parameters(paramLabel = "BOARD", description = "Board file of this machine, such as board-configs/boards/raspberry-pi/board.yaml.")
    private Path file;

    @Option(names = "--simulate", description = "On a laptop: the same drivers on simulated chips and pins.")
    private boolean simulate;

    @Override
    public Integer call() throws Exception {
        connection.check();
        Board board = BoardFile.load(file);
        if (board.serial().isPresent() || board.mqtt().isPresent()) {
            throw new IllegalArgumentException(
                    "%s describes a board that is reached by %s: it runs its own program; give it to 'gateway'"
                            .formatted(file, board.connection()));
        }
        MqttSettings settings = connection.settings();
        if (!connection.hasIdentifier()) {
            settings.clientIdentifier(board.id().getBytes(StandardCharsets.UTF_8));
        }
        try (Lifetime lifetime = new Lifetime()) {
            PinParts parts = simulate ? simulated(board, lifetime) : real(board, lifetime);
            lifetime.add(
                    new NodeProgram(parts, connection.transport(), connection.where(), settings, System.out::println)
                            .start());
            return lifetime.await();
        }
    }

    private static PinParts real(Board board, Lifetime lifetime) {
        return new PinParts(board, new PiBuses(lifetime.add(PiContext.of(board)).context()), PiWiring.SYS);
    }

    private static PinParts simulated(Board board, Lifetime lifetime) {
        SimulatedPi pi = lifetime.add(new SimulatedPi());
        pi.equip(board);
        House house = new House(1);
        pi.follow(house, Room.SALON);
        ScheduledExecutorService clock = Executors
                .newSingleThreadScheduledExecutor(Thread.ofPlatform().name("house").daemon().factory());
        lifetime.add(clock::shutdownNow);
        clock.scheduleAtFixedRate(() -> {
            house.advance(STEP_MILLIS);
            pi.follow(house, Room.SALON);
        }, STEP_MILLIS, STEP_MILLIS, TimeUnit.MILLISECONDS);
        return new PinParts(board, new PiBuses(pi.context()), pi.sys());
    }
}
