package dev.libellule.gateway.serial;

import dev.libellule.boards.SerialLine.Dtr;
import dev.libellule.gateway.serial.line.Line;
import java.nio.file.Path;
import java.util.Optional;

/** Gives a name to a board that has none: its sketch keeps it in its EEPROM. Blocks for some seconds. */
public final class Adoption {
    private Adoption() {}

    /** What came of it. */
    public sealed interface Result {
        /** The board has kept its new name; {@code before} is empty if it had none. */
        record Adopted(String before) implements Result {}

        /** The board was not changed; the reason is for people. */
        record Refused(String reason) implements Result {}
    }

    /**
     * Names a board.
     *
     * @param rename also one that has another name already
     */
    public static Result adopt(Path path, int baud, String name, boolean rename) {
        try (DevicePort port = DevicePort.open(path, baud, Dtr.WAIT)) {
            Probe probe = new Probe(port);
            Optional<Line.Hello> hello = probe.hello();
            if (hello.isEmpty()) {
                return new Result.Refused(
                        path + ": the board says no hello; upload the example Hello of the library Libellule"
                                + " to it (board-configs/arduino), and see that the speed is " + baud);
            }
            String before = hello.get().board();
            if (before.equals(name)) {
                return new Result.Adopted(before);
            }
            if (!before.isEmpty() && !rename) {
                return new Result.Refused("%s: the board is already called '%s'; add --rename to change that"
                        .formatted(path, before));
            }
            Optional<Line.Answer> answer = probe.ask("!id " + name + " #1");
            if (answer.isEmpty() || !answer.get().value().equals(name)) {
                return new Result.Refused(path + ": the board did not keep the name; its sketch must understand !id");
            }
            return new Result.Adopted(before);
        } catch (PortException e) {
            return new Result.Refused(e.getMessage());
        }
    }
}
