package dev.libellule.gateway.broker.config;

import java.util.List;

/** What may stand after the name of an option. */
sealed interface ValueType {
    /** {@code true}, {@code false}, {@code 1} or {@code 0}. */
    record Flag() implements ValueType {}

    /** A whole number, ends included. */
    record Whole(long smallest, long largest) implements ValueType {}

    /** One of some words. */
    record OneOf(List<String> words) implements ValueType {}

    /** The rest of the line, blanks included: names, files, passwords. */
    record Text() implements ValueType {}

    /** Several words, which the reader of the option checks. */
    record Words() implements ValueType {}

    /** Checks one value; null if it is right, or else what would be: {@code true or false}. */
    default String wrong(String value) {
        return switch (this) {
            case Flag _ -> List.of("true", "false", "1", "0").contains(value) ? null : "Allowed: true or false.";
            case Whole(var smallest, var largest) -> isWithin(value, smallest, largest)
                    ? null
                    : "Allowed: %d to %d.".formatted(smallest, largest);
            case OneOf(var words) -> words.contains(value) ? null : "Allowed: %s.".formatted(String.join(", ", words));
            case Text _,Words _ -> null;
        };
    }

    /** Whether a comment may follow the value on its line; Mosquitto takes such values up to the next blank. */
    default boolean isOneWord() {
        return this instanceof Flag || this instanceof Whole || this instanceof OneOf;
    }

    private static boolean isWithin(String value, long smallest, long largest) {
        if (!value.matches("-?[0-9]{1,18}")) {
            return false;
        }
        long number = Long.parseLong(value);
        return number >= smallest && number <= largest;
    }
}
