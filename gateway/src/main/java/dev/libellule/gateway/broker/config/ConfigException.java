package dev.libellule.gateway.broker.config;

import java.nio.file.Path;

/** A configuration file is wrong. The message has Mosquitto's line, then file, line and what to do. */
public final class ConfigException extends RuntimeException {
    private ConfigException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * @param error Mosquitto's sentence, without its {@code Error:}
     * @param help what would be right; may be empty
     */
    static ConfigException at(Origin origin, String error, String help) {
        return new ConfigException(
                "Error: %s%nError found at %s.%s".formatted(error, origin, help.isEmpty() ? "" : " " + help),
                null);
    }

    /** The file itself cannot be read. */
    static ConfigException unreadable(Path file, String why, Throwable cause) {
        return new ConfigException("Error: Unable to open config file %s.%n%s".formatted(file, why), cause);
    }
}
