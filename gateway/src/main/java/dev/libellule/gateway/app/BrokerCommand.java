package dev.libellule.gateway.app;

import dev.libellule.gateway.broker.Broker;
import dev.libellule.gateway.broker.config.BrokerConfig;
import dev.libellule.gateway.broker.config.MosquittoConf;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code libellule broker}: the broker alone, with Mosquitto's flags. */
@Command(name = "broker", description = "Runs the MQTT broker alone, with Mosquitto's flags and files.")
final class BrokerCommand implements Callable<Integer> {
    @Mixin
    private BrokerFlags flags;

    @Option(names = "--test-config", description = "Reads the configuration, says what is wrong with it, and ends.")
    private boolean testOnly;

    @Override
    public Integer call() throws Exception {
        BrokerConfig config = flags.config();
        if (testOnly) {
            BrokerFiles.options(config);
            System.out.println("Configuration file is OK.");
            return Main.OK;
        }
        try (Lifetime lifetime = new Lifetime()) {
            Broker broker = lifetime.add(Broker.start(BrokerFiles.options(config), Version.number()));
            Gateway.startRelays(config, broker, lifetime);
            return lifetime.await();
        }
    }

    /** Where the broker's configuration comes from; {@code gateway} has the same flags. */
    static final class BrokerFlags {
        @Option(names = {"-c", "--config-file"}, paramLabel = "FILE", //
                description = "A mosquitto.conf. Without it: this machine only, anonymous clients allowed.")
        private Path file;

        @Option(names = {"-p", "--port"}, paramLabel = "PORT", defaultValue = "1883", //
                description = "Port when there is no configuration file (${DEFAULT-VALUE}).")
        private int port;

        @Option(names = {"-h", "--help"}, usageHelp = true, description = "Shows this help.")
        private boolean help;

        BrokerConfig config() {
            return file == null ? BrokerConfig.loopback(port) : MosquittoConf.parse(file);
        }

        boolean hasFile() {
            return file != null;
        }
    }
}
