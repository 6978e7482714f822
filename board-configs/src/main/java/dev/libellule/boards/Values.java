package dev.libellule.boards;

import dev.libellule.boards.Chips.Chip;
import dev.libellule.boards.OutputEntry.Level;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Parsers of single values: key and text to value, or a {@link BoardException}. */
final class Values {
    private Values() {}

    /** The text itself, if the check lets it pass. */
    static BiFunction<String, String, String> checked(BiConsumer<String, String> check) {
        return (key, text) -> {
            check.accept(key, text);
            return text;
        };
    }

    static BiFunction<String, String, String> text(int longest) {
        return checked((key, text) -> Checks.text(key, text, longest));
    }

    static BiFunction<String, String, Integer> between(int least, int most) {
        return (key, text) -> {
            int value = Units.integer(key, text);
            Checks.between(key, value, least, most);
            return value;
        };
    }

    static BiFunction<String, String, Duration> between(Duration least, Duration most) {
        return (key, text) -> {
            Duration value = Units.duration(key, text);
            Checks.between(key, value, least, most);
            return value;
        };
    }

    static <E extends Enum<E>> BiFunction<String, String, E> word(Class<E> type) {
        return (key, text) -> Words.of(type, key, text);
    }

    static int gpio(String key, String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.startsWith("gpio") && lower.length() > 4) {
            throw new BoardException(key, "'%s': write the number only, such as %s".formatted(text, text.substring(4)));
        }
        int pin = Units.integer(key, text);
        Checks.gpio(key, pin);
        return pin;
    }

    /** An I2C address that the chip can have. */
    static int address(String key, String text, Chip chip) {
        List<String> allowed = chip.addresses().stream().map("0x%02X"::formatted).toList();
        if (allowed.contains("0x" + text)) {
            throw new BoardException(key, "'%s' is a decimal number; did you mean '0x%s'?".formatted(text, text));
        }
        int address = Units.integer(key, text);
        Checks.i2cAddress(address);
        if (!chip.addresses().contains(address)) {
            throw new BoardException(key,
                    "'%s': a %s has none but %s".formatted(text, chip.name(), String.join(" or ", allowed)));
        }
        return address;
    }

    static boolean flag(String key, String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            case "yes", "on", "1", "True", "TRUE" -> throw notAFlag(key, text, "true");
            case "no", "off", "0", "False", "FALSE" -> throw notAFlag(key, text, "false");
            default -> throw Words.unknown(key, text, List.of("true", "false"));
        };
    }

    private static BoardException notAFlag(String key, String text, String meant) {
        return new BoardException(key,
                "unknown value '%s'; did you mean '%s'? Allowed: true, false".formatted(text, meant));
    }

    /** {@code keep}, {@code off after 30 s}, {@code on after 5 min}. */
    static OutputRules.WithoutLink withoutLink(String key, String text) {
        if (text.equals("keep")) {
            return OutputRules.WithoutLink.KEEP;
        }
        String[] parts = text.split("\\s+after\\s+", 2);
        if (parts.length < 2) {
            throw new BoardException(key, "'%s': allowed are keep, off after <time> and on after <time>, such as"
                    .formatted(text) + " off after 30 s");
        }
        return new OutputRules.WithoutLink(startLevel(key, parts[0]), Units.duration(key, parts[1]));
    }

    static Level startLevel(String key, String text) {
        if (!text.equals("on") && !text.equals("off")) {
            throw Words.unknown(key, text, List.of("off", "on"));
        }
        return Words.of(Level.class, key, text);
    }

    static String model(String key, String text) {
        List<String> models = List.copyOf(Models.byName().keySet());
        if (!models.contains(text)) {
            throw Words.unknown(key, text, models);
        }
        return text;
    }

    /** A chip that is a sensor. */
    static Chip chip(String key, String text) {
        Chip chip = known(key, text, Chip::measures);
        if (!chip.measures()) {
            throw new BoardException(key, "'%s' measures nothing; write it under '%s'".formatted(text,
                    chip.acts() ? "outputs" : "inputs"));
        }
        return chip;
    }

    /** A chip that is an output. */
    static Chip outputChip(String key, String text) {
        Chip chip = known(key, text, Chip::acts);
        if (!chip.acts()) {
            throw new BoardException(key, "'%s' switches nothing; write it under '%s'".formatted(text,
                    chip.measures() ? "sensors" : "inputs"));
        }
        return chip;
    }

    /** A chip whose lines may be inputs. */
    static Chip expander(String key, String text) {
        Chip chip = known(key, text, Chip::isExpander);
        if (!chip.isExpander()) {
            throw new BoardException(key, "'%s' has no lines to watch%s".formatted(text,
                    chip.attached() == Chips.Attached.INPUT ? "; write 'as: " + text + "'" : ""));
        }
        return chip;
    }

    private static Chip known(String key, String text, Predicate<Chip> fits) {
        Chip chip = Chips.byName().get(text);
        if (chip == null) {
            throw Words.unknown(key, text,
                    Chips.byName().values().stream().filter(fits).map(Chip::name).toList());
        }
        return chip;
    }

    /** Makes a record; what only its constructor finds, because it concerns two keys, is noted at the key. */
    static <T> Optional<T> made(Section in, Supplier<T> maker) {
        try {
            return Optional.of(maker.get());
        } catch (BoardException e) {
            in.refuse(e.key(), e.reason());
            return Optional.empty();
        }
    }
}
