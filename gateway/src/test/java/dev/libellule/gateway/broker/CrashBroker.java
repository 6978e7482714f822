package dev.libellule.gateway.broker;

import dev.libellule.gateway.store.SqliteLibrary;
import dev.libellule.gateway.broker.BrokerOptions.Listener;
import dev.libellule.gateway.broker.BrokerOptions.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.tinylog.configuration.Configuration;

/** A broker as a process of its own, to be killed: with the store that its first argument names; says its port. */
final class CrashBroker {
    private CrashBroker() {}

    public static void main(String[] arguments) throws Exception {
        Configuration.set("level", "error");
        Configuration.set("writer", "console");
        Limits limits = new Limits(20, 20, 10_000_000, 2_000_000, 16 << 20);
        Broker broker = Broker.start(new BrokerOptions(List.of(Listener.loopback(0, Transport.TCP)), limits,
                Duration.ofSeconds(1), Path.of(arguments[0])), "test");
        System.out.println("port " + broker.port(0));
        while (System.in.read() >= 0) { // ends in order when its parent does
            Thread.onSpinWait();
        }
        broker.close();
    }

    /** Starts one. */
    static Process start(Path store) throws Exception {
        return start(store, Map.of());
    }

    static Process start(Path store, Map<String, String> environment) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow", "-Dorg.sqlite.lib.path=" + library(),
                "-cp", System.getProperty("java.class.path"), CrashBroker.class.getName(), store.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** As {@code ./libellule} has it: nothing but the store is written into the store's folder. */
    private static Path library() throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "sqlite").toAbsolutePath());
        System.setProperty("org.sqlite.lib.path", folder.toString());
        SqliteLibrary.unpack();
        return folder;
    }

    /** Waits until it can be reached. */
    static int port(Process process) throws Exception {
        String line = process.inputReader().readLine();
        if (line == null || !line.startsWith("port ")) {
            throw new AssertionError("the broker did not start: " + line);
        }
        return Integer.parseInt(line.substring(5));
    }
}
