package dev.libellule.gateway.app;

import dev.libellule.gateway.broker.Broker;
import dev.libellule.gateway.broker.BrokerOptions;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code libellule broker}: the broker alone, with Mosquitto's flags. */
@Command(name = "broker", description = "Runs the MQTT broker alone, with Mosquitto's flags and files.", mixinStandardHelpOptions = true)
final class BrokerCommand implements Callable<Integer> {
    @Option(names = {"-p",
            "--port"}, paramLabel = "PORT", defaultValue = "1883", //
            description = "Port on 127.0.0.1 when there is no configuration file (${DEFAULT-VALUE}).")
    private int port;

    @Override
    public Integer call() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Broker broker = Broker.start(BrokerOptions.loopback(port), Version.number());
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "shutdown"));
        end.await();
        return Main.OK;
    }
}
