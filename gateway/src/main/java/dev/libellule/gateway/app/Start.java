package dev.libellule.gateway.app;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

/** The program {@code libellule}: a service with its usual flags starts without picocli, everything else is for {@link Main}. */
public final class Start {
    private Start() {}

    /** Runs a command and ends the process with its status. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs a command; its exit status. */
    static int run(String... args) {
        Callable<Integer> service = PlainFlags.service(args);
        if (service == null) {
            return Main.execute(Main.commandLine(args), args);
        }
        try {
            return service.call();
        } catch (Exception e) {
            return Failure.tell(e, "libellule " + args[0], new PrintWriter(System.err, true));
        }
    }
}
