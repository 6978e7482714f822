package dev.libellule.gateway.app;

import dev.libellule.boards.Board;
import dev.libellule.boards.BoardFile;
import dev.libellule.device.client.MqttSettings;
import dev.libellule.device.codec.MqttVersion;
import dev.libellule.gateway.pins.PinParts;
import dev.libellule.sensors.pi4j.PiBuses;
import dev.libellule.simulator.House;
import dev.libellule.simulator.House.Room;
import dev.libellule.simulator.Scenario;
import dev.libellule.simulator.SimulatedPi;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A house of simulated boards, each a device program of its own that reaches the broker over TCP: the real drivers on simulated chips
 * in the climate of their room.
 */
final class SimulatedHouse implements AutoCloseable {
    private static final int STEP_MILLIS = 500;
    private static final int LAMP_GPIO = 17;

    private final House house;
    private final double speed;
    private final List<Inhabitant> boards = new ArrayList<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("house").daemon().factory());

    private record Inhabitant(SimulatedPi pi, Room room, NodeProgram program) {}

    /** Where the broker is, and as whom the boards connect; user and password may be null. */
    record Target(String host, int port, String user, String password) {}

    /**
     * Starts the house.
     *
     * @param seed of everything that is by chance
     * @param speed of the house's time, 1 for the real one
     * @param say receives one line for each change of a board's connection
     */
    SimulatedHouse(Scenario scenario, long seed, double speed, Target target, Consumer<String> say) {
        this.house = new House(seed);
        this.speed = speed;
        for (Scenario.Inhabitant inhabitant : scenario.inhabitants()) {
            Board board = BoardFile.parse(inhabitant.file(), inhabitant.yaml());
            SimulatedPi pi = new SimulatedPi();
            pi.equip(board);
            pi.follow(house, inhabitant.room());
            PinParts parts = new PinParts(board, new PiBuses(pi.context()), pi.sys());
            boards.add(new Inhabitant(pi, inhabitant.room(),
                    new NodeProgram(parts, target.host(), target.port(), settings(board, target), say).start()));
        }
        clock.scheduleAtFixedRate(this::step, STEP_MILLIS, STEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static MqttSettings settings(Board board, Target target) {
        MqttSettings settings = new MqttSettings().version(MqttVersion.V5_0).clientIdentifier(utf8(board.id()))
                .keepAliveSeconds(30)
                .backoffMillis(500, 10_000, 30_000, board.id().hashCode());
        if (target.user() != null) {
            settings.credentials(utf8(target.user()), target.password() == null ? null : utf8(target.password()));
        }
        return settings;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void step() {
        house.advance(Math.round(STEP_MILLIS * speed));
        for (Inhabitant board : boards) {
            house.setLamp(board.room(), board.pi().isHigh(LAMP_GPIO));
            board.pi().follow(house, board.room());
        }
    }

    @Override
    public void close() {
        clock.close();
        for (Inhabitant board : boards) {
            board.program().close();
            board.pi().close();
        }
    }
}
