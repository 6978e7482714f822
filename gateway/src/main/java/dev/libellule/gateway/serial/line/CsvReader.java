package dev.libellule.gateway.serial.line;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Columns that the board file names: {@code 1023;22.5;41}, separated by {@code ;}, else by {@code ,}, else by blanks. A line with
 * another number of columns is none: half a line must not become the value of another column.
 */
final class CsvReader implements LineReader {
    private final List<String> columns;

    CsvReader(List<String> columns) {
        this.columns = columns;
    }

    @Override
    public Optional<Line> read(String line) {
        String separator = line.indexOf(';') >= 0 ? ";" : line.indexOf(',') >= 0 ? "," : "\\s+";
        return named(columns, line.split(separator, -1)).map(Line.Values::new);
    }

    /** Fields by the names of their columns; empty if they are too few or too many, or no field is a number. */
    static Optional<List<Line.Pair>> named(List<String> columns, String[] fields) {
        if (fields.length != columns.size()) {
            return Optional.empty();
        }
        List<Line.Pair> pairs = new ArrayList<>();
        boolean hasNumber = false;
        for (int i = 0; i < fields.length; i++) {
            String field = fields[i].strip();
            hasNumber |= Numbers.isNumber(field);
            if (!columns.get(i).equals("-") && !field.isEmpty()) {
                pairs.add(new Line.Pair(columns.get(i), field));
            }
        }
        return hasNumber && !pairs.isEmpty() ? Optional.of(List.copyOf(pairs)) : Optional.empty();
    }
}
