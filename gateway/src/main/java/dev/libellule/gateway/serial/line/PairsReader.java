package dev.libellule.gateway.serial.line;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names and values: {@code T:22.5 H:41}, {@code ct1:100,ct2:300}, {@code TEMP=22.5;HUM=41}. The whole line must be pairs, one of them
 * with a number: a sketch's {@code status: ok} is its log.
 */
final class PairsReader implements LineReader {
    private static final Pattern PAIR = Pattern
            .compile("\\s*(" + Names.WORD + ")\\s*[:=]\\s*([^\\s,;:=]+)\\s*(?:[,;]|(?<=\\s)|$)\\s*");

    @Override
    public Optional<Line> read(String line) {
        List<Line.Pair> pairs = pairs(line, "");
        return pairs.isEmpty() ? Optional.empty() : Optional.of(new Line.Values(pairs));
    }

    /**
     * The pairs of a text.
     *
     * @param prefix begins their names
     * @return none if something else is among them, or no number
     */
    static List<Line.Pair> pairs(String text, String prefix) {
        List<Line.Pair> pairs = new ArrayList<>();
        Matcher pair = PAIR.matcher(text);
        boolean hasNumber = false;
        int at = 0;
        while (at < text.length()) {
            if (!pair.region(at, text.length()).lookingAt()) {
                return List.of();
            }
            pairs.add(new Line.Pair(prefix + pair.group(1), pair.group(2)));
            hasNumber |= Numbers.isNumber(pair.group(2));
            at = pair.end();
        }
        return hasNumber ? List.copyOf(pairs) : List.of();
    }
}
