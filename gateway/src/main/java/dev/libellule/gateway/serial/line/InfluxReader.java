package dev.libellule.gateway.serial.line;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * InfluxDB's line protocol, as micro:bit bridges print it: {@code salon,src=uno temp=22.5,hum=41} gives {@code salon.uno.temp} and
 * {@code salon.uno.hum}: measurement, the values of the tags in their order, field. A time stamp at the end is left out.
 */
final class InfluxReader implements LineReader {
    @Override
    public Optional<Line> read(String line) {
        List<String> parts = split(line, ' ');
        if (parts.size() < 2 || parts.size() > 3 || parts.size() == 3 && !parts.get(2).matches("-?\\d{1,20}")) {
            return Optional.empty();
        }
        List<String> head = split(parts.get(0), ',');
        StringBuilder name = new StringBuilder(Names.level(plain(head.getFirst())));
        for (String tag : head.subList(1, head.size())) {
            List<String> pair = split(tag, '=');
            if (pair.size() != 2) {
                return Optional.empty();
            }
            name.append('.').append(Names.level(plain(pair.get(1))));
        }
        if (head.getFirst().isEmpty() || head.getFirst().matches(".*[:=/].*")) {
            return Optional.empty();
        }
        return fields(name + ".", split(parts.get(1), ','));
    }

    private static Optional<Line> fields(String prefix, List<String> fields) {
        List<Line.Pair> pairs = new ArrayList<>();
        for (String field : fields) {
            List<String> pair = split(field, '=');
            if (pair.size() != 2 || pair.get(0).isEmpty() || pair.get(1).isEmpty()) {
                return Optional.empty();
            }
            pairs.add(new Line.Pair(prefix + Names.level(plain(pair.get(0))), value(pair.get(1))));
        }
        return pairs.stream().anyMatch(pair -> Numbers.isNumber(pair.value()))
                ? Optional.of(new Line.Values(List.copyOf(pairs)))
                : Optional.empty(); // a sketch's log: level=info
    }

    /** {@code 41i} is 41, {@code t} is 1, {@code "LOW"} is LOW. */
    private static String value(String text) {
        if (text.matches("-?\\d{1,18}[iu]")) {
            return text.substring(0, text.length() - 1);
        }
        return switch (text) {
            case "t", "T", "true", "True", "TRUE" -> "1";
            case "f", "F", "false", "False", "FALSE" -> "0";
            default -> text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
                    ? plain(text.substring(1, text.length() - 1))
                    : text;
        };
    }

    /** Cuts at a separator that is neither escaped nor inside quotes. */
    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean isQuoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                isQuoted = !isQuoted;
            } else if (c == separator && !isQuoted) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    /** Without the escapes. */
    private static String plain(String text) {
        return text.replaceAll("\\\\(.)", "$1");
    }
}
