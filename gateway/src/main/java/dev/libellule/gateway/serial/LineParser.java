package dev.libellule.gateway.serial;

import dev.libellule.boards.SerialLine.LineFamily;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a line of a board. No state, no I/O; what it does not understand is a {@link Line.Remark}, never an error. */
final class LineParser {
    private static final String WORD = "[\\p{L}\\p{N}_.-]+";
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d{1,18}(\\.\\d{0,18})?|\\.\\d{1,18})");
    private static final Pattern HELLO = Pattern.compile("@(" + WORD + ")(?:\\s+(.*))?");
    private static final Pattern ANSWER = Pattern.compile("=(" + WORD + ")\\s+(\\S+)(?:\\s+#(\\d{1,9}))?");
    private static final Pattern PAIR = Pattern
            .compile("\\s*(" + WORD + ")\\s*[:=]\\s*([^\\s,;:=]+)\\s*(?:[,;]|(?<=\\s)|$)\\s*");
    // Blanks inside a topic are left to board files: here a blank ends it
    private static final Pattern MESSAGE = Pattern
            .compile("([^\\s:=+#$][^\\s:=+#]*/[^\\s:=+#]+|/[^\\s:=+#]+)\\s*[\\s:=]\\s*(.+)");

    private LineParser() {}

    /** Reads one line, without its end. */
    static Line parse(String text, LineFamily family) {
        String line = text.strip();
        Matcher hello = HELLO.matcher(line);
        if (hello.matches()) {
            return new Line.Hello(hello.group(1), hello.group(2) == null ? "" : hello.group(2));
        }
        Matcher answer = ANSWER.matcher(line);
        if (answer.matches()) {
            int id = answer.group(3) == null ? Line.Answer.NO_ID : Integer.parseInt(answer.group(3));
            return new Line.Answer(answer.group(1), answer.group(2), id);
        }
        return switch (family) {
            case PAIRS -> pairs(line);
            case TOPIC_PAYLOAD -> message(line);
            case PLAIN -> plain(line);
            case AUTO -> {
                Line plain = plain(line);
                Line message = plain instanceof Line.Remark ? message(line) : plain;
                yield message instanceof Line.Remark ? pairs(line) : message;
            }
        };
    }

    private static Line plain(String line) {
        return NUMBER.matcher(line).matches() ? new Line.Plain(new BigDecimal(line)) : new Line.Remark(line);
    }

    private static Line message(String line) {
        Matcher message = MESSAGE.matcher(line);
        return message.matches() ? new Line.Message(message.group(1), message.group(2)) : new Line.Remark(line);
    }

    /** The whole line must be pairs; those whose value is no number are left out. */
    private static Line pairs(String line) {
        List<Line.Pair> pairs = new ArrayList<>();
        Matcher pair = PAIR.matcher(line);
        int at = 0;
        while (at < line.length()) {
            if (!pair.region(at, line.length()).lookingAt()) {
                return new Line.Remark(line);
            }
            if (NUMBER.matcher(pair.group(2)).matches()) {
                pairs.add(new Line.Pair(pair.group(1), new BigDecimal(pair.group(2))));
            }
            at = pair.end();
        }
        return pairs.isEmpty() ? new Line.Remark(line) : new Line.Values(List.copyOf(pairs));
    }
}
