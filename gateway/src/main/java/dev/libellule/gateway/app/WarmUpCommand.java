package dev.libellule.gateway.app;

import dev.libellule.gateway.app.SimulatedHouse.Target;
import dev.libellule.gateway.broker.Broker;
import dev.libellule.gateway.broker.BrokerOptions;
import dev.libellule.gateway.broker.BrokerOptions.Listener;
import dev.libellule.gateway.broker.BrokerOptions.Transport;
import dev.libellule.gateway.broker.Limits;
import dev.libellule.gateway.web.PageSettings;
import dev.libellule.gateway.web.WebServer;
import dev.libellule.simulator.Scenario;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code libellule warm-up}: does a little of everything on free ports of this machine, and ends. The launcher runs it once after a
 * build, for the JVM to write down which classes a start needs.
 */
@Command(name = "warm-up", hidden = true, description = "Starts everything once, for the start-up cache.")
final class WarmUpCommand implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        System.setProperty("tinylog.level", "warn");
        BrokerOptions options = new BrokerOptions(
                List.of(Listener.loopback(0, Transport.TCP), Listener.loopback(0, Transport.WEBSOCKET)), Limits.DEFAULT,
                BrokerOptions.SYS_INTERVAL);
        try (Broker broker = Broker.start(options, Version.number());
                SimulatedHouse _ = new SimulatedHouse(Scenario.named(Scenario.MAISON), 1, 1,
                        new Target("127.0.0.1", broker.port(0), null, null), _ -> {});
                WebServer page = new WebServer(PageSettings.defaults(broker.port(1), Version.number()))) {
            page.start(0);
            String port = Integer.toString(broker.port(0));
            for (String qos : List.of("0", "1", "2")) {
                for (String version : List.of("mqttv311", "mqttv5")) {
                    Main.commandLine().execute("pub", "-p", port, "-V", version, "-q", qos, "-t", "warm-up", "-m", "1",
                            "-r");
                    Main.commandLine().execute("sub", "-p", port, "-V", version, "-q", qos, "-t", "warm-up", "-C", "1",
                            "-F", "");
                }
            }
        }
        return Main.OK;
    }
}
