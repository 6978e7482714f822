package dev.libellule.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.gateway.app.SimulatedHouse.Target;
import dev.libellule.gateway.broker.Broker;
import dev.libellule.gateway.broker.BrokerOptions;
import dev.libellule.gateway.broker.BrokerOptions.Listener;
import dev.libellule.gateway.broker.BrokerOptions.Transport;
import dev.libellule.gateway.broker.Limits;
import dev.libellule.gateway.broker.LocalClient;
import dev.libellule.gateway.broker.LocalClientOptions;
import dev.libellule.simulator.Fault;
import dev.libellule.simulator.Fault.Kind;
import dev.libellule.simulator.FaultScript;
import dev.libellule.simulator.Scenario;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A script of faults in real time, over real sockets. */
class HouseFaultsIT {
    @ParameterizedTest
    @EnumSource(value = Kind.class, names = {"LINK_LOSS", "UNPLUG", "BROWN_OUT"})
    void aLostBoardIsOfflineAndComesBack(Kind kind) throws Exception {
        BlockingQueue<String> states = new LinkedBlockingQueue<>();
        Fault fault = new Fault(Duration.ZERO, kind, Duration.ZERO, "salon", "", Duration.ZERO);
        try (Broker broker = Broker.start(
                new BrokerOptions(List.of(Listener.loopback(0, Transport.TCP)), Limits.DEFAULT, Duration.ZERO), "test");
                LocalClient watch = broker.connect(LocalClientOptions.clean("watch"), delivery -> {
                    states.add(new String(delivery.payload(), StandardCharsets.UTF_8));
                    delivery.acknowledge();
                })) {
            watch.subscribe("maison/salon/$etat", 1);
            try (SimulatedHouse house = new SimulatedHouse(Scenario.named(Scenario.MAISON), 1, 1, FaultScript.none(),
                    new Target("127.0.0.1", broker.port(0), null, null), _ -> {})) {
                assertEquals("online", states.poll(60, TimeUnit.SECONDS));
                house.change("salon", fault, true);
                assertEquals("offline", states.poll(60, TimeUnit.SECONDS));
                house.change("salon", fault, false);
                assertEquals("online", states.poll(60, TimeUnit.SECONDS));
            }
        }
    }

    @Test
    void whatHappensToABrokerIsForVirtualTime() {
        FaultScript script = new FaultScript(List.of(new Fault(Duration.ofSeconds(1), Kind.BROKER_KILL,
                Duration.ofSeconds(1), "", "", Duration.ZERO)));
        assertTrue(assertThrows(IllegalArgumentException.class,
                () -> new SimulatedHouse(Scenario.named(Scenario.MAISON), 1,
                        1, script, new Target("127.0.0.1", 1, null, null), _ -> {}))
                .getMessage().contains("with --virtual only"));
    }
}
