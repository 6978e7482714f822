package dev.libellule.boards;

import dev.libellule.boards.BoardFileException.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects what is wrong in one file, and knows where each key of it stands. */
final class Problems {
    private final String file;
    private final List<Problem> found = new ArrayList<>();
    private final Map<String, Place> places = new HashMap<>();

    private record Place(int line, int column) {}

    Problems(String file) {
        this.file = file;
    }

    /** Remembers where a path such as {@code sensors[0].bus} stands. */
    void place(String path, int line, int column) {
        places.put(path, new Place(line, column));
    }

    /** {@code " (line 12)"}: where a path stands, or the nearest section around it that is written in the file. */
    String lineNote(String path) {
        return " (line " + placeOf(path).line() + ")";
    }

    void add(int line, int column, String message) {
        found.add(new Problem(file, line, column, message));
    }

    /** Notes a problem at a path; at the section around it if the key is not written there. */
    void addAt(String path, String message) {
        Place place = placeOf(path);
        add(place.line(), place.column(), path.isEmpty() ? message : path + ": " + message);
    }

    private Place placeOf(String path) {
        String at = path;
        while (!places.containsKey(at)) {
            at = at.substring(0, Math.max(0, at.lastIndexOf('.')));
        }
        return places.get(at);
    }

    /** Throws if anything was noted. */
    void throwIfAny() {
        if (!found.isEmpty()) {
            found.sort(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column));
            throw new BoardFileException(found);
        }
    }
}
