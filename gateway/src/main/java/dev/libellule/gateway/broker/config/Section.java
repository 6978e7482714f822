package dev.libellule.gateway.broker.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The settings of one thing: of the whole broker, of one listener, or of one bridge. */
final class Section {
    /** The line that began the section; null for those that have none. */
    final Setting head;
    private final Map<String, List<Setting>> settings = new TreeMap<>();

    Section(Setting head) {
        this.head = head;
    }

    void add(Setting setting) {
        List<Setting> all = settings.computeIfAbsent(setting.option().name(), _ -> new ArrayList<>());
        if (!all.isEmpty() && !setting.option().isRepeatable()) {
            if (setting.option().type() instanceof ValueType.Text) {
                throw ConfigException.at(setting.origin(),
                        "Duplicate '%s' value in configuration.".formatted(setting.name()),
                        "The first is at %s.".formatted(all.getFirst().origin()));
            }
            all.clear(); // as Mosquitto: the last one counts
        }
        all.add(setting);
    }

    boolean isEmpty() {
        return settings.isEmpty();
    }

    boolean has(String name) {
        return settings.containsKey(name);
    }

    /** All settings of a repeatable option. */
    List<Setting> all(String name) {
        return settings.getOrDefault(name, List.of());
    }

    /** The setting of an option; null if there is none. */
    Setting get(String name) {
        List<Setting> all = all(name);
        return all.isEmpty() ? null : all.getFirst();
    }

    String text(String name) {
        Setting setting = get(name);
        return setting == null ? option(name).standard() : setting.value();
    }

    long number(String name) {
        return Long.parseLong(text(name));
    }

    boolean flag(String name) {
        return flag(name, isTrue(option(name).standard()));
    }

    /** For an option whose default hangs on others. */
    boolean flag(String name, boolean standard) {
        Setting setting = get(name);
        return setting == null ? standard : isTrue(setting.value());
    }

    /** A file, relative to the working directory as Mosquitto has it; null if the option is not given. */
    Path path(String name) {
        String text = text(name);
        return text.isEmpty() ? null : Path.of(text);
    }

    private static Option option(String name) {
        return Options.named(name);
    }

    private static boolean isTrue(String word) {
        return word.equals("true") || word.equals("1");
    }
}
