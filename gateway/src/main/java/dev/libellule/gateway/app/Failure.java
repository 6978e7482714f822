package dev.libellule.gateway.app;

import dev.libellule.boards.BoardFileException;
import dev.libellule.gateway.broker.config.ConfigException;
import dev.libellule.gateway.relay.RelayException;
import java.io.PrintWriter;

/** What a command did not handle itself. */
final class Failure {
    private Failure() {}

    /** Tells the cause in one line, never a stack trace; the exit status. */
    static int tell(Exception cause, String command, PrintWriter err) {
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        // Mosquitto's own sentences stand as they are
        err.println(cause instanceof ConfigException ? message : command + ": " + message);
        boolean isConfiguration = cause instanceof ConfigException || cause instanceof BoardFileException
                || cause instanceof WrongConfigurationException || cause instanceof RelayException;
        return isConfiguration ? Main.WRONG_CONFIGURATION : Main.FAILED;
    }
}
