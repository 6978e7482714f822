package dev.libellule.gateway.app;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program as processes, which end with the test. */
final class Programs implements AutoCloseable {
    static final long PATIENCE_SECONDS = 60;

    private final List<Process> processes = new ArrayList<>();

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
    }

    Process libellule(String... arguments) throws Exception {
        return libellule(List.of(), arguments);
    }

    Process libellule(List<String> javaOptions, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(javaOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.PIPE).start();
        processes.add(process);
        return process;
    }

    /** Runs to the end: the exit status, and all that was printed. */
    String outcome(String... arguments) throws Exception {
        Process process = libellule(arguments);
        String out = new String(process.getInputStream().readAllBytes());
        String err = new String(process.getErrorStream().readAllBytes());
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        return process.exitValue() + " " + out + err;
    }

    /** Reads on to the first line that matches: the group of the pattern. */
    static String lineWith(BufferedReader reader, String pattern) throws Exception {
        Pattern wanted = Pattern.compile(pattern);
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            Matcher matcher = wanted.matcher(line);
            if (matcher.find()) {
                return matcher.group(1);
            }
        }
        throw new AssertionError("no line with " + pattern);
    }
}
