package dev.libellule.gateway.broker.config;

import java.util.List;

/**
 * One row of the table of options.
 *
 * @param names the name, then older names for the same
 * @param standard what holds when the option is not given, written as in a file; empty for nothing
 * @param isRepeatable whether it may stand more than once and each counts
 * @param fate what becomes of it here
 */
record Option(List<String> names, Scope scope, ValueType type, String standard, boolean isRepeatable, Fate fate) {
    /** What becomes of an option that was given. */
    sealed interface Fate {
        /** It does what Mosquitto's manual says. */
        record Supported() implements Fate {}

        /** The start goes on, and one line says what is different here, unless the default was asked for. */
        record Noticed(String difference) implements Fate {}

        /** The start is refused unless the default was asked for: going on would be unsafe or surprising. */
        record Refused(String reason) implements Fate {}
    }

    static Option of(Scope scope, String name, ValueType type, String standard) {
        return new Option(List.of(name), scope, type, standard, false, new Fate.Supported());
    }

    String name() {
        return names.getFirst();
    }

    /** Adds the name that older versions had. */
    Option formerly(String oldName) {
        return new Option(List.of(name(), oldName), scope, type, standard, isRepeatable, fate);
    }

    Option repeatable() {
        return new Option(names, scope, type, standard, true, fate);
    }

    Option noticed(String difference) {
        return new Option(names, scope, type, standard, isRepeatable, new Fate.Noticed(difference));
    }

    Option refused(String reason) {
        return new Option(names, scope, type, standard, isRepeatable, new Fate.Refused(reason));
    }

    /** Whether a value asks for what holds anyway. */
    boolean isStandard(String value) {
        boolean isFlag = type instanceof ValueType.Flag;
        return value.equals(standard) || isFlag && value.equals(standard.equals("true") ? "1" : "0");
    }
}
