package dev.libellule.boards;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * What is made of a reading before it is a value: first a straight line, {@code map} or {@code scale} and {@code offset}; after the range,
 * median, mean, {@code clamp} and {@code round}.
 *
 * @param scale factor; 1 if it is empty
 * @param offset added after {@code scale} or {@code map}, in the unit of the signal
 * @param map instead of {@code scale}
 * @param median of so many of the latest readings, 1 to 31; 1 is none
 * @param mean of so many, after the median, 1 to 60; 1 is none
 * @param clamp values outside are bent to the nearer end
 * @param round to a multiple of this step
 */
public record Shape(Optional<BigDecimal> scale, Optional<BigDecimal> offset, Optional<Mapping> map, int median,
        int mean, Optional<Range> clamp, Optional<BigDecimal> round) {
    static final int LONGEST_MEDIAN = 31;
    static final int LONGEST_MEAN = 60;
    private static final BigDecimal LARGEST_SCALE = BigDecimal.valueOf(1_000_000);
    private static final BigInteger LARGEST_INT = BigInteger.valueOf(Integer.MAX_VALUE);

    /** Every reading as it is. */
    public static final Shape NONE = new Shape(Optional.empty(), Optional.empty(), Optional.empty(), 1, 1,
            Optional.empty(), Optional.empty());

    public Shape {
        Checks.between("median", median, 1, LONGEST_MEDIAN);
        Checks.between("mean", mean, 1, LONGEST_MEAN);
        if (scale.isPresent() && map.isPresent()) {
            throw new BoardException("scale", "not beside 'map', which has a scale of its own; leave one out");
        }
        scale.ifPresent(Shape::checkScale);
        round.ifPresent(Shape::checkStep);
    }

    private static void checkScale(BigDecimal scale) {
        if (scale.signum() == 0 || scale.abs().compareTo(LARGEST_SCALE) > 0) {
            throw new BoardException("scale",
                    "%s: must not be 0, and at most 1000000".formatted(scale.toPlainString()));
        }
    }

    private static void checkStep(BigDecimal step) {
        if (step.signum() <= 0) {
            throw new BoardException("round", "%s: must be above 0, such as 0.5".formatted(step.toPlainString()));
        }
    }

    /** False if readings are taken as they come. */
    public boolean isLine() {
        return scale.isPresent() || offset.isPresent() || map.isPresent();
    }

    /** False if neither windows nor bounds nor steps are set. */
    public boolean isFilter() {
        return median > 1 || mean > 1 || clamp.isPresent() || round.isPresent();
    }

    /** The value of a reading, by the straight line alone. */
    public BigDecimal converted(BigDecimal reading) {
        BigDecimal value = map
                .map(line -> reading.subtract(line.from().minimum()).multiply(rise(line))
                        .divide(run(line), MathContext.DECIMAL64).add(line.toFirst()))
                .orElseGet(() -> reading.multiply(scale.orElse(BigDecimal.ONE)));
        return value.add(offset.orElse(BigDecimal.ZERO));
    }

    private static BigDecimal rise(Mapping line) {
        return line.toLast().subtract(line.toFirst());
    }

    private static BigDecimal run(Mapping line) {
        return line.from().maximum().subtract(line.from().minimum());
    }

    /**
     * The straight line in whole numbers, for readings and values that are scaled ints:
     * {@code base + (reading - origin) * numerator / denominator}.
     *
     * @param rawDecimals of the readings
     * @param decimals of the values
     */
    public Line line(int rawDecimals, int decimals) {
        BigDecimal origin = map.map(line -> line.from().minimum()).orElse(BigDecimal.ZERO);
        BigDecimal base = map.map(Mapping::toFirst).orElse(BigDecimal.ZERO).add(offset.orElse(BigDecimal.ZERO));
        BigDecimal rise = map.map(Shape::rise).orElseGet(() -> scale.orElse(BigDecimal.ONE));
        BigDecimal run = map.map(Shape::run).orElse(BigDecimal.ONE);
        int places = Math.max(Math.max(rise.scale(), run.scale()), 0);
        BigInteger numerator = rise.movePointRight(places).toBigIntegerExact().multiply(BigInteger.TEN.pow(decimals));
        BigInteger denominator = run.movePointRight(places).toBigIntegerExact()
                .multiply(BigInteger.TEN.pow(rawDecimals));
        BigInteger divisor = numerator.gcd(denominator);
        numerator = numerator.divide(divisor);
        denominator = denominator.divide(divisor);
        if (numerator.abs().compareTo(LARGEST_INT) > 0 || denominator.compareTo(LARGEST_INT) > 0) { // to 9 digits
            int bits = Math.max(numerator.bitLength(), denominator.bitLength()) - 31;
            numerator = numerator.shiftRight(bits);
            denominator = denominator.shiftRight(bits);
        }
        if (denominator.signum() == 0) {
            throw new BoardException(map.isPresent() ? "map" : "scale",
                    "is too steep for %d decimals; give fewer decimals".formatted(decimals));
        }
        return new Line(scaled(origin, rawDecimals), numerator.intValueExact(), denominator.intValueExact(),
                scaled(base, decimals));
    }

    private static int scaled(BigDecimal value, int decimals) {
        return value.movePointRight(decimals).setScale(0, RoundingMode.HALF_UP).intValueExact();
    }

    /** A straight line in whole numbers; see {@link #line}. */
    public record Line(int origin, int numerator, int denominator, int base) {}
}
