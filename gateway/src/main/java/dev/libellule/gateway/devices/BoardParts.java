package dev.libellule.gateway.devices;

import dev.libellule.boards.OutputEntry;
import dev.libellule.boards.OutputPart;
import dev.libellule.boards.SignalEntry;
import dev.libellule.device.node.Actuator;
import dev.libellule.device.node.Command;
import dev.libellule.device.node.CommandTable;
import dev.libellule.device.node.Signal;

/** The entries of a board file as parts of a node. */
public final class BoardParts {
    private BoardParts() {}

    /** A signal with the dead-band, intervals and range of its entry. */
    public static Signal signal(SignalEntry entry) {
        Signal signal = new Signal(entry.topic(), entry.decimals()).range(entry.scaledMinimum(), entry.scaledMaximum())
                .intervalsMillis((int) entry.min().toMillis(), (int) entry.max().toMillis()).qos(entry.qos())
                .retain(entry.retain());
        return entry.change().isPercent()
                ? signal.deadBandPerMille(entry.changeHundredthsOfPercent() / 10)
                : signal.deadBand(entry.scaledChange());
    }

    /** A command on the topics of its entry. */
    public static Command command(OutputEntry entry, Actuator actuator) {
        Command command = new Command(entry.topic(), entry.state(), actuator, table(entry));
        return entry.kind() == OutputPart.Kind.SWITCH ? command.stateTexts(entry.on(), entry.off()) : command;
    }

    private static CommandTable table(OutputEntry entry) {
        return switch (entry.kind()) {
            case SWITCH, TEXT -> CommandTable.onOff();
            case DIMMER -> CommandTable.dimmer(0, 100);
            case SERVO -> CommandTable.dimmer(0, 180);
            case TONE -> CommandTable.dimmer(0, 20_000);
            case RGB -> CommandTable.colour();
        };
    }
}
