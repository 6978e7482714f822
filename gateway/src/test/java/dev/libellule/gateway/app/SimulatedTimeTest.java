package dev.libellule.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.simulator.Scenario;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatedTimeTest {
    @TempDir
    Path folder;

    @Test
    void aSeedGivesTheSameBytes() throws Exception {
        String first = hash(run(1, Duration.ofDays(1), null));
        assertEquals(first, hash(run(1, Duration.ofDays(1), null)));
        assertNotEquals(first, hash(run(2, Duration.ofDays(1), null)));
    }

    @Test
    void aDayHasItsNightAndItsHeating() throws IOException {
        List<String> lines = new String(run(1, Duration.ofDays(1), null), StandardCharsets.UTF_8).lines()
                .filter(line -> line.contains(" maison/salon/temp ")).toList();
        assertTrue(lines.size() > 100, () -> "only " + lines.size());
        assertTrue(lines.getFirst().startsWith("2026-01-05T07:00:0"), lines.getFirst());
        double lowest = lines.stream().mapToDouble(SimulatedTimeTest::value).min().orElseThrow();
        double highest = lines.stream().mapToDouble(SimulatedTimeTest::value).max().orElseThrow();
        assertTrue(lowest > 12 && highest < 30 && highest - lowest > 0.3, lowest + " to " + highest);
    }

    @Test
    void faultsAreInTheLines() throws IOException {
        Path script = Files.writeString(folder.resolve("faults.yaml"),
                "faults: [{at: 2026-01-05T08:00:00Z, fault: unplug, board: salon, for: 1 h}]\n");
        String all = new String(run(1, Duration.ofHours(3), script), StandardCharsets.UTF_8);
        assertTrue(all.contains("2026-01-05T08:00:00Z maison/salon/$etat offline"), all.substring(0, 500));
        assertTrue(all.contains("2026-01-05T09:00:00Z maison/salon/$etat online"));
    }

    private static double value(String line) {
        return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
    }

    private static byte[] run(long seed, Duration length, Path faults) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SimulatedTime.print(Scenario.named(Scenario.MAISON), seed, length, faults, out);
        return out.toByteArray();
    }

    private static String hash(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
