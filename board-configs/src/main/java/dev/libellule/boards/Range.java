package dev.libellule.boards;

import java.math.BigDecimal;

/** The values that are believed, both ends included; a value outside is rejected and counted. Written {@code -40..85}. */
public record Range(BigDecimal minimum, BigDecimal maximum) {
    public Range {
        if (minimum.compareTo(maximum) >= 0) {
            throw new BoardException("range", "%s: the first number must be smaller than the second, as in -40..85"
                    .formatted(minimum.toPlainString() + ".." + maximum.toPlainString()));
        }
    }

    /** Everything that a scaled int holds at so many decimals: what a signal without a {@code range} believes. */
    static Range widest(int decimals) {
        return new Range(BigDecimal.valueOf(-Integer.MAX_VALUE, decimals),
                BigDecimal.valueOf(Integer.MAX_VALUE, decimals));
    }

    @Override
    public String toString() {
        return minimum.toPlainString() + ".." + maximum.toPlainString();
    }
}
