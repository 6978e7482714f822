package dev.libellule.gateway.app;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.tinylog.Logger;

/** Mosquitto's {@code -d}: the same command once more, in a process of its own, while this one ends. */
final class Background {
    private static final long POLL_MILLIS = 20;
    /** Names a file that is there until the new process serves clients. */
    private static final String NOT_YET = "LIBELLULE_STARTING";

    private Background() {}

    /** Starts it; its log goes where the configuration says, or nowhere. */
    static int start() throws IOException, InterruptedException {
        ProcessHandle.Info self = ProcessHandle.current().info();
        List<String> arguments = arguments(self);
        List<String> command = new ArrayList<>();
        command.add(self.command().orElseThrow());
        for (String argument : arguments) {
            if (!argument.equals("-d") && !argument.equals("--daemon")) {
                command.add(argument);
            }
        }
        File nowhere = new File("/dev/null");
        Path notYet = Files.createTempFile("libellule", ".starting");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectInput(nowhere).redirectOutput(nowhere)
                    .redirectError(nowhere);
            builder.environment().put(NOT_YET, notYet.toString());
            Process process = builder.start();
            while (Files.exists(notYet)) {
                if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                    System.err.println("libellule: could not start in the background; leave -d out to see why");
                    return process.exitValue() == Main.OK ? Main.FAILED : process.exitValue();
                }
            }
            return Main.OK;
        } finally {
            Files.deleteIfExists(notYet);
        }
    }

    /** Linux itself says it whole; Java leaves out what is longer than a page. */
    private static List<String> arguments(ProcessHandle.Info self) throws IOException {
        Path commandLine = Path.of("/proc/self/cmdline");
        if (Files.isReadable(commandLine)) {
            String[] words = Files.readString(commandLine).split("\0");
            return List.of(words).subList(1, words.length);
        }
        return List.of(self.arguments().orElseThrow(() -> new IllegalStateException(
                "this system does not say how the program was started; leave -d out and add & to the command")));
    }

    /** In the new process: clients can connect, so that the command may end. */
    static void started() {
        String notYet = System.getenv(NOT_YET);
        if (notYet != null) {
            try {
                Files.deleteIfExists(Path.of(notYet));
            } catch (IOException e) {
                Logger.warn("cannot tell the command that it may end: {}", e.toString());
            }
        }
    }
}
