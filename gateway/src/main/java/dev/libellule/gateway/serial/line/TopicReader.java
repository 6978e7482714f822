package dev.libellule.gateway.serial.line;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Topic and payload: {@code maison/salon/temp 22.5}, also with {@code :} or {@code =} between. Before a {@code :} or {@code =}, and
 * before a number at the end of the line, the topic may have blanks inside: {@code maison/1er étage/température 19.8}.
 */
final class TopicReader implements LineReader {
    private static final String LEVELS = "[^\\s:=+#$/][^:=+#/]*(?:/[^:=+#/]+)+|(?:/[^:=+#/]+)+";
    private static final Pattern WITH_MARK = Pattern.compile("(" + LEVELS + ")[:=]\\s*(.+)");
    private static final Pattern WITH_NUMBER = Pattern
            .compile("(" + LEVELS + ")\\s([+-]?(?:\\d{1,18}(?:\\.\\d{0,18})?|\\.\\d{1,18}))");
    private static final Pattern WITH_BLANK = Pattern
            .compile("([^\\s:=+#$/][^\\s:=+#/]*(?:/[^\\s:=+#/]+)+|(?:/[^\\s:=+#/]+)+)\\s+(.+)");

    @Override
    public Optional<Line> read(String line) {
        int slash = line.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        for (Pattern pattern : new Pattern[]{WITH_MARK, WITH_NUMBER, WITH_BLANK}) {
            Matcher message = pattern.matcher(line);
            if (message.matches()) {
                return Optional.of(new Line.Message(message.group(1).strip(), message.group(2)));
            }
        }
        return Optional.empty();
    }
}
