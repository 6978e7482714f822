package dev.libellule.gateway.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.ResourceLeakDetector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Some seconds of what {@code gateway/fuzz-broker} does for as long as one likes, from a seed that stays the same. */
class BrokerFuzzIT {
    private static final long SEED = 1883;
    private static final long MOST_GROWTH = 8 << 20;

    @TempDir
    Path folder;

    @Test
    void hostileClientsHurtNobodyAndLeaveNothingBehind() throws Exception {
        ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        try (BrokerFuzz fuzz = new BrokerFuzz(folder, SEED)) {
            BrokerFuzz.Outcome outcome = fuzz.run(Duration.ofSeconds(2), Duration.ofSeconds(5));
            System.out.println("fuzz-broker, seed " + SEED + ": " + outcome);
            assertNull(outcome.disturbance());
            assertEquals(List.of(), outcome.complaints());
            assertTrue(outcome.attacks() > 20 && outcome.neighbourMessages() > 10, outcome.toString());
            assertTrue(outcome.heapGrowth() < MOST_GROWTH, outcome.toString());
            assertTrue(outcome.directGrowth() < MOST_GROWTH, outcome.toString());
        } finally {
            ResourceLeakDetector.setLevel(level);
        }
    }
}
