package dev.libellule.gateway.serial;

import dev.libellule.boards.Board;
import dev.libellule.boards.BoardException;
import dev.libellule.boards.Change;
import dev.libellule.boards.LineForm;
import dev.libellule.boards.OutputEntry;
import dev.libellule.boards.Range;
import dev.libellule.boards.SerialLine;
import dev.libellule.boards.SerialLine.Dtr;
import dev.libellule.boards.SerialLine.LineFamily;
import dev.libellule.boards.SignalEntry;
import dev.libellule.gateway.serial.line.HelloText;
import dev.libellule.gateway.serial.line.Line;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A board without a board file: what it says in its hello is what its file would say. */
final class HelloBoard {
    private static final String BASE = "maison";
    private static final Duration USUAL_SILENCE = Duration.ofSeconds(30);
    private static final Duration SHORTEST_SILENCE = Duration.ofSeconds(5);
    private static final Duration SIGN_OF_LIFE = Duration.ofMinutes(5);
    private static final int PERIODS_OF_SILENCE = 3;

    private HelloBoard() {}

    /**
     * The board that a hello describes.
     *
     * @param baud of the line that it was heard on
     * @throws BoardException if what it says cannot be, such as one name twice
     */
    static Board of(Line.Hello hello, int baud) {
        HelloText text = HelloText.of(hello.more());
        String place = text.place().isEmpty() ? hello.board() : text.place();
        String prefix = BASE + "/" + place + "/";
        List<SignalEntry> signals = new ArrayList<>();
        List<OutputEntry> outputs = new ArrayList<>();
        for (HelloText.Quantity quantity : text.quantities()) {
            if (quantity.isWritable()) {
                outputs.add(output(quantity, prefix));
            } else {
                signals.add(signal(quantity, prefix));
            }
        }
        return board(hello.board(), place, line("hello:" + hello.board(), baud, silence(text), LineForm.Others.IGNORE),
                signals, outputs);
    }

    /** A board that says no hello: all that it prints is published below its name. */
    static Board withoutHello(String id, String port, int baud) {
        return board(id, id, line(port, baud, USUAL_SILENCE, LineForm.Others.PUBLISH), List.of(), List.of());
    }

    private static Board board(String id, String place, SerialLine line, List<SignalEntry> signals,
            List<OutputEntry> outputs) {
        return new Board(id, id, "other", BASE, place, BASE + "/" + id + "/$etat", Optional.of(line), Optional.empty(),
                signals, List.of(), outputs, List.of());
    }

    private static SerialLine line(String port, int baud, Duration silence, LineForm.Others others) {
        LineForm usual = LineForm.of(LineFamily.AUTO);
        return new SerialLine(port, baud, Dtr.WAIT, Duration.ofSeconds(2), silence, SerialLine.UNO_BUFFER,
                SerialLine.USUAL_ANSWER, new LineForm(usual.family(), List.of(), usual.depth(), others, ""));
    }

    /** Three times the shortest period without a line: something is wrong. */
    private static Duration silence(HelloText text) {
        return text.quantities().stream().map(HelloText.Quantity::period).filter(period -> !period.isZero())
                .min(Duration::compareTo).map(period -> period.multipliedBy(PERIODS_OF_SILENCE))
                .map(silence -> silence.compareTo(SHORTEST_SILENCE) < 0 ? SHORTEST_SILENCE : silence)
                .filter(silence -> silence.compareTo(Duration.ofDays(1)) <= 0).orElse(USUAL_SILENCE);
    }

    private static SignalEntry signal(HelloText.Quantity quantity, String prefix) {
        int decimals = quantity.isSwitch() ? 0 : 1;
        BigDecimal widest = BigDecimal.valueOf(Integer.MAX_VALUE, decimals);
        Range range = quantity.isSwitch()
                ? new Range(BigDecimal.ZERO, BigDecimal.ONE)
                : new Range(quantity.minimum().orElse(widest.negate()), quantity.maximum().orElse(widest));
        return new SignalEntry(quantity.name(), prefix + quantity.name(), quantity.unit(), decimals, range, Change.ANY,
                Duration.ZERO, SIGN_OF_LIFE, 0, false);
    }

    private static OutputEntry output(HelloText.Quantity quantity, String prefix) {
        return new OutputEntry(quantity.name(), OptionalInt.empty(), Optional.empty(), Optional.of(quantity.name()),
                prefix + quantity.name() + "/set", prefix + quantity.name(), "ON", "OFF", OutputEntry.Level.OFF,
                OutputEntry.Level.OFF);
    }
}
