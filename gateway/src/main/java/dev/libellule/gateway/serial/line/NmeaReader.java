package dev.libellule.gateway.serial.line;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code $SALON,22.5,41*41}: after the {@code *} two hex digits, the exclusive or of all between {@code $} and {@code *}. The fields
 * have the names of the columns if there are as many, else {@code SALON.1}, {@code SALON.2}.
 */
final class NmeaReader implements LineReader {
    private static final Pattern SENTENCE = Pattern.compile("[$!]([^*$]+)\\*([0-9A-Fa-f]{2})");

    private final List<String> columns;

    NmeaReader(List<String> columns) {
        this.columns = columns;
    }

    @Override
    public Optional<Line> read(String line) {
        Matcher sentence = SENTENCE.matcher(line);
        if (!sentence.matches()) {
            return Optional.empty();
        }
        int sum = 0;
        for (byte b : sentence.group(1).getBytes(StandardCharsets.UTF_8)) {
            sum ^= b & 0xFF;
        }
        if (sum != Integer.parseInt(sentence.group(2), 16)) {
            return Optional.of(new Line.Damaged("check sum %s, should be %02X".formatted(sentence.group(2), sum)));
        }
        String[] words = sentence.group(1).split(",", -1);
        String[] fields = Arrays.copyOfRange(words, 1, words.length);
        return CsvReader.named(columns, fields).or(() -> counted(Names.level(words[0]), fields)).map(Line.Values::new);
    }

    private static Optional<List<Line.Pair>> counted(String name, String[] fields) {
        List<Line.Pair> pairs = new ArrayList<>();
        for (int i = 0; i < fields.length; i++) {
            if (!fields[i].isBlank()) {
                pairs.add(new Line.Pair(name + "." + (i + 1), fields[i].strip()));
            }
        }
        return pairs.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(pairs));
    }
}
