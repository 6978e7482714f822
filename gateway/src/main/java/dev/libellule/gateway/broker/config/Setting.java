package dev.libellule.gateway.broker.config;

import java.util.ArrayList;
import java.util.List;

/**
 * One line of a file that sets an option, its value checked against the option's type.
 *
 * @param name as written, perhaps an old one
 */
record Setting(Option option, String name, String value, Origin origin) {
    /** Reads one line; null for a comment or an empty line. */
    static Setting parse(Origin origin) {
        String line = origin.text();
        if (line.isEmpty() || line.startsWith("#")) {
            return null;
        }
        int end = 0;
        while (end < line.length() && !isBlank(line.charAt(end))) {
            end++;
        }
        String name = line.substring(0, end);
        String value = line.substring(end).strip();
        Option option = Options.named(name);
        if (option == null) {
            throw ConfigException.at(origin, "Unknown configuration variable '%s'.".formatted(name),
                    NearestWord.hint(name, Options.names(), "See: man mosquitto.conf"));
        }
        Setting setting = new Setting(option, name, option.type().isOneWord() ? firstWord(value) : value, origin);
        if (setting.value.isEmpty()) {
            throw ConfigException.at(origin, "Empty '%s' value in configuration.".formatted(name), allowed(option));
        }
        String wrong = option.type().wrong(setting.value);
        if (wrong != null) {
            throw setting.invalid(wrong);
        }
        if (option.type().isOneWord()) {
            String rest = value.substring(setting.value.length()).strip();
            if (!rest.isEmpty() && !rest.startsWith("#")) {
                throw ConfigException.at(origin, "Invalid '%s' value (%s).".formatted(name, value),
                        "One word is enough.");
            }
        }
        return setting;
    }

    private static String allowed(Option option) {
        String help = option.type().wrong("");
        return help == null ? "" : help;
    }

    /** {@code Error: Invalid 'X' value (V).} and what would be right. */
    ConfigException invalid(String help) {
        String near = option.type() instanceof ValueType.OneOf(var words)
                ? NearestWord.hint(value, words, "")
                : "";
        return ConfigException.at(origin, "Invalid '%s' value (%s).".formatted(name, value),
                (help + " " + near).strip());
    }

    /** The value's words: separated by blanks, in double quotes if they contain some; a {@code #} begins a comment. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        int i = 0;
        while (i < value.length()) {
            if (isBlank(value.charAt(i))) {
                i++;
                continue;
            }
            if (value.startsWith("# ", i) && !words.isEmpty()) {
                break;
            }
            boolean isQuoted = value.charAt(i) == '"';
            int start = isQuoted ? i + 1 : i;
            int end = start;
            while (end < value.length() && (isQuoted ? value.charAt(end) != '"' : !isBlank(value.charAt(end)))) {
                end++;
            }
            if (isQuoted && end == value.length()) {
                throw invalid("The closing quotation mark is missing.");
            }
            words.add(value.substring(start, end));
            i = isQuoted ? end + 1 : end;
        }
        return words;
    }

    private static String firstWord(String value) {
        int end = 0;
        while (end < value.length() && !isBlank(value.charAt(end))) {
            end++;
        }
        return value.substring(0, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
