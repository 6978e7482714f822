package dev.libellule.boards;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/** What a single value must be. Each method throws a {@link BoardException} that names the key, the value and what is allowed. */
final class Checks {
    private static final Pattern DEVICE_ID = Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?");
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_.-]+");
    private static final Pattern ONE_WIRE_ID = Pattern.compile("[0-9a-f]{2}-[0-9a-f]{12}");
    private static final Pattern KERNEL_ID = Pattern.compile("iio:device\\d{1,3}");
    static final int LONGEST_TEXT = 100;
    static final int LONGEST_UNIT = 16;
    private static final int LONGEST_TOPIC = 65_535; // bytes of UTF-8, 1.5.4
    private static final BigDecimal LARGEST_INT = BigDecimal.valueOf(Integer.MAX_VALUE);

    private Checks() {}

    static void deviceId(String key, String value) {
        if (!DEVICE_ID.matcher(value).matches()) {
            String slug = slug(value);
            throw new BoardException(key, "'%s': only small letters a-z, digits and - inside%s".formatted(value,
                    slug.isEmpty() ? ", such as salon-uno" : "; did you mean '" + slug + "'?"));
        }
    }

    /** {@code Salon_Été} is {@code salon-ete}. */
    private static String slug(String value) {
        String plain = Normalizer.normalize(value, Normalizer.Form.NFD).replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT);
        return plain.replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    }

    /** Something that is shown or sent: one line of text. */
    static void text(String key, String value, int longest) {
        if (value.codePoints().anyMatch(Character::isISOControl)) {
            throw new BoardException(key,
                    "contains a line end, a tab or another control character; write it on one line");
        }
        if (value.length() > longest) {
            throw new BoardException(key, "is %d characters long; at most %d".formatted(value.length(), longest));
        }
    }

    /** A name without blanks or the characters that have a meaning on a serial line or in a topic. */
    static void word(String key, String value) {
        if (!WORD.matcher(value).matches()) {
            throw new BoardException(key, "'%s': only letters, digits, '_', '-' and '.', such as T or led1"
                    .formatted(value));
        }
    }

    static void between(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw new BoardException(key, "%d is out of range; allowed: %d to %d".formatted(value, least, most));
        }
    }

    static void between(String key, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new BoardException(key, "'%s' is out of range; allowed: %s to %s".formatted(Units.text(value),
                    Units.text(least), Units.text(most)));
        }
    }

    static final Duration LONGEST_INTERVAL = Duration.ofDays(1);

    static void interval(Duration min, Duration max) {
        between("min", min, Duration.ZERO, LONGEST_INTERVAL);
        between("max", max, Duration.ofSeconds(1), LONGEST_INTERVAL);
        if (min.compareTo(max) > 0) {
            throw new BoardException("min",
                    "'%s' is longer than max, '%s'; min is the shortest interval between messages"
                            .formatted(Units.text(min), Units.text(max)));
        }
    }

    static void fits(String key, Range range, int decimals) {
        BigDecimal largest = range.minimum().abs().max(range.maximum().abs());
        fits(key, largest, range.toString(), decimals);
    }

    static void fits(String key, Change change, int decimals) {
        if (!change.isPercent()) {
            fits(key, change.amount(), change.toString(), decimals);
        }
    }

    static void fits(String key, BigDecimal value, int decimals) {
        fits(key, value.abs(), value.toPlainString(), decimals);
    }

    static void wholeStep(BigDecimal step, int decimals) {
        fits("round", step, decimals);
        if (step.movePointRight(decimals).stripTrailingZeros().scale() > 0) {
            throw new BoardException("round", "%s has more than the %d decimals of the signal".formatted(
                    step.toPlainString(), decimals));
        }
    }

    private static void fits(String key, BigDecimal largest, String seen, int decimals) {
        if (largest.movePointRight(decimals).compareTo(LARGEST_INT) > 0) {
            throw new BoardException(key, "'%s' is too large with %d decimals; at most %s".formatted(seen, decimals,
                    LARGEST_INT.movePointLeft(decimals).setScale(0, RoundingMode.DOWN).toPlainString()));
        }
    }

    static void gpio(String key, int pin) {
        if (pin < 0 || pin > 27) {
            throw new BoardException(key, ("%d is not a pin of the Raspberry Pi; allowed: 0 to 27, "
                    + "the BCM number and not the place on the connector").formatted(pin));
        }
    }

    static void i2cAddress(int address) {
        if (address < 0x03 || address > 0x77) {
            throw new BoardException("address", "0x%02X is out of range; allowed: 0x03 to 0x77".formatted(address));
        }
    }

    static void oneWireId(String id) {
        if (!id.equals(ChipPlace.OneWire.FIRST) && !ONE_WIRE_ID.matcher(id).matches()) {
            throw new BoardException("id", ("'%s': allowed are first, or the name of a folder in /sys/bus/w1/devices, "
                    + "such as 28-0316a2794aff").formatted(id));
        }
    }

    static void kernelId(String id) {
        if (!id.equals(ChipPlace.OneWire.FIRST) && !KERNEL_ID.matcher(id).matches()) {
            throw new BoardException("id", ("'%s': allowed are first, or the name of a folder in /sys/bus/iio/devices, "
                    + "such as iio:device0").formatted(id));
        }
    }

    static void payload(String key, String value) {
        if (value.isEmpty()) {
            throw new BoardException(key, "is empty; give the text to publish, such as \"1\"");
        }
        text(key, value, LONGEST_TEXT);
    }

    /** One level of a topic: a base or a place. */
    static void level(String key, String value) {
        if (value.contains("/")) {
            throw new BoardException(key, "'%s': must be one level, without '/'".formatted(value));
        }
        topic(key, value);
    }

    /** A Topic Name, 4.7, without the odd forms that are allowed there but are nearly always a slip. */
    static void topic(String key, String topic) {
        String wrong = topicFault(topic);
        if (wrong != null) {
            throw new BoardException(key, "'%s': %s".formatted(topic, wrong));
        }
    }

    private static String topicFault(String topic) {
        if (topic.isEmpty()) {
            return "a topic must not be empty";
        }
        if (topic.contains("+") || topic.contains("#")) {
            return "wildcards (+ and #) are for subscriptions; give the one topic, such as maison/salon/temp";
        }
        if (topic.startsWith("$")) {
            return "topics that begin with $ belong to the broker; begin with another level, such as maison/";
        }
        if (topic.codePoints().anyMatch(Character::isISOControl)) {
            return "contains a control character; write the topic on one line";
        }
        if (topic.getBytes(StandardCharsets.UTF_8).length > LONGEST_TOPIC) {
            return "longer than the 65535 bytes of a topic";
        }
        return levelFault(topic);
    }

    /** A leading '/' is an empty first level, which people do use; any other empty level is a slip. */
    private static String levelFault(String topic) {
        String[] levels = topic.split("/", -1);
        for (int i = 0; i < levels.length; i++) {
            if (levels[i].isEmpty() && (i > 0 || levels.length == 1)) {
                return i == levels.length - 1
                        ? "ends in '/'; leave it out"
                        : "has an empty level ('//'); leave one '/' out";
            }
            if (!levels[i].equals(levels[i].strip())) {
                return "has a blank at the edge of level '%s'; leave it out".formatted(levels[i]);
            }
        }
        return null;
    }
}
