package dev.libellule.boards;

import java.math.BigDecimal;

/**
 * How much a value must move before it is published again. Written {@code 0.2} or {@code 2 %}; 0 means any change.
 *
 * @param amount in the unit of the signal, or in percent of the value published last; not negative
 * @param isPercent which of the two
 */
public record Change(BigDecimal amount, boolean isPercent) {
    /** Every change counts. */
    public static final Change ANY = new Change(BigDecimal.ZERO, false);

    public Change {
        if (amount.signum() < 0) {
            throw new BoardException("change",
                    "%s: must not be negative; 0 means any change".formatted(amount.toPlainString()));
        }
        if (isPercent && amount.compareTo(BigDecimal.valueOf(100)) > 0) {
            throw new BoardException("change", "%s %%: must be 0 %% to 100 %%".formatted(amount.toPlainString()));
        }
    }

    @Override
    public String toString() {
        return amount.toPlainString() + (isPercent ? " %" : "");
    }
}
