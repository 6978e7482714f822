package dev.libellule.gateway.serial.line;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The number of a radio node, then pairs: {@code 5,Temperature:20.6,Battery:LOW} gives {@code 5.Temperature} and {@code 5.Battery}. */
final class NodePairsReader implements LineReader {
    private static final Pattern NODE = Pattern.compile("(\\d{1,5})\\s*[,;]\\s*(.+)");

    @Override
    public Optional<Line> read(String line) {
        Matcher node = NODE.matcher(line);
        if (!node.matches()) {
            return Optional.empty();
        }
        List<Line.Pair> pairs = PairsReader.pairs(node.group(2), node.group(1) + ".");
        return pairs.isEmpty() ? Optional.empty() : Optional.of(new Line.Values(pairs));
    }
}
