package dev.libellule.gateway.broker.config;

import java.nio.file.Path;

/**
 * Where something stands.
 *
 * @param line from 1
 * @param text the line, without blanks around it
 */
public record Origin(Path file, int line, String text) {
    /** As Mosquitto writes it: {@code /etc/mosquitto/mosquitto.conf:12}. */
    @Override
    public String toString() {
        return file + ":" + line;
    }
}
