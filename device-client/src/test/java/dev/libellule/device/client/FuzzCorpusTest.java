package dev.libellule.device.client;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.codec.CodecFuzz;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Replays what fuzzing has kept and found: see the {@code fuzz} command beside the module's pom. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FuzzCorpusTest {
    private interface Target {
        void play(byte[] input);
    }

    private static void replay(String name, int least, Target target) {
        List<byte[]> inputs = FuzzCorpus.of(name);
        assertTrue(inputs.size() >= least, name + " has " + inputs.size() + " inputs only");
        for (byte[] input : inputs) {
            try {
                target.play(input);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(name + " input " + HexFormat.of().formatHex(input) + ": " + e.getMessage(), e);
            }
        }
    }

    @Test
    void noServerBreaksTheClientNorMakesItAllocate() {
        replay("client", 300, ClientFuzz::replay);
    }

    @Test
    void noPacketBreaksACoder() {
        replay("codec", 200, CodecFuzz::fuzzerTestOneInput);
    }
}
