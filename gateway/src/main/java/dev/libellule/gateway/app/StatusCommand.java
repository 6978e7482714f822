package dev.libellule.gateway.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code libellule status}: asks a running broker how it and its bridges are doing. */
@Command(name = "status", sortOptions = false, //
        description = "Shows how a running broker and its bridges are doing; exit status 1 if a bridge is not connected that should be.", //
        footer = {"", "Example:", "  libellule status -h pi.local -u sondes -P mot2passe"})
final class StatusCommand implements Callable<Integer>, MosquittoTool {
    @Mixin
    private ConnectionOptions connection;

    @Option(names = "-W", paramLabel = "SECONDS", defaultValue = "10", //
            description = "Waits so long for the broker, then ends with exit status 27 (${DEFAULT-VALUE}).")
    private int waitSeconds;

    @Override
    public Integer call() {
        connection.checkForFifth();
        SubCommand.requireSeconds(connection, waitSeconds);
        return new StatusReader(connection, waitSeconds).run();
    }
}
