package dev.libellule.boards;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values with units as people write them: {@code 5 min}, {@code -40..85}, {@code 2 %}, {@code 0x76}. */
final class Units {
    private static final Pattern DURATION = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(\\p{L}*)");
    private static final Pattern RANGE = Pattern.compile("(-?\\d+(?:\\.\\d+)?)\\s*\\.\\.\\s*([-+]?\\d+(?:\\.\\d+)?)");
    /** Two numbers with anything but a digit between, also with decimal commas. */
    private static final Pattern NEARLY_A_RANGE = Pattern
            .compile("(-?\\d+(?:[.,]\\d+)?)\\s*[^\\d\\s]{1,3}\\s*?(-?\\d+(?:[.,]\\d+)?)");
    private static final Pattern CHANGE = Pattern.compile("(-?\\d+(?:\\.\\d+)?)\\s*(%?)");
    private static final Pattern NUMBER = Pattern.compile("[-+]?\\d{1,9}(?:\\.\\d{1,12})?");
    private static final Pattern INTEGER = Pattern.compile("-?\\d{1,9}");
    private static final Pattern HEX = Pattern.compile("0[xX][0-9a-fA-F]{1,7}");
    private static final Map<String, Long> MILLIS = new LinkedHashMap<>();

    static {
        MILLIS.put("ms", 1L);
        MILLIS.put("s", 1_000L);
        MILLIS.put("min", 60_000L);
        MILLIS.put("h", 3_600_000L);
        MILLIS.put("d", 86_400_000L);
    }

    private Units() {}

    static Duration duration(String key, String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            refuseComma(key, text, DURATION);
            throw new BoardException(key, "'%s' is not a time; write a number and a unit, such as 5 s (units: %s)"
                    .formatted(text, unitNames()));
        }
        if (matcher.group(2).isEmpty()) {
            throw new BoardException(key, "'%s' has no unit; did you mean '%s s'? Units: %s".formatted(text, text,
                    unitNames()));
        }
        Long unitMillis = MILLIS.get(matcher.group(2));
        if (unitMillis == null) {
            throw new BoardException(key, "'%s': unknown unit '%s'%s Units: %s".formatted(text, matcher.group(2),
                    Nearest.hint(unitMeant(matcher.group(2)), MILLIS.keySet(), ";"), unitNames()));
        }
        BigDecimal millis = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unitMillis));
        if (millis.compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) > 0) {
            throw new BoardException(key, "'%s' is too long; at most 24 d".formatted(text));
        }
        return Duration.ofMillis(millis.longValue());
    }

    /** Spellings that the edit distance would not lead to the right unit. */
    private static String unitMeant(String seen) {
        return switch (seen.toLowerCase(Locale.ROOT)) {
            case "sec", "secs", "second", "seconds", "seconde", "secondes" -> "s";
            case "m", "mn", "mins", "minute", "minutes" -> "min";
            case "hour", "hours", "heure", "heures", "hr" -> "h";
            case "day", "days", "j", "jour", "jours" -> "d";
            case "msec", "millis", "milliseconds" -> "ms";
            default -> seen;
        };
    }

    private static String unitNames() {
        return String.join(", ", MILLIS.keySet());
    }

    /** The shortest way to write a time, such as {@code 90 s} or {@code 5 min}. */
    static String text(Duration duration) {
        long millis = duration.toMillis();
        String text = millis + " ms";
        for (Map.Entry<String, Long> unit : MILLIS.entrySet()) {
            if (millis % unit.getValue() == 0) {
                text = millis / unit.getValue() + " " + unit.getKey();
            }
        }
        return millis == 0 ? "0 s" : text;
    }

    static Range range(String key, String text) {
        Matcher matcher = RANGE.matcher(text);
        if (!matcher.matches()) {
            Matcher near = NEARLY_A_RANGE.matcher(text.replace('\u2212', '-'));
            if (near.matches()) {
                throw new BoardException(key, "'%s' is not a range; did you mean '%s..%s'?".formatted(text,
                        near.group(1).replace(',', '.'), near.group(2).replace(',', '.')));
            }
            throw new BoardException(key,
                    "'%s' is not a range; write the two ends with two points between, such as -40..85"
                            .formatted(text));
        }
        return new Range(new BigDecimal(matcher.group(1)), new BigDecimal(matcher.group(2)));
    }

    /** {@code 0..1023 to 0..5}, also {@code 200..800 to 100..0}. */
    static Mapping mapping(String key, String text) {
        String[] sides = text.split("\\s+to\\s+", 2);
        Matcher to = RANGE.matcher(sides[sides.length - 1]);
        if (sides.length < 2 || !to.matches()) {
            throw new BoardException(key,
                    "'%s' is not a map; write what comes and what it means, such as 0..1023 to 0..5".formatted(text));
        }
        return new Mapping(range(key, sides[0]), new BigDecimal(to.group(1)), new BigDecimal(to.group(2)));
    }

    static BigDecimal number(String key, String text) {
        if (!NUMBER.matcher(text).matches()) {
            refuseComma(key, text, NUMBER);
            throw new BoardException(key, "'%s' is not a number; write it such as 0.1 or -3".formatted(text));
        }
        return new BigDecimal(text);
    }

    static Change change(String key, String text) {
        Matcher matcher = CHANGE.matcher(text);
        if (!matcher.matches()) {
            refuseComma(key, text, CHANGE);
            throw new BoardException(key, "'%s' is not a change; write a number such as 0.2, or a share such as 2 %%"
                    .formatted(text));
        }
        return new Change(new BigDecimal(matcher.group(1)), !matcher.group(2).isEmpty());
    }

    /** {@code 0,2}: right in many countries, but not here. */
    private static void refuseComma(String key, String text, Pattern pattern) {
        String withPoint = text.replace(',', '.');
        if (text.contains(",") && pattern.matcher(withPoint).matches()) {
            throw new BoardException(key, "'%s' has a comma; did you mean '%s'? The decimal mark is a point"
                    .formatted(text, withPoint));
        }
    }

    static int integer(String key, String text) {
        if (HEX.matcher(text).matches()) {
            return Integer.parseInt(text.substring(2), 16);
        }
        if (!INTEGER.matcher(text).matches()) {
            throw new BoardException(key, "'%s' is not a whole number".formatted(text));
        }
        return Integer.parseInt(text);
    }
}
