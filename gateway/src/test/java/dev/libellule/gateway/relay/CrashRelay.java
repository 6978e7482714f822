package dev.libellule.gateway.relay;

import dev.libellule.gateway.broker.Broker;
import dev.libellule.gateway.broker.BrokerOptions;
import dev.libellule.gateway.broker.BrokerOptions.Listener;
import dev.libellule.gateway.broker.BrokerOptions.Transport;
import dev.libellule.gateway.broker.Limits;
import dev.libellule.gateway.broker.config.BridgeConfig;
import dev.libellule.gateway.broker.config.MosquittoConf;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.tinylog.configuration.Configuration;

/**
 * A broker as a process of its own, to be killed: with a store and a port, and perhaps a bridge, whose waits between attempts are made
 * short. Says {@code ready}, and {@code online} when the bridge has been there for the first time.
 */
final class CrashRelay {
    private CrashRelay() {}

    public static void main(String[] arguments) throws Exception {
        Configuration.set("level", "error");
        Configuration.set("writer", "console");
        Limits limits = new Limits(20, 20, 10_000_000, 2_000_000, 16 << 20);
        Listener listener = Listener.loopback(Integer.parseInt(arguments[1]), Transport.TCP);
        Broker broker = Broker.start(new BrokerOptions(List.of(listener), limits, Duration.ofSeconds(1),
                Path.of(arguments[0])), "test");
        System.out.println("ready");
        if (arguments.length > 2) {
            Relay relay = Relay.start(hurried(MosquittoConf.parse(Path.of(arguments[2])).bridges().getFirst()), broker);
            while (relay.state().phase() != RelayStatus.Phase.ONLINE) {
                LockSupport.parkNanos(5_000_000);
            }
            System.out.println("online");
        }
        while (System.in.read() >= 0) { // ends in order when its parent does
            Thread.onSpinWait();
        }
        broker.close();
    }

    private static BridgeConfig hurried(BridgeConfig of) {
        BridgeConfig.Restart restart = new BridgeConfig.Restart(Duration.ofMillis(20), Duration.ofMillis(60),
                Duration.ofSeconds(60));
        return new BridgeConfig(of.name(), of.origin(), of.addresses(), of.isRoundRobin(), of.topics(), of.remote(),
                of.local(), new BridgeConfig.Start(of.start().type(), of.start().threshold(), of.start().idle(),
                        restart),
                of.notifications(), of.way(), of.tls());
    }

    /** Starts one, and waits until it can be reached. */
    static Process start(Path store, int port, Path bridge) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(ProcessHandle.current().info().command().orElseThrow(), "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1", "-Xmx256m", "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow", "-cp", System.getProperty("java.class.path"),
                        CrashRelay.class.getName(), store.toString(), Integer.toString(port)));
        if (bridge != null) {
            command.add(bridge.toString());
        }
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        expect(process, "ready");
        return process;
    }

    /** Waits for the next word. */
    static void expect(Process process, String word) throws Exception {
        String line = process.inputReader().readLine();
        if (!word.equals(line)) {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            throw new AssertionError("the broker did not say '%s' but: %s".formatted(word, line));
        }
    }

    /** A bridge's configuration; the ports are those of its upstreams. */
    static Path bridge(Path folder, String lines, int... ports) throws Exception {
        String addresses = IntStream.of(ports).mapToObj(port -> " 127.0.0.1:" + port).collect(Collectors.joining());
        return Files.writeString(folder.resolve("bridge.conf"), """
                connection amont
                addresses%s
                remote_clientid pi1
                keepalive_interval 5
                %s""".formatted(addresses, lines));
    }
}
