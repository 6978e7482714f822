package dev.libellule.gateway.app;

import dev.libellule.gateway.app.SimulatedHouse.Target;
import dev.libellule.gateway.broker.Broker;
import dev.libellule.gateway.broker.BrokerOptions;
import dev.libellule.gateway.broker.BrokerOptions.Listener;
import dev.libellule.gateway.broker.BrokerOptions.Transport;
import dev.libellule.gateway.broker.BrokerStartException;
import dev.libellule.gateway.broker.Limits;
import dev.libellule.gateway.web.WebServer;
import dev.libellule.gateway.web.WebServerException;
import dev.libellule.simulator.FaultScript;
import dev.libellule.simulator.Scenario;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code libellule demo}: gateway and house in one, to try. */
@Command(name = "demo", description = "Runs the gateway with a simulated house, and says what to try.", mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    @Option(names = {"-p",
            "--port"}, paramLabel = "PORT", defaultValue = "1883", description = "MQTT port (${DEFAULT-VALUE}).")
    private int port;

    @Option(names = "--websocket-port", paramLabel = "PORT", defaultValue = "9001", description = "WebSocket port (${DEFAULT-VALUE}).")
    private int webSocketPort;

    @Option(names = "--page-port", paramLabel = "PORT", defaultValue = "8080", description = "Port of the page (${DEFAULT-VALUE}).")
    private int pagePort;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Of everything that is by chance (${DEFAULT-VALUE}).")
    private long seed;

    @Override
    public Integer call() throws Exception {
        System.setProperty("tinylog.level", "warn"); // before the first line is logged: the demo speaks for itself
        try (Lifetime lifetime = new Lifetime()) {
            Broker broker = lifetime.add(startBroker());
            WebServer page = startPage(broker.port(1), lifetime);
            lifetime.add(new SimulatedHouse(Scenario.named(Scenario.MAISON), seed, 1, FaultScript.none(),
                    new Target("127.0.0.1", broker.port(0), null, null), _ -> {}));
            tell(broker.port(0), page.port());
            return lifetime.await();
        }
    }

    private Broker startBroker() throws Exception {
        JdkLog.install();
        try {
            return Broker.start(options(port, webSocketPort), Version.number());
        } catch (BrokerStartException e) {
            System.out.println("Note: " + e.getMessage() + ".\nThe demo takes free ports instead.");
            return Broker.start(options(0, 0), Version.number());
        }
    }

    private static BrokerOptions options(int port, int webSocketPort) {
        return new BrokerOptions(
                List.of(Listener.loopback(port, Transport.TCP), Listener.loopback(webSocketPort, Transport.WEBSOCKET)),
                Limits.DEFAULT, BrokerOptions.SYS_INTERVAL);
    }

    private WebServer startPage(int brokerPort, Lifetime lifetime) throws Exception {
        try {
            return GatewayCommand.startPage(pagePort, brokerPort, lifetime);
        } catch (WebServerException e) {
            System.out.println("Note: " + e.getMessage() + "\nThe demo takes a free port instead.");
            return GatewayCommand.startPage(0, brokerPort, lifetime);
        }
    }

    private static void tell(int port, int pagePort) {
        String to = port == 1883 ? "" : " -p " + port;
        System.out.printf("""

                A simulated house is running: salon, cuisine, chambre, garage.

                  The page           http://127.0.0.1:%d/

                  See temperatures   ./libellule sub%s -v -t 'maison/#'
                  Switch the lamp    ./libellule pub%s -t ctrlled -m 1      (0: off; the answer is on ctrlled/etat)

                  or with Mosquitto  mosquitto_sub%s -v -t 'maison/+/temp' -t ctrlled/etat
                                     mosquitto_pub%s -t ctrlled -m 1

                Ctrl-C ends it.
                """, pagePort, to, to, to, to);
    }
}
