package dev.libellule.boards;

import dev.libellule.boards.SerialLine.LineFamily;
import java.util.List;

/**
 * How the lines of a board are read.
 *
 * @param family which kind they are
 * @param columns names of the fields of {@link LineFamily#CSV} and {@link LineFamily#NMEA}; {@code -} leaves one out
 * @param depth levels of a JSON object that become part of the name; what is below stays JSON
 * @param others what becomes of values that no signal names
 * @param prefix begins the topics of others: {@code <prefix>/<name>}; empty for base and place of the board
 */
public record LineForm(LineFamily family, List<String> columns, int depth, Others others, String prefix) {
    static final int DEEPEST = 8;
    static final int USUAL_DEPTH = 3;
    static final int MOST_COLUMNS = 64;

    /** What becomes of what is not among the signals of the file. */
    public enum Others {
        /** Named in the log once. */
        IGNORE,
        /** Published below the prefix, or on the topic that the sketch names. */
        PUBLISH
    }

    public LineForm {
        columns = List.copyOf(columns);
        if (columns.size() > MOST_COLUMNS) {
            throw new BoardException("columns",
                    "names %d columns; at most %d".formatted(columns.size(), MOST_COLUMNS));
        }
        columns.stream().filter(column -> !column.equals("-")).forEach(column -> Checks.word("columns", column));
        if (family == LineFamily.CSV && columns.isEmpty()) {
            throw new BoardException("columns",
                    "is missing; a line of the family 'csv' needs it, such as columns: T, H");
        }
        Checks.between("depth", depth, 1, DEEPEST);
        if (!prefix.isEmpty()) {
            Checks.topic("prefix", prefix);
        }
    }

    /** A family with nothing else set. */
    public static LineForm of(LineFamily family) {
        return new LineForm(family, List.of(), USUAL_DEPTH, Others.IGNORE, "");
    }
}
