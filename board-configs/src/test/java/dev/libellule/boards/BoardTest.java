package dev.libellule.boards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BoardTest {
    @Test
    void recordRefusesWhatTheFileWouldNotSay() {
        SignalEntry signal = SignalEntryTest.signal(1, "0..1", Change.ANY);
        assertEquals("signals[1].name: 'T' is already used by signals[0].name; give another",
                refusal("pi", List.of(signal, signal)));
        assertEquals("board: 'Pi': only small letters a-z, digits and - inside; did you mean 'pi'?",
                refusal("Pi", List.of(signal)));
    }

    private static String refusal(String id, List<SignalEntry> signals) {
        return assertThrows(BoardException.class,
                () -> new Board(id, "a", "other", "maison", "salon", "maison/pi/$etat",
                        Optional.empty(), Optional.empty(), signals, List.of(), List.of(), List.of()))
                .getMessage();
    }
}
