package dev.libellule.boards;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Optional;

/**
 * One measured value and how it is published. Values travel as scaled ints: with 1 decimal, 22.5 is 225.
 *
 * @param name of a serial board the key on its line, of a chip one of its quantities
 * @param topic where the value is published
 * @param unit as it is shown, such as {@code °C}; may be empty
 * @param decimals digits after the point, 0 to 9
 * @param shape what is made of a reading
 * @param range values outside are rejected and counted; its ends fit into a scaled int
 * @param change smallest change that is published
 * @param min shortest interval between two messages
 * @param max longest interval between two messages: the sign of life
 * @param qos 0, 1 or 2
 * @param retain whether the broker keeps the last value
 * @param telling what is told beside the value
 * @param pin of the board, for people and drawings; nothing is sent by it
 */
public record SignalEntry(String name, String topic, String unit, int decimals, Shape shape, Range range, Change change,
        Duration min, Duration max, int qos, boolean retain, Telling telling,
        Optional<String> pin) {
    /** Ends the topic of the message of JSON. */
    public static final String JSON = "/json";

    /** A signal that takes readings as they come, and tells the bare value alone. */
    public SignalEntry(String name, String topic, String unit, int decimals, Range range, Change change, Duration min,
            Duration max, int qos, boolean retain) {
        this(name, topic, unit, decimals, Shape.NONE, range, change, min, max, qos, retain, Telling.bare(max),
                Optional.empty());
    }

    public SignalEntry {
        Checks.word("name", name);
        Checks.topic("topic", topic);
        Checks.text("unit", unit, Checks.LONGEST_UNIT);
        Checks.between("decimals", decimals, 0, 9);
        Checks.between("qos", qos, 0, 2);
        Checks.interval(min, max);
        Checks.fits("range", range, decimals);
        Checks.fits("change", change, decimals);
        shape.clamp().ifPresent(clamp -> Checks.fits("clamp", clamp, decimals));
        shape.offset().ifPresent(offset -> Checks.fits("offset", offset, decimals));
        shape.map().ifPresent(map -> {
            Checks.fits("map", map.toFirst(), decimals);
            Checks.fits("map", map.toLast(), decimals);
            Checks.fits("map", map.from().minimum(), MOST_RAW_DECIMALS);
        });
        if (shape.isLine()) {
            shape.line(0, decimals);
        }
        shape.round().ifPresent(step -> Checks.wholeStep(step, decimals));
    }

    /** Of what a chip's driver gives. */
    private static final int MOST_RAW_DECIMALS = 3;

    /** The value of a reading, by {@code scale}, {@code offset} and {@code map}. */
    public BigDecimal converted(BigDecimal reading) {
        return shape.isLine() ? shape.converted(reading) : reading;
    }

    /** Where the message of JSON goes. */
    public String jsonTopic() {
        return topic + JSON;
    }

    /**
     * Turns a value into a scaled int, rounding half up.
     *
     * @throws ArithmeticException if the result does not fit; never for a value within {@link #range}
     */
    public int scale(BigDecimal value) {
        return value.movePointRight(decimals).setScale(0, RoundingMode.HALF_UP).intValueExact();
    }

    public int scaledMinimum() {
        return range.minimum().movePointRight(decimals).setScale(0, RoundingMode.CEILING).intValueExact();
    }

    public int scaledMaximum() {
        return range.maximum().movePointRight(decimals).setScale(0, RoundingMode.FLOOR).intValueExact();
    }

    /** The smallest change as a scaled int; 0 if it is given in percent, or if any change counts. */
    public int scaledChange() {
        return change.isPercent() ? 0 : scale(change.amount());
    }

    /** The smallest change in hundredths of a percent of the last value: 200 is 2 %; 0 if it is given as an amount. */
    public int changeHundredthsOfPercent() {
        return change.isPercent() ? change.amount().movePointRight(2).intValue() : 0;
    }
}
