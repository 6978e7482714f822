package dev.libellule.benchmarks.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.benchmarks.load.Load.Plan;
import dev.libellule.benchmarks.load.Load.Result;
import dev.libellule.gateway.broker.Broker;
import dev.libellule.gateway.broker.BrokerOptions;
import dev.libellule.gateway.broker.BrokerOptions.Listener;
import dev.libellule.gateway.broker.BrokerOptions.Transport;
import dev.libellule.gateway.broker.Limits;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The load generator against a broker in the same process: it counts right, and it notices what is lost. */
class LoadIT {
    private static Result run(Limits limits, int publishers, int subscribers, int version, int qos, int outstanding)
            throws Exception {
        BrokerOptions options = new BrokerOptions(List.of(Listener.loopback(0, Transport.TCP)), limits,
                BrokerOptions.SYS_INTERVAL);
        try (Broker broker = Broker.start(options, "test");
                Load load = new Load(
                        new Plan("127.0.0.1", broker.port(0), version, publishers, subscribers, qos, 64, 20,
                                outstanding, 4_000, 0, 0, 0, ProcessHandle.current().pid()))) {
            return load.run();
        }
    }

    @ParameterizedTest
    @CsvSource({"10, 10, 4, 0, 4000", "10, 10, 5, 1, 4000", "4, 4, 5, 2, 4000", "20, 1, 4, 1, 4000",
            "1, 20, 4, 0, 80000"})
    void everyMessageIsCounted(int publishers, int subscribers, int version, int qos, long deliveries)
            throws Exception {
        Result result = run(Limits.DEFAULT, publishers, subscribers, version, qos, 20);
        assertEquals(deliveries, result.deliveries());
        assertEquals(0, result.missing());
        assertEquals(0, result.duplicated());
        assertTrue(result.p99() >= result.p50() && result.largest() >= result.p99() && result.p50() > 0);
        assertTrue(result.cpuSeconds() > 0);
    }

    @Test
    void aMessageDroppedByTheBrokerIsMissed() throws Exception {
        Limits oneAtATime = new Limits(1, 65_535, 1, 2_000_000, 16 << 20); // one in flight, one waiting, the rest is dropped
        Result result = run(oneAtATime, 20, 1, 4, 1, 400);
        assertTrue(result.missing() > 0, "nothing was missed");
    }
}
