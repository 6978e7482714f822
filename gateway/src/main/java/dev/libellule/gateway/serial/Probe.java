package dev.libellule.gateway.serial;

import dev.libellule.gateway.serial.line.Line;
import dev.libellule.gateway.serial.line.LineAssembler;
import dev.libellule.gateway.serial.line.LineParser;
import dev.libellule.boards.LineForm;
import dev.libellule.boards.SerialLine.LineFamily;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Asks an open port who is there. Blocks its thread; five seconds at most for a board that says nothing. */
final class Probe {
    private static final long FIRST_QUESTION_MILLIS = 1_800; // the boot loader of an Uno listens before, and would take it
    private static final long QUESTION_MILLIS = 1_000;
    private static final long PATIENCE_MILLIS = 5_000;

    private final Port port;
    private final LineParser parser = new LineParser(LineForm.of(LineFamily.PLAIN));
    private final LineAssembler assembler = new LineAssembler(1_024, this::heard, _ -> {
        // noise, which the talk that follows counts
    });
    private Optional<Line.Hello> hello = Optional.empty();
    private Line.Hello heardBefore; // null: none; a name without a check sum is believed when it is said twice
    private Optional<Line.Answer> answer = Optional.empty();

    Probe(Port port) {
        this.port = port;
    }

    private void heard(String text) {
        switch (parser.parse(text)) {
            case Line.Hello said -> {
                boolean isSure = LineParser.isSealed(text) || said.equals(heardBefore);
                hello = isSure ? Optional.of(said) : Optional.empty();
                heardBefore = said;
            }
            case Line.Answer said -> answer = Optional.of(said);
            default -> {
                // data and log; the talk that follows reads them
            }
        }
    }

    /** Waits for a hello, and asks for one; empty if none came, or the board is gone. */
    Optional<Line.Hello> hello() {
        hello = Optional.empty();
        await(FIRST_QUESTION_MILLIS, QUESTION_MILLIS, "\n?\n", () -> hello.isPresent());
        return hello;
    }

    /** Sends a command, and waits for its answer; empty if none came. */
    Optional<Line.Answer> ask(String command) {
        answer = Optional.empty();
        await(0, PATIENCE_MILLIS, command + "\n", () -> answer.isPresent());
        return answer;
    }

    private void await(long firstMillis, long againMillis, String question, BooleanSupplier done) {
        byte[] asked = question.getBytes(StandardCharsets.UTF_8);
        byte[] buffer = new byte[256];
        long start = System.nanoTime();
        long nextMillis = firstMillis;
        for (long millis = 0; millis < PATIENCE_MILLIS && !done
                .getAsBoolean(); millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)) {
            if (millis >= nextMillis) {
                nextMillis = millis + againMillis;
                port.write(asked, asked.length);
            }
            int count = port.read(buffer);
            if (count < 0) {
                return;
            }
            assembler.accept(buffer, count);
        }
    }
}
