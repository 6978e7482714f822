package dev.libellule.device.host;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A broker of others in Java, a process of its own: a program of tools/peers, which ends with its standard input. */
public final class JavaPeer {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private final String project;
    private final Process process;

    /**
     * Starts it; required in CI, elsewhere the test is skipped with one line.
     *
     * @param project whose libraries tools/install-peers has fetched
     * @param program of tools/peers
     */
    public JavaPeer(String project, String program, Path... arguments) throws IOException {
        this.project = project;
        Path libraries = ROOT.resolve("target/peers").resolve(project);
        Required.require(Files.exists(libraries.resolve(".complete")),
                project + " was not fetched (tools/install-peers)");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1", "-Xmx512m", "-cp", libraries + "/*",
                        ROOT.resolve("tools/peers").resolve(program).toString()));
        for (Path argument : arguments) {
            command.add(argument.toString());
        }
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    public Process process() {
        return process;
    }

    /** Returns when it listens. */
    public JavaPeer awaitStarted() throws IOException {
        BufferedReader out = process.inputReader();
        StringBuilder said = new StringBuilder();
        String line = out.readLine();
        while (line != null && !line.equals("started")) {
            said.append(line).append('\n');
            line = out.readLine();
        }
        if (line == null) {
            fail(project + " did not start: " + said);
        }
        Thread.ofVirtual().start(() -> {
            try {
                out.lines().forEach(_ -> {}); // its log must not block it
            } catch (UncheckedIOException _) {
                return; // killed
            }
        });
        return this;
    }
}
