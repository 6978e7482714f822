package dev.libellule.gateway.app;

import dev.libellule.gateway.broker.config.BrokerConfig;
import dev.libellule.gateway.broker.config.MosquittoConf;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Mosquitto's flags: where the broker's configuration comes from. {@code gateway} has the same. */
final class BrokerFlags {
    @Option(names = {"-c", "--config-file"}, paramLabel = "FILE", //
            description = "A mosquitto.conf. Without it: this machine only, anonymous clients allowed.")
    private Path file;

    @Option(names = {"-p", "--port"}, paramLabel = "PORT", //
            description = "Port when there is no configuration file (${DEFAULT-VALUE}).")
    private int port = 1883;

    @Option(names = {"-v", "--verbose"}, description = "Logs everything to standard error, packets too.")
    private boolean verbose;

    @Option(names = {"-d", "--daemon"}, description = "Goes on in the background; the command itself ends.")
    private boolean background;

    @Option(names = "--test-config", description = "Reads the configuration and the files that it names, says what is wrong"
            + " or risky, and ends.")
    private boolean testOnly;

    @Option(names = "--tls-keylog", paramLabel = "FILE", description = "Writes the session keys of TLS to a file, for Wireshark:"
            + " who reads it reads all connections.")
    private Path keyLog;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Shows this help.")
    private boolean help;

    /** Takes a flag from {@link PlainFlags}; false when it is none of the usual ones. */
    boolean take(String flag, List<String> values) {
        switch (flag + ' ' + values.size()) {
            case "-c 1", "--config-file 1" -> file = Path.of(values.getFirst());
            case "-p 1", "--port 1" -> port = Integer.parseInt(values.getFirst());
            case "-v 0", "--verbose 0" -> verbose = true;
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Reads the file; again at each call. */
    BrokerConfig config() {
        if (keyLog != null) {
            KeyLog.prepare(keyLog);
        }
        return file == null ? BrokerConfig.loopback(port) : MosquittoConf.parse(file);
    }

    /** Null if there is none. */
    Path file() {
        return file;
    }

    /** Where the session keys of TLS go; null for nowhere. */
    Path keyLog() {
        return keyLog;
    }

    boolean hasFile() {
        return file != null;
    }

    boolean isVerbose() {
        return verbose;
    }

    boolean isInBackground() {
        return background;
    }

    boolean isTestOnly() {
        return testOnly;
    }
}
