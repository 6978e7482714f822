package dev.libellule.simulator.chips;

import java.util.function.DoubleUnaryOperator;

/** Turns a formula of a datasheet round: from the value to the raw reading. */
final class RawReading {
    private RawReading() {}

    /**
     * The smallest raw reading whose value is at least the wanted one, by halving.
     *
     * @param readings how many there are
     * @param formula rises with the reading
     */
    static int of(int readings, double wanted, DoubleUnaryOperator formula) {
        int low = 0;
        int high = readings - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (formula.applyAsDouble(middle) < wanted) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
