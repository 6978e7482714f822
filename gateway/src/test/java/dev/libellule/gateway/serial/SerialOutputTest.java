package dev.libellule.gateway.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.boards.LineForm;
import dev.libellule.boards.OutputEntry;
import dev.libellule.boards.SerialLine.LineFamily;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.gateway.serial.line.CommandForm;
import dev.libellule.gateway.serial.line.Line;
import dev.libellule.gateway.serial.line.LineParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SerialOutputTest {
    private final List<String> sent = new ArrayList<>();
    private String answer = ""; // of the board, without the number; empty: it is mute
    private boolean isOpen = true;
    private boolean isSettingUp;
    private OptionalLong deadline = OptionalLong.empty();
    private final Exchange exchange = new Exchange(new CommandForm.Compact(), this::sent, 1, new PortCounters());

    private boolean sent(String text) {
        sent.add(text);
        if (isOpen && !answer.isEmpty()) {
            String number = text.substring(text.indexOf('#'));
            assertTrue(exchange
                    .answered((Line.Answer) new LineParser(LineForm.of(LineFamily.AUTO)).parse(answer + " " + number)));
        }
        return isOpen;
    }

    private SerialOutput output(OutputEntry.Level start, OutputEntry.Level exit) {
        return new SerialOutput("salon-uno",
                new OutputEntry("lampe", OptionalInt.empty(), Optional.empty(), Optional.of("led"), "ctrlled",
                        "ctrlled/etat", "1", "0", start, exit),
                exchange, () -> isSettingUp, () -> deadline);
    }

    @Test
    void measuresWhatTheBoardReadBackNotWhatItWasTold() {
        SerialOutput output = output(OutputEntry.Level.OFF, OutputEntry.Level.OFF);
        answer = "=led 1";
        assertEquals(SensorStatus.OK, output.set(1));
        assertEquals(1, output.measured());
        assertEquals(SensorStatus.OK, output.set(0)); // the pin is held high from outside
        assertEquals(1, output.measured());
    }

    @Test
    void aPinWithPulsesTakesAndMeasuresValues() {
        SerialOutput output = new SerialOutput("firmata",
                new OutputEntry("lampe", OptionalInt.empty(), Optional.empty(), Optional.of("D9.pwm"), "lampe/set",
                        "lampe", "ON", "OFF", OutputEntry.Level.ON, OutputEntry.Level.OFF),
                exchange, () -> isSettingUp, () -> deadline);
        answer = "=D9.pwm 100";
        output.boardCame();
        assertEquals(100, output.measured());
        answer = "=D9.pwm 40";
        assertEquals(SensorStatus.OK, output.set(40));
        assertEquals(40, output.measured());
        for (String nonsense : List.of("=D9.pwm 101", "=D9.pwm on", "=D9.pwm -1")) {
            answer = nonsense;
            assertEquals(SensorStatus.TIMEOUT, output.set(50), nonsense);
        }
        assertEquals(40, output.measured());
        assertEquals("!D9.pwm 100 #1", sent.getFirst());
    }

    @Test
    void keepsTheLastMeasuredStateWhenTheBoardIsMute() {
        SerialOutput output = output(OutputEntry.Level.OFF, OutputEntry.Level.OFF);
        answer = "=led 1";
        output.set(1);
        answer = "";
        assertEquals(SensorStatus.TIMEOUT, output.set(0));
        assertEquals(1, output.measured());
        answer = "=led maybe";
        assertEquals(SensorStatus.TIMEOUT, output.set(0));
        isOpen = false;
        assertEquals(SensorStatus.TIMEOUT, output.set(0));
        assertEquals(1, output.measured());
    }

    @Test
    void setsTheStartStateOnceAndAsksAfterAnUnplug() {
        SerialOutput output = output(OutputEntry.Level.ON, OutputEntry.Level.OFF);
        isOpen = false; // gone again at once
        output.boardCame();
        isOpen = true;
        answer = "=led 1";
        output.boardCame();
        answer = "=led 0"; // it was without power
        output.boardCame();
        assertEquals(List.of("!led 1 #1", "!led 1 #2", "!led ? #3"), sent);
        assertEquals(0, output.measured());
    }

    @Test
    void setsTheExitStateUnlessItIsToBeKept() {
        for (OutputEntry.Level exit : OutputEntry.Level.values()) {
            SerialOutput output = output(OutputEntry.Level.OFF, exit);
            answer = "=led 0";
            output.boardCame();
            sent.clear();
            output.gatewayGoes();
            String number = exit == OutputEntry.Level.OFF ? "2" : "4";
            assertEquals(switch (exit) {
                case OFF -> List.of("!led 0 #" + number);
                case ON -> List.of("!led 1 #" + number);
                case KEEP -> List.of();
            }, sent);
        }
    }

    private SerialOutput startedOutput() {
        SerialOutput output = output(OutputEntry.Level.OFF, OutputEntry.Level.OFF);
        answer = "=led 0";
        output.boardCame();
        sent.clear();
        return output;
    }

    @Test
    void holdsTheLastCommandWhileTheBoardIsBeingSetUp() {
        SerialOutput output = startedOutput();
        isSettingUp = true;
        assertEquals(SensorStatus.OK, output.set(0));
        assertEquals(SensorStatus.OK, output.set(1));
        output.boardCame(); // a question of every few seconds: not yet
        assertEquals(List.of("!led ? #2"), sent);
        isSettingUp = false;
        answer = "=led 1";
        output.boardCame();
        output.boardCame();
        assertEquals(List.of("!led ? #2", "!led 1 #3", "!led ? #4"), sent, "once");
        assertEquals(1, output.measured());
    }

    @Test
    void holdsACommandWhoseAnswerTellsThatTheBoardForgotItsPins() {
        SerialOutput output = new SerialOutput("firmata",
                new OutputEntry("lampe", OptionalInt.empty(), Optional.empty(), Optional.of("led"), "ctrlled",
                        "ctrlled/etat", "1", "0", OutputEntry.Level.OFF, OutputEntry.Level.OFF),
                exchange, () -> isSettingUp |= !sent.isEmpty(), () -> deadline);
        answer = "=led 0"; // of a pin in another mode
        assertEquals(SensorStatus.OK, output.set(1));
        assertEquals(List.of("!led 1 #1"), sent);
        assertEquals(0, output.measured(), "what was measured is said meanwhile");
        sent.clear();
        isSettingUp = false;
        answer = "=led 1";
        output.boardCame();
        assertEquals(List.of("!led 1 #2"), sent, "and not the start state");
        assertEquals(1, output.measured());
    }

    @Test
    void whatIsHeldExpires() {
        SerialOutput output = startedOutput();
        isSettingUp = true;
        deadline = OptionalLong.of(System.nanoTime() + TimeUnit.HOURS.toNanos(1));
        output.set(0);
        deadline = OptionalLong.of(System.nanoTime());
        output.set(1);
        isSettingUp = false;
        output.boardCame();
        assertEquals(List.of("!led ? #2"), sent);
    }

    @Test
    void whatIsHeldIsForgottenWithABoardThatIsGone() {
        SerialOutput output = startedOutput();
        isSettingUp = true;
        output.set(1);
        output.boardLost();
        isSettingUp = false;
        output.boardCame();
        assertEquals(List.of("!led ? #2"), sent);
    }

    @Test
    void aCommandThatIsCarriedOutTakesThePlaceOfOneThatWasHeld() {
        SerialOutput output = startedOutput();
        isSettingUp = true;
        output.set(1);
        isSettingUp = false;
        output.set(0);
        output.boardCame();
        assertEquals(List.of("!led 0 #2", "!led ? #3"), sent);
    }
}
