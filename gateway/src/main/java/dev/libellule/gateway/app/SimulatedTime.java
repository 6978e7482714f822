package dev.libellule.gateway.app;

import dev.libellule.boards.BoardFile;
import dev.libellule.gateway.app.virtual.World;
import dev.libellule.gateway.broker.Delivery;
import dev.libellule.gateway.broker.Limits;
import dev.libellule.gateway.broker.LocalClientOptions;
import dev.libellule.simulator.Fault;
import dev.libellule.simulator.FaultScript;
import dev.libellule.simulator.Scenario;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** {@code libellule simulate --virtual}: what a scenario publishes in virtual time, a line a message. */
final class SimulatedTime {
    private SimulatedTime() {}

    /**
     * Prints {@code 2026-01-05T07:00:05Z maison/salon/temp 20.9}.
     *
     * @param faults null for none
     */
    static int print(Scenario scenario, long seed, Duration length, Path faults, OutputStream out) {
        System.setProperty("tinylog.level", "error"); // before the first line is logged: lines are for the messages
        PrintStream lines = new PrintStream(new BufferedOutputStream(out, 1 << 16), false, StandardCharsets.UTF_8);
        FaultScript script = faults == null ? FaultScript.none() : FaultScript.load(faults, World.START);
        boolean needsStore = script.faults().stream().map(Fault::kind)
                .anyMatch(kind -> kind == Fault.Kind.BROKER_KILL || kind == Fault.Kind.FULL_DISK); // it triples the time
        try (World world = new World(seed, Limits.DEFAULT, needsStore)) {
            world.onBrokerStart(() -> world.broker().connect(LocalClientOptions.clean("printer"), delivery -> {
                lines.append(World.START.plusMillis(world.nowMillis()).truncatedTo(ChronoUnit.MILLIS).toString())
                        .append(' ')
                        .append(text(delivery)).append('\n');
                delivery.acknowledge();
            }).subscribeAsPublished("#", 2));
            scenario.inhabitants()
                    .forEach(inhabitant -> world.add(BoardFile.parse(inhabitant.file(), inhabitant.yaml())));
            world.plan(script);
            world.run(length);
        }
        lines.flush();
        return Main.OK;
    }

    private static String text(Delivery delivery) {
        return delivery.topic() + " " + new String(delivery.payload(), StandardCharsets.UTF_8);
    }
}
