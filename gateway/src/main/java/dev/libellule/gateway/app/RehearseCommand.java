package dev.libellule.gateway.app;

import dev.libellule.boards.Board;
import dev.libellule.boards.Durations;
import dev.libellule.gateway.app.virtual.Rehearsal;
import dev.libellule.gateway.app.virtual.World;
import dev.libellule.gateway.broker.config.BrokerConfig;
import dev.libellule.gateway.broker.config.MosquittoConf;
import dev.libellule.simulator.FaultScript;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code libellule rehearse}: a user's own configuration through a virtual week of faults. */
@Command(name = "rehearse", description = "Runs your own board files and mosquitto.conf through a virtual week of faults, and says"
        + " what would have been lost or done wrong. Status 0 if nothing, 4 if something.", mixinStandardHelpOptions = true)
final class RehearseCommand implements Callable<Integer> {
    /** Something would have been lost or done wrong. */
    static final int FOUND = 4;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "CONFIGURATION", arity = "1..*", //
            description = "Board files, mosquitto.conf, or folders with them: *.yaml and *.conf.")
    private List<Path> paths;

    @Option(names = "--for", paramLabel = "TIME", defaultValue = "7 d", description = "Virtual time (${DEFAULT-VALUE}).")
    private String length;

    @Option(names = "--faults", paramLabel = "FILE", description = "A script of faults. Default: an ordinary bad week, by the seed.")
    private Path faults;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Of everything that is by chance (${DEFAULT-VALUE}).")
    private long seed;

    @Override
    public Integer call() {
        System.setProperty("tinylog.level", "error"); // before the first line is logged: the rehearsal speaks for itself
        System.setProperty("tinylog.level@dev.libellule.gateway.broker.Persistence", "off"); // of a full disk, too
        List<Path> boardFiles = new ArrayList<>();
        List<Path> brokerFiles = new ArrayList<>();
        paths.forEach(path -> sort(path, boardFiles, brokerFiles));
        if (boardFiles.isEmpty()) {
            throw new IllegalArgumentException("no board file in %s; give one, such as salon.yaml".formatted(paths));
        }
        if (brokerFiles.size() > 1) {
            throw new IllegalArgumentException("one mosquitto.conf only, with its include_dir; seen: " + brokerFiles);
        }
        List<Board> boards = BoardFiles.load(boardFiles);
        BrokerConfig config = brokerFiles.isEmpty()
                ? gatewayWithoutFile()
                : MosquittoConf.parse(brokerFiles.getFirst());
        FaultScript script = faults == null ? null : FaultScript.load(faults, World.START);
        Duration time = Durations.parse("--for", length);
        if (time.toHours() < 1) {
            throw new IllegalArgumentException("--for %s: at least 1 h".formatted(length));
        }
        try (Rehearsal rehearsal = new Rehearsal(boards, config, script, seed, time)) {
            PrintWriter out = spec.commandLine().getOut();
            rehearsal.run().forEach(out::println);
            return rehearsal.isBad() ? FOUND : Main.OK;
        }
    }

    /** The gateway without a configuration file keeps a store. */
    private static BrokerConfig gatewayWithoutFile() {
        BrokerConfig usual = BrokerConfig.loopback(0);
        BrokerConfig.Persistence kept = new BrokerConfig.Persistence(true, null, "libellule.db", Duration.ZERO);
        return new BrokerConfig(usual.listeners(), kept, usual.log(), usual.limits(), usual.sysInterval(), null,
                usual.user(), usual.bridges(), usual.notices());
    }

    private static void sort(Path path, List<Path> boardFiles, List<Path> brokerFiles) {
        if (Files.isDirectory(path)) {
            try (Stream<Path> files = Files.list(path)) {
                files.sorted().filter(Files::isRegularFile).forEach(file -> sort(file, boardFiles, brokerFiles));
            } catch (IOException e) {
                throw new IllegalArgumentException("cannot list the folder " + path + "; check its path and rights", e);
            }
        } else if (path.toString().endsWith(".conf")) {
            brokerFiles.add(path);
        } else if (path.toString().endsWith(".yaml") || path.toString().endsWith(".yml")) {
            boardFiles.add(path);
        } else if (!Files.exists(path)) {
            throw new IllegalArgumentException(path + ": there is no such file or folder");
        }
    }
}
