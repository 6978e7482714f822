package dev.libellule.gateway.serial.line;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Our own lines besides data: {@code @salon-uno fw=1.4.0} hello, {@code =led 1 #17} answer, {@code +32} credit. Understood whatever
 * the family.
 */
final class CompactForm implements LineReader {
    private static final Pattern HELLO = Pattern.compile("@(" + Names.WORD + "|\\?)(?:\\s+(.*))?");
    private static final Pattern ANSWER = Pattern.compile("=(" + Names.WORD + ")\\s+(\\S+)(?:\\s+#(\\d{1,9}))?");
    private static final Pattern CREDIT = Pattern.compile("\\+(\\d{1,4})");

    /** A sketch whose numbers have a sign prints {@code +32} too: only a board that says so gives credit. */
    private boolean takesCredit;

    /** From the hello: {@code +} among its words means that the board gives credit. */
    void takesCredit(boolean givenByBoard) {
        takesCredit = givenByBoard;
    }

    @Override
    public Optional<Line> read(String line) {
        return switch (line.charAt(0)) {
            case '@' -> hello(line);
            case '=' -> answer(line);
            case '+' -> takesCredit ? credit(line) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<Line> hello(String line) {
        Matcher hello = HELLO.matcher(line);
        if (!hello.matches()) {
            return Optional.empty();
        }
        String name = hello.group(1).equals("?") ? "" : hello.group(1);
        return Optional.of(new Line.Hello(name, hello.group(2) == null ? "" : hello.group(2)));
    }

    private static Optional<Line> answer(String line) {
        Matcher answer = ANSWER.matcher(line);
        if (!answer.matches()) {
            return Optional.empty();
        }
        int id = answer.group(3) == null ? Line.Answer.NO_ID : Integer.parseInt(answer.group(3));
        return Optional.of(new Line.Answer(answer.group(1), answer.group(2), id));
    }

    private static Optional<Line> credit(String line) {
        Matcher credit = CREDIT.matcher(line);
        return credit.matches() ? Optional.of(new Line.Credit(Integer.parseInt(credit.group(1)))) : Optional.empty();
    }
}
