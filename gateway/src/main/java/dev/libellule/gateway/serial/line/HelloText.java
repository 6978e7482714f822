package dev.libellule.gateway.serial.line;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a board says of itself in its hello: {@code fw=1.4.0 len=60 T/°C/-40..85/5s H/%/0..100/5s led/bool/w}.
 *
 * @param firmware {@code fw=}; empty if it has not said
 * @param place {@code place=}, its room; empty if it has not said
 * @param longestLine {@code len=}: bytes of a line that it takes; 0 if it has not said
 * @param crc the word {@code crc}: each of its lines carries a check sum
 * @param credit the word {@code credit}: it says {@code +32} when it has read 32 bytes
 * @param quantities what it measures and what it switches
 */
public record HelloText(String firmware, String place, int longestLine, boolean crc, boolean credit,
        List<Quantity> quantities) {
    private static final Pattern SETTING = Pattern.compile("(fw|len|place)=(\\S+)");
    private static final Pattern NAME = Pattern.compile(Names.WORD);
    private static final Pattern PERIOD = Pattern.compile("(\\d{1,6})(ms|s|min|h)");
    private static final Pattern RANGE = Pattern
            .compile("(-?\\d{1,9}(?:\\.\\d{1,6})?)\\.\\.(-?\\d{1,9}(?:\\.\\d{1,6})?)");
    private static final Pattern LENGTH = Pattern.compile("\\d{1,4}");

    /**
     * One thing that it measures or switches.
     *
     * @param unit empty if it has none
     * @param minimum with {@code maximum}: the values that are believed
     * @param period how often it is printed; zero if it has not said
     * @param isSwitch only 0 and 1
     * @param isWritable it obeys {@code !name 1}
     */
    public record Quantity(String name, String unit, Optional<BigDecimal> minimum, Optional<BigDecimal> maximum,
            Duration period, boolean isSwitch, boolean isWritable) {}

    /** Reads the words after the name. A word that means nothing here is left out: a newer board may say more. */
    public static HelloText of(String words) {
        String firmware = "";
        String place = "";
        int longestLine = 0;
        boolean crc = false;
        boolean credit = false;
        List<Quantity> quantities = new ArrayList<>();
        for (String word : words.strip().split("\\s+")) {
            Matcher setting = SETTING.matcher(word);
            if (setting.matches()) {
                String value = setting.group(2);
                switch (setting.group(1)) {
                    case "fw" -> firmware = value;
                    case "place" -> place = value;
                    default -> longestLine = LENGTH.matcher(value).matches() ? Integer.parseInt(value) : 0;
                }
            } else if (word.equals("crc")) {
                crc = true;
            } else if (word.equals("credit")) {
                credit = true;
            } else if (word.contains("/")) {
                quantity(word.split("/", -1)).ifPresent(quantities::add);
            }
        }
        return new HelloText(firmware, place, longestLine, crc, credit, List.copyOf(quantities));
    }

    /** Name, unit, range, period; a unit may have a {@code /} inside, so what is left is the unit. */
    private static Optional<Quantity> quantity(String[] parts) {
        if (!NAME.matcher(parts[0]).matches()) {
            return Optional.empty();
        }
        StringBuilder unit = new StringBuilder();
        Optional<BigDecimal> minimum = Optional.empty();
        Optional<BigDecimal> maximum = Optional.empty();
        Duration period = Duration.ZERO;
        boolean isSwitch = false;
        boolean isWritable = false;
        for (int i = 1; i < parts.length; i++) {
            Matcher range = RANGE.matcher(parts[i]);
            Matcher time = PERIOD.matcher(parts[i]);
            if (range.matches()) {
                minimum = Optional.of(new BigDecimal(range.group(1)));
                maximum = Optional.of(new BigDecimal(range.group(2)));
            } else if (time.matches()) {
                period = Duration.ofMillis(Long.parseLong(time.group(1)) * millis(time.group(2)));
            } else if (parts[i].equals("bool") && i == 1) {
                isSwitch = true;
            } else if (parts[i].equals("w") && i == parts.length - 1) {
                isWritable = true;
            } else {
                unit.append(unit.isEmpty() ? "" : "/").append(parts[i]);
            }
        }
        boolean isRange = minimum.isPresent() && minimum.get().compareTo(maximum.get()) < 0;
        return Optional.of(new Quantity(parts[0], unit.toString(), isRange ? minimum : Optional.empty(),
                isRange ? maximum : Optional.empty(), period, isSwitch, isWritable));
    }

    private static long millis(String unit) {
        return switch (unit) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "min" -> 60_000;
            default -> 3_600_000;
        };
    }
}
