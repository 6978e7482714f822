package dev.libellule.gateway.broker.config;

import java.nio.file.Path;

/**
 * Where something stands. Any two are equal: a setting that has moved within the files is no other setting.
 *
 * @param line from 1
 * @param text the line, without blanks around it
 */
public record Origin(Path file, int line, String text) {
    @Override
    public boolean equals(Object other) {
        return other instanceof Origin;
    }

    @Override
    public int hashCode() {
        return 0;
    }

    /** As Mosquitto writes it: {@code /etc/mosquitto/mosquitto.conf:12}. */
    @Override
    public String toString() {
        return file + ":" + line;
    }
}
