package dev.libellule.gateway.serial.line;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/** Numbers as sketches print them: {@code 22.5}, {@code -3}, {@code .5}. No exponents, for {@code 1e5} is more often a name. */
public final class Numbers {
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d{1,18}(\\.\\d{0,18})?|\\.\\d{1,18})");

    private Numbers() {}

    /** The number that a text is; empty if it is something else. */
    public static Optional<BigDecimal> of(String text) {
        return NUMBER.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }

    static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches();
    }
}
