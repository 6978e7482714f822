package dev.libellule.boards;

import java.math.BigDecimal;

/**
 * Two points of a straight line from what a board gives to what a signal means. Written {@code 0..1023 to 0..5}; the right side may
 * fall, as in {@code 200..800 to 100..0}.
 */
public record Mapping(Range from, BigDecimal toFirst, BigDecimal toLast) {
    public Mapping {
        if (toFirst.compareTo(toLast) == 0) {
            throw new BoardException("map",
                    "both ends become %s; give two values, as in 0..1023 to 0..5".formatted(toFirst.toPlainString()));
        }
    }

    @Override
    public String toString() {
        return from + " to " + toFirst.toPlainString() + ".." + toLast.toPlainString();
    }
}
