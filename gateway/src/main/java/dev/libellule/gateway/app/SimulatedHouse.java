package dev.libellule.gateway.app;

import dev.libellule.boards.Board;
import dev.libellule.boards.BoardFile;
import dev.libellule.device.client.MqttSettings;
import dev.libellule.device.codec.MqttVersion;
import dev.libellule.device.host.TcpTransport;
import dev.libellule.gateway.pins.PinParts;
import dev.libellule.sensors.pi4j.PiBuses;
import dev.libellule.simulator.Fault;
import dev.libellule.simulator.FaultScript;
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
 * in the climate of their room. Things may go wrong, by a script. Everything but the programs happens on the house's thread.
 */
final class SimulatedHouse implements AutoCloseable {
    private static final int STEP_MILLIS = 500;
    private static final int LAMP_GPIO = 17;

    private final House house;
    private final double speed;
    private final Target target;
    private final Consumer<String> say;
    private final List<Inhabitant> boards = new ArrayList<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("house").daemon().factory());

    /** One board with its program, which a brown-out ends and begins anew. */
    private final class Inhabitant {
        final Board board;
        final Room room;
        SimulatedPi pi;
        CuttableTransport link;
        NodeProgram program;
        boolean isStuck;
        boolean isOff;

        Inhabitant(Board board, Room room) {
            this.board = board;
            this.room = room;
        }

        void start() {
            isOff = false;
            pi = new SimulatedPi();
            pi.equip(board);
            pi.follow(house, room);
            PinParts parts = new PinParts(board, new PiBuses(pi.context()), pi.sys());
            link = new CuttableTransport(new TcpTransport(target.host(), target.port()));
            program = new NodeProgram(parts, link, target.host() + ":" + target.port(), settings(board, target), say)
                    .start();
        }

        void end() {
            if (!isOff) {
                isOff = true;
                program.close();
                pi.close();
            }
        }

        void fault(Fault.Kind kind, boolean begins) {
            switch (kind) {
                case BAD_CRC -> pi.plugBme280(!begins);
                case STUCK -> isStuck = begins;
                case BROWN_OUT -> {
                    if (begins) {
                        link.cut(true); // no goodbye: the broker sends the will
                        end();
                    } else {
                        start();
                    }
                }
                default -> link.cut(begins);
            }
        }
    }

    /** Where the broker is, and as whom the boards connect; user and password may be null. */
    record Target(String host, int port, String user, String password) {}

    /**
     * Starts the house.
     *
     * @param seed of everything that is by chance
     * @param speed of the house's time, 1 for the real one
     * @param script what happens to its boards, in the house's time
     * @param say receives one line for each change of a board's connection, and for each fault
     */
    SimulatedHouse(Scenario scenario, long seed, double speed, FaultScript script, Target target,
            Consumer<String> say) {
        this.house = new House(seed);
        this.speed = speed;
        this.target = target;
        this.say = say;
        for (Scenario.Inhabitant inhabitant : scenario.inhabitants()) {
            boards.add(new Inhabitant(BoardFile.parse(inhabitant.file(), inhabitant.yaml()), inhabitant.room()));
        }
        script.faults().forEach(this::plan);
        boards.forEach(Inhabitant::start);
        clock.scheduleAtFixedRate(this::step, STEP_MILLIS, STEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void plan(Fault fault) {
        Inhabitant board = boards.stream().filter(one -> one.board.id().equals(fault.board())).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(fault.kind().isOfABoard()
                        ? "%s: there is no such board; there are: %s".formatted(fault,
                                String.join(", ", boards.stream().map(one -> one.board.id()).toList()))
                        : "%s: what happens to a broker can be had with --virtual only".formatted(fault)));
        long atMillis = Math.round(fault.at().toMillis() / speed);
        if (atMillis < 0) {
            return; // a real time that is over
        }
        clock.schedule(() -> change(board, fault, true), atMillis, TimeUnit.MILLISECONDS);
        clock.schedule(() -> change(board, fault, false), atMillis + Math.round(fault.lasts().toMillis() / speed),
                TimeUnit.MILLISECONDS);
    }

    private void change(Inhabitant board, Fault fault, boolean begins) {
        say.accept((begins ? "fault: " : "over: ") + fault);
        board.fault(fault.kind(), begins);
    }

    /** Lets a fault begin or end now. For tests, which do not wait for a time. */
    void change(String board, Fault fault, boolean begins) {
        boards.stream().filter(one -> one.board.id().equals(board))
                .forEach(one -> clock.execute(() -> change(one, fault, begins)));
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
        for (Inhabitant inhabitant : boards) {
            if (inhabitant.isOff) {
                continue;
            }
            house.setLamp(inhabitant.room, inhabitant.pi.isHigh(LAMP_GPIO));
            if (!inhabitant.isStuck) {
                inhabitant.pi.follow(house, inhabitant.room);
            }
        }
    }

    @Override
    public void close() {
        clock.close();
        boards.forEach(Inhabitant::end);
    }
}
