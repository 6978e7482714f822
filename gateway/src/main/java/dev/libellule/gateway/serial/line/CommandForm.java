package dev.libellule.gateway.serial.line;

import dev.libellule.boards.SerialLine.LineFamily;
import java.util.Optional;

/** How a command is written for a board of some family, and which of its lines answers it. */
public sealed interface CommandForm {
    /** The value of a command that only asks. */
    String ASK = "?";

    /** The line that carries a command; {@link #ASK} as value asks how the output is. */
    String line(String command, String value, int id);

    /**
     * The answer that a line is, if it is one.
     *
     * @param command that waits; empty if none does
     * @param value that it was told
     */
    Optional<Line.Answer> answer(Line line, String command, String value);

    /** The form of a family. */
    static CommandForm of(LineFamily family) {
        return switch (family) {
            case MYSENSORS -> new MySensors();
            case RFLINK -> new RfLink();
            default -> new Compact();
        };
    }

    /** {@code !led 1 #17}, answered by {@code =led 1 #17}. */
    record Compact() implements CommandForm {
        @Override
        public String line(String command, String value, int id) {
            return "!%s %s #%d".formatted(command, value, id);
        }

        @Override
        public Optional<Line.Answer> answer(Line line, String command, String value) {
            return line instanceof Line.Answer answer ? Optional.of(answer) : Optional.empty();
        }
    }

    /** {@code 12;7;1;1;2;1}: V_STATUS of a child, with an echo asked for; the echo, or the value itself, is the answer. */
    record MySensors() implements CommandForm {
        private static final int STATUS = 2;

        @Override
        public String line(String command, String value, int id) {
            String[] nodeAndChild = command.split("\\.");
            String start = nodeAndChild[0] + ";" + (nodeAndChild.length > 1 ? nodeAndChild[1] : "0");
            return value.equals(ASK)
                    ? "%s;%d;0;%d;".formatted(start, MySensorsMessage.REQ, STATUS)
                    : "%s;%d;1;%d;%s".formatted(start, MySensorsMessage.SET, STATUS, value);
        }

        @Override
        public Optional<Line.Answer> answer(Line line, String command, String value) {
            return line instanceof Line.Node(MySensorsMessage message) && message.command() == MySensorsMessage.SET
                    && message.type() == STATUS
                            ? Optional.of(new Line.Answer(message.name(), message.payload(), Line.Answer.NO_ID))
                            : Optional.empty();
        }
    }

    /** {@code 10;NewKaku;00c142;1;ON;}, answered by {@code OK}: 433 MHz tells nothing back, so what was sent is what is known. */
    record RfLink() implements CommandForm {
        @Override
        public String line(String command, String value, int id) {
            return value.equals(ASK) ? "10;PING;" : RfLinkReader.command(command, value.equals("1"));
        }

        @Override
        public Optional<Line.Answer> answer(Line line, String command, String value) {
            return line instanceof Line.Outcome(String text) && text.equals("OK") && !command.isEmpty()
                    ? Optional.of(new Line.Answer(command, value, Line.Answer.NO_ID))
                    : Optional.empty();
        }
    }
}
