package dev.libellule.device.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Five million messages each way in a heap of 8 MiB that is never collected: the Epsilon collector only allocates, so that a program
 * that allocates for each message ends. Escape analysis is off.
 */
class EpsilonTest {
    private static final int MESSAGES = 5_000_000;

    @Test
    void fiveMillionMessagesEachWayWithoutAGarbageCollector() throws Exception {
        Run run = run("" + MESSAGES);
        int withQos = MESSAGES / 8 * 2;
        assertEquals("sent " + MESSAGES + " received " + MESSAGES + " acknowledged by the server " + withQos
                + " by the client " + withQos + " released " + MESSAGES / 8 + "\n", run.output);
        assertEquals(0, run.status);
    }

    @Test
    void aPlantedAllocationEndsTheRun() throws Exception {
        Run run = run("" + MESSAGES, "planted");
        assertTrue(run.output.contains("OutOfMemoryError"), run.output);
        assertEquals(3, run.status); // of ExitOnOutOfMemoryError
    }

    private record Run(int status, String output) {}

    private static Run run(String... arguments) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UnlockExperimentalVMOptions", "-XX:+UseEpsilonGC", "-Xmx8m", "-XX:-DoEscapeAnalysis",
                "-XX:+ExitOnOutOfMemoryError", "-XX:-UsePerfData", "-cp",
                Path.of("target/classes") + System.getProperty("path.separator") + Path.of("target/test-classes"),
                EpsilonMain.class.getName());
        builder.command().addAll(List.of(arguments));
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output.replace("\r", ""));
    }
}
