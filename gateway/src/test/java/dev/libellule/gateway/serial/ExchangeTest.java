package dev.libellule.gateway.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.boards.LineForm;
import dev.libellule.boards.SerialLine.LineFamily;
import dev.libellule.gateway.serial.line.CommandForm;
import dev.libellule.gateway.serial.line.Line;
import dev.libellule.gateway.serial.line.LineParser;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class ExchangeTest {
    private final List<String> sent = new ArrayList<>();
    private Predicate<String> board = _ -> true; // mute
    private final PortCounters counters = new PortCounters();
    private final Exchange exchange = exchange(text -> {
        sent.add(text);
        return board.test(text);
    }, 1);

    private Exchange exchange(Predicate<String> line, long answerMillis) {
        return new Exchange(new CommandForm.Compact(), line, answerMillis, counters);
    }

    private boolean answer(String text) {
        return exchange.answered((Line.Answer) new LineParser(LineForm.of(LineFamily.AUTO)).parse(text));
    }

    @Test
    void givesTheValueThatTheBoardReadBack() {
        board = _ -> answer("=led 0 #1");
        assertEquals(new Exchange.Reply.Value("0"), exchange.ask("led", "1"));
        assertEquals(List.of("!led 1 #1"), sent);
    }

    @Test
    void numbersRise() {
        board = text -> answer(text.replace('!', '='));
        assertEquals(new Exchange.Reply.Value("1"), exchange.ask("led", "1"));
        assertEquals(new Exchange.Reply.Value("0"), exchange.ask("led", "0"));
        assertEquals(List.of("!led 1 #1", "!led 0 #2"), sent);
    }

    @Test
    void asksOnceMoreWithTheSameNumber() {
        board = text -> sent.size() < 2 || answer("=led 1 #1");
        assertEquals(new Exchange.Reply.Value("1"), exchange.ask("led", "1"));
        assertEquals(List.of("!led 1 #1", "!led 1 #1"), sent);
    }

    @Test
    void givesUpAfterTheSecondTime() {
        assertEquals(new Exchange.Reply.None(), exchange.ask("led", "1"));
        assertEquals(2, sent.size());
        assertEquals(1, counters.commands.sum());
        assertEquals(1, counters.unanswered.sum());
    }

    @Test
    void takesNoAnswerForAnotherCommand() {
        board = _ -> {
            assertFalse(answer("=led 1 #7"), "another number");
            assertFalse(answer("=fan 1 #1"), "another output");
            assertTrue(answer("=led 0"), "a sketch without numbers");
            return true;
        };
        assertEquals(new Exchange.Reply.Value("0"), exchange.ask("led", "1"));
        assertFalse(answer("=led 1 #1"), "nobody waits any more");
    }

    @Test
    void doesNotWaitForALineThatIsGone() {
        Exchange patient = exchange(_ -> false, 3_600_000);
        assertEquals(new Exchange.Reply.Offline(), patient.ask("led", "1"));
        Exchange[] cut = new Exchange[1];
        cut[0] = exchange(_ -> {
            cut[0].lost();
            return true;
        }, 3_600_000);
        assertEquals(new Exchange.Reply.Offline(), cut[0].ask("led", "1"));
    }
}
