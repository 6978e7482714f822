package dev.libellule.gateway.app;

import dev.libellule.boards.Durations;
import dev.libellule.gateway.app.SimulatedHouse.Target;
import dev.libellule.simulator.FaultScript;
import dev.libellule.simulator.House;
import dev.libellule.simulator.Scenario;
import dev.libellule.simulator.fleet.Family;
import dev.libellule.simulator.fleet.Fleet;
import dev.libellule.simulator.fleet.FleetFile;
import dev.libellule.simulator.fleet.MqttGen;
import dev.libellule.simulator.line.SimulatedUno;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code libellule simulate}: a house of simulated boards, for any broker. */
@Command(name = "simulate", description = "Simulates a house: boards with the real drivers on simulated chips, for any broker.")
final class SimulateCommand implements Callable<Integer> {
    private static final int FIGURES_SECONDS = 5;
    private static final long CLOSE_MILLIS = 5_000;

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

    @Option(names = "--virtual", paramLabel = "TIME", //
            description = "Without a broker: prints what so much virtual time publishes, the same for the same seed; such as '7 d'.")
    private String virtual;

    @Option(names = "--faults", paramLabel = "FILE", description = "A script of what goes wrong, in the house's time.")
    private Path faults;

    @Option(names = "--fleet", paramLabel = "FILE", description = "Instead of a house: many small devices, by families.")
    private Path fleet;

    @Option(names = "--mqttgen", paramLabel = "CONFIG.JSON", arity = "1..2", //
            description = "Instead of a house: what mqttgen's config.json says, as it stands; then the interval in milliseconds.")
    private List<String> mqttGen = List.of();

    @Option(names = "--serial", paramLabel = "LINK", //
            description = "Instead of a house: an Arduino on a serial line; LINK becomes a link to its port.")
    private Path serial;

    @Override
    public Integer call() throws Exception {
        if (serial != null) {
            return runSerial();
        }
        if (virtual != null) {
            return SimulatedTime.print(Scenario.named(scenario), seed, Durations.parse("--virtual", virtual), faults,
                    System.out);
        }
        if (fleet != null) {
            List<Family> families = FleetFile.load(fleet);
            Fleet devices = new Fleet(new InetSocketAddress(host, port), user, password, seed);
            families.forEach(devices::add);
            return run(devices, host + ":" + port);
        }
        if (!mqttGen.isEmpty()) {
            return runMqttGen(MqttGen.load(Path.of(mqttGen.getFirst())));
        }
        if (!(speed > 0 && speed <= 10_000)) {
            throw new IllegalArgumentException("--speed %s: must be above 0 and at most 10000".formatted(speed));
        }
        try (Lifetime lifetime = new Lifetime()) {
            System.out.printf("The house '%s' with seed %d sends to %s:%d; Ctrl-C ends it.%n", scenario, seed, host,
                    port);
            lifetime.add(
                    new SimulatedHouse(Scenario.named(scenario), seed, speed, faults == null
                            ? FaultScript.none()
                            : FaultScript.load(faults, Instant.now()), new Target(host, port, user, password),
                            System.out::println));
            return lifetime.await();
        }
    }

    private int runSerial() throws Exception {
        try (Lifetime lifetime = new Lifetime()) {
            House house = new House(seed);
            SimulatedUno uno = lifetime.add(new SimulatedUno(SimulatedUno.Behaviour.UNO,
                    () -> house.temperatureCentiCelsius(House.Room.SALON) / 100.0, seed));
            ScheduledExecutorService clock = Executors
                    .newSingleThreadScheduledExecutor(Thread.ofPlatform().name("house").daemon().factory());
            lifetime.add(clock::shutdownNow);
            clock.scheduleAtFixedRate(() -> house.advance(Math.round(1_000 * speed)), 1, 1, TimeUnit.SECONDS);
            if (Files.exists(serial, LinkOption.NOFOLLOW_LINKS) && !Files.isSymbolicLink(serial)) {
                throw new IllegalArgumentException(serial + ": is there already and is no link; give another name");
            }
            Files.deleteIfExists(serial);
            Files.createSymbolicLink(serial, uno.port());
            lifetime.add(() -> Files.deleteIfExists(serial));
            System.out.printf("An Arduino is on %s (%s): it prints T:22.5 and obeys !led 1; Ctrl-C ends it.%n", serial,
                    uno.port());
            return lifetime.await();
        }
    }

    private int runMqttGen(MqttGen config) throws Exception {
        long everyMillis = config.intervalMillis();
        if (mqttGen.size() > 1) {
            try {
                everyMillis = Long.parseLong(mqttGen.get(1));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "the interval '%s' is no number of milliseconds".formatted(mqttGen.get(1)), e);
            }
        }
        if (everyMillis < 1) {
            throw new IllegalArgumentException("the interval %d ms: must be 1 ms or more".formatted(everyMillis));
        }
        Fleet one = new Fleet(new InetSocketAddress(config.host(), config.port()),
                config.user().isEmpty() ? null : config.user(), config.password().isEmpty() ? null : config.password(),
                seed);
        one.add("mqttgen-" + ProcessHandle.current().pid(), config.speaker(everyMillis, seed), 0);
        return run(one, config.host() + ":" + config.port() + " on " + config.topic());
    }

    private int run(Fleet devices, String where) throws Exception {
        try (Lifetime lifetime = new Lifetime()) {
            System.out.printf("%d devices send to %s; Ctrl-C ends it.%n", devices.size(), where);
            Thread thread = Thread.ofPlatform().name("fleet").start(() -> {
                try {
                    devices.run();
                } catch (IOException e) {
                    System.err.println("The fleet cannot go on: " + e.getMessage());
                }
            });
            lifetime.add(() -> {
                devices.close();
                thread.join(CLOSE_MILLIS);
            });
            ScheduledExecutorService clock = Executors
                    .newSingleThreadScheduledExecutor(Thread.ofPlatform().name("figures").daemon().factory());
            lifetime.add(clock::shutdownNow);
            long[] before = {0};
            clock.scheduleAtFixedRate(() -> {
                long published = devices.published();
                System.out.printf(
                        "%d of %d connected, %d messages, %d/s, %d connections lost (%s), %d messages found no room%n",
                        devices.connected(), devices.size(), published, (published - before[0]) / FIGURES_SECONDS,
                        devices.lost(), devices.lastLoss(), devices.full());
                before[0] = published;
            }, FIGURES_SECONDS, FIGURES_SECONDS, TimeUnit.SECONDS);
            return lifetime.await();
        }
    }
}
