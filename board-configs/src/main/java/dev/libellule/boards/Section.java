package dev.libellule.boards;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * One section of a board file while it is read: gives the value of each key, or its default, and notes what is wrong.
 *
 * <p>A wrong value is noted and the default is given in its place, so that the reading goes on to the next problem.
 */
final class Section {
    private final Problems problems;
    private final Yaml.Fields body;
    private final String path;
    private final Map<String, Yaml> values = new LinkedHashMap<>();

    /** Takes a section. The root has the path {@code ""}. */
    Section(Problems problems, Yaml.Fields body, String path) {
        this.problems = problems;
        this.body = body;
        this.path = path;
        problems.place(path, body.line(), body.column());
        Map<String, Integer> lines = new LinkedHashMap<>();
        for (Yaml.Field field : body.fields()) {
            Integer earlier = lines.putIfAbsent(field.key(), field.line());
            if (earlier == null) {
                values.put(field.key(), field.value());
                problems.place(pathOf(field.key()), field.value().line(), field.value().column());
            } else {
                problems.add(field.line(), field.column(), "key '%s' stands twice in %s, first in line %d; keep one"
                        .formatted(field.key(), name(), earlier));
            }
        }
    }

    /**
     * Notes every key that does not belong here.
     *
     * @param allowed the keys of this section
     * @param elsewhere keys that belong to such a section of another kind of board
     * @param kind why not here, such as "a board on a serial line"; used with {@code elsewhere} only
     */
    void allow(List<String> allowed, List<String> elsewhere, String kind) {
        for (Yaml.Field field : body.fields()) {
            String key = field.key();
            if (allowed.contains(key)) {
                continue;
            }
            String list = " Allowed: " + String.join(", ", allowed);
            String wrong = elsewhere.contains(key)
                    ? "key '%s' in %s does not fit %s.".formatted(key, name(), kind)
                    : "unknown key '%s' in %s%s".formatted(key, name(), Nearest.hint(key, allowed, ";"));
            problems.add(field.line(), field.column(), wrong + list);
        }
    }

    void allow(List<String> allowed) {
        allow(allowed, List.of(), "");
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    /** Turns the text of a key into a value; notes it and gives the default if the parser refuses. */
    <T> T value(String key, T fallback, BiFunction<String, String, T> parser) {
        return value(key, parser).orElse(fallback);
    }

    /** Turns the text of a key into a value; empty if it is absent or refused. */
    <T> Optional<T> value(String key, BiFunction<String, String, T> parser) {
        Yaml node = values.get(key);
        if (node == null) {
            return Optional.empty();
        }
        if (!(node instanceof Yaml.Text(int line, int column, String text))) {
            problems.add(node.line(), node.column(), node instanceof Yaml.Nothing
                    ? "%s: has no value; give one, or leave the key out".formatted(pathOf(key))
                    : "%s: must be one value, not %s".formatted(pathOf(key), node.kind()));
            return Optional.empty();
        }
        try {
            return Optional.of(parser.apply(key, text));
        } catch (BoardException e) {
            problems.add(line, column, pathOf(key) + ": " + e.reason());
            return Optional.empty();
        }
    }

    /** As {@link #value}, and notes a key that is absent. */
    <T> Optional<T> required(String key, String example, BiFunction<String, String, T> parser) {
        if (!has(key)) {
            problems.add(body.line(), body.column(), "'%s' is missing in %s; add it, such as %s".formatted(key, name(),
                    key + ": " + example));
        }
        return value(key, parser);
    }

    /** The section below a key; empty if it is absent or something else. */
    Optional<Section> section(String key) {
        Yaml node = values.get(key);
        if (node == null) {
            return Optional.empty();
        }
        if (!(node instanceof Yaml.Fields fields)) {
            problems.add(node.line(), node.column(), "%s: must be a section of keys, not %s; indent its keys below it"
                    .formatted(pathOf(key), node.kind()));
            return Optional.empty();
        }
        return Optional.of(new Section(problems, fields, pathOf(key)));
    }

    /** The sections of the list below a key; none if it is absent or something else. */
    List<Section> list(String key) {
        Yaml node = values.get(key);
        List<Section> sections = new ArrayList<>();
        if (node == null) {
            return sections;
        }
        if (!(node instanceof Yaml.Items list)) {
            problems.add(node.line(), node.column(), "%s: must be a list, not %s; begin each entry with '- '"
                    .formatted(pathOf(key), node.kind()));
            return sections;
        }
        if (list.items().isEmpty()) {
            problems.add(node.line(), node.column(),
                    pathOf(key) + ": is an empty list; add an entry, or leave the key out");
        }
        for (int i = 0; i < list.items().size(); i++) {
            Yaml item = list.items().get(i);
            String itemPath = pathOf(key) + "[" + i + "]";
            if (item instanceof Yaml.Fields fields) {
                sections.add(new Section(problems, fields, itemPath));
            } else {
                problems.add(item.line(), item.column(), "%s: must be a section of keys, not %s; write '- key: value'"
                        .formatted(itemPath, item.kind()));
            }
        }
        return sections;
    }

    /** Notes a problem of the whole section, or of one key if it is there. */
    void refuse(String key, String message) {
        problems.addAt(pathOf(key), message);
    }

    String path() {
        return path;
    }

    private String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private String name() {
        return path.isEmpty() ? "the board file" : path;
    }
}
