package dev.libellule.gateway.app;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Mosquitto's {@code -d}: the same command once more, in a process of its own, while this one ends. */
final class Background {
    private static final long STARTED_MILLIS = 2_000;

    private Background() {}

    /** Starts it; its log goes where the configuration says, or nowhere. */
    static int start() throws IOException, InterruptedException {
        ProcessHandle.Info self = ProcessHandle.current().info();
        String[] arguments = self.arguments().orElseThrow(() -> new IllegalStateException(
                "this system does not say how the program was started; leave -d out and add & to the command"));
        List<String> command = new ArrayList<>();
        command.add(self.command().orElseThrow());
        for (String argument : arguments) {
            if (!argument.equals("-d") && !argument.equals("--daemon")) {
                command.add(argument);
            }
        }
        File nowhere = new File("/dev/null");
        Process process = new ProcessBuilder(command).redirectInput(nowhere).redirectOutput(nowhere)
                .redirectError(nowhere).start();
        if (process.waitFor(STARTED_MILLIS, TimeUnit.MILLISECONDS)) {
            System.err.println("libellule broker: could not start; leave -d out to see why");
            return process.exitValue();
        }
        return Main.OK;
    }
}
