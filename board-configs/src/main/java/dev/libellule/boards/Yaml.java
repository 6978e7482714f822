package dev.libellule.boards;

import java.util.List;

/** A YAML text as a tree in which each part knows its place. All scalars are texts: {@code off} stays {@code off}. */
sealed interface Yaml {
    /** From 1. */
    int line();

    /** From 1. */
    int column();

    /** What it is, in plain words. */
    default String kind() {
        return switch (this) {
            case Text _ -> "a value";
            case Items _ -> "a list";
            case Fields _ -> "a section of keys";
            case Nothing _ -> "nothing";
        };
    }

    record Text(int line, int column, String text) implements Yaml {}

    record Items(int line, int column, List<Yaml> items) implements Yaml {}

    /** Keys in the order of the file, duplicates included. */
    record Fields(int line, int column, List<Field> fields) implements Yaml {}

    record Nothing(int line, int column) implements Yaml {}

    /** A key, its place, and what stands after it. */
    record Field(int line, int column, String key, Yaml value) {}
}
