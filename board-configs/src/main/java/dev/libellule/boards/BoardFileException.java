package dev.libellule.boards;

import java.util.List;
import java.util.stream.Collectors;

/** A board file that was refused, with all that is wrong in it. The message is for the person who wrote the file. */
public final class BoardFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /**
     * Refuses a file.
     *
     * @param problems at least one, in the order of the file
     */
    public BoardFileException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }

    /**
     * One thing that is wrong in a board file.
     *
     * @param file as the caller named it
     * @param line from 1; 0 if the whole file is meant
     * @param column from 1; 0 if the whole file is meant
     * @param message value seen, values allowed, and the nearest right word
     */
    public record Problem(String file, int line, int column, String message) {
        @Override
        public String toString() {
            return line == 0 ? file + ": " + message : file + ":" + line + ":" + column + ": " + message;
        }
    }
}
