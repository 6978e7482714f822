package dev.libellule.gateway.devices;

import dev.libellule.boards.OutputEntry;
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
        return new Command(entry.topic(), entry.state(), actuator, CommandTable.onOff()).stateTexts(entry.on(),
                entry.off());
    }
}
