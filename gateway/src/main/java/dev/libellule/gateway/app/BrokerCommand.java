package dev.libellule.gateway.app;

import dev.libellule.gateway.broker.BrokerOptions;
import dev.libellule.gateway.broker.config.BrokerConfig;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code libellule broker}: the broker alone, with Mosquitto's flags. */
@Command(name = "broker", description = "Runs the MQTT broker alone, with Mosquitto's flags and files.")
final class BrokerCommand implements Callable<Integer> {
    @Mixin
    private final BrokerFlags flags = new BrokerFlags();

    /** Takes a flag from {@link PlainFlags}; false when it is none of the usual ones. */
    boolean take(String flag, List<String> values) {
        return flags.take(flag, values);
    }

    @Override
    public Integer call() throws Exception {
        BrokerConfig config = flags.config();
        if (flags.isTestOnly()) {
            return SecondOpinion.print(config);
        }
        if (flags.isInBackground()) {
            BrokerFiles.options(config);
            return Background.start();
        }
        try (Lifetime lifetime = new Lifetime()) {
            BrokerProgram program = new BrokerProgram(flags, config, lifetime);
            BrokerOptions options = BrokerFiles.options(config);
            program.start(options);
            program.startRelays();
            return lifetime.await();
        }
    }
}
