package dev.libellule.gateway.app;

import dev.libellule.gateway.app.SimulatedHouse.Target;
import dev.libellule.simulator.Scenario;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code libellule simulate}: a house of simulated boards, for any broker. */
@Command(name = "simulate", description = "Simulates a house: boards with the real drivers on simulated chips, for any broker.")
final class SimulateCommand implements Callable<Integer> {
    @Option(names = "--help", usageHelp = true, description = "Shows this help.")
    private boolean help;

    @Option(names = {"-h",
            "--host"}, paramLabel = "HOST", defaultValue = "localhost", description = "The broker (${DEFAULT-VALUE}).")
    private String host;

    @Option(names = {"-p",
            "--port"}, paramLabel = "PORT", defaultValue = "1883", description = "Its port (${DEFAULT-VALUE}).")
    private int port;

    @Option(names = {"-u", "--username"}, paramLabel = "USER", description = "User name.")
    private String user;

    @Option(names = {"-P", "--pw"}, paramLabel = "PASSWORD", description = "Password.")
    private String password;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Of everything that is by chance (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--speed", paramLabel = "X", defaultValue = "1", description = "How fast the house's time goes (${DEFAULT-VALUE}).")
    private double speed;

    @Option(names = "--scenario", paramLabel = "NAME", defaultValue = Scenario.MAISON, //
            description = "Which boards are in which rooms (${DEFAULT-VALUE}).")
    private String scenario;

    @Override
    public Integer call() throws Exception {
        if (!(speed > 0 && speed <= 10_000)) {
            throw new IllegalArgumentException("--speed %s: must be above 0 and at most 10000".formatted(speed));
        }
        try (Lifetime lifetime = new Lifetime()) {
            System.out.printf("The house '%s' with seed %d sends to %s:%d; Ctrl-C ends it.%n", scenario, seed, host,
                    port);
            lifetime.add(
                    new SimulatedHouse(Scenario.named(scenario), seed, speed, new Target(host, port, user, password),
                            System.out::println));
            return lifetime.await();
        }
    }
}
