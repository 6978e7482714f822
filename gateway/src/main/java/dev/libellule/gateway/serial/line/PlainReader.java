package dev.libellule.gateway.serial.line;

import java.util.Optional;

/** A number alone: {@code 23.5}. */
final class PlainReader implements LineReader {
    @Override
    public Optional<Line> read(String line) {
        return Numbers.of(line).map(Line.Plain::new);
    }
}
