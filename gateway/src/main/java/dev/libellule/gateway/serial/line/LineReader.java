package dev.libellule.gateway.serial.line;

import java.util.Optional;

/** Reads the lines of one family. */
@FunctionalInterface
interface LineReader {
    /**
     * Reads one line.
     *
     * @param line without its end and without blanks at its ends; not empty
     * @return empty if it is none of this family
     */
    Optional<Line> read(String line);
}
