package dev.libellule.gateway.app.virtual;

import dev.libellule.boards.SensorEntry;
import dev.libellule.boards.SignalEntry;
import dev.libellule.device.node.Quantity;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.gateway.app.virtual.Findings.Grade;
import dev.libellule.gateway.pins.ChipSampler;
import dev.libellule.simulator.ChipFault;
import dev.libellule.simulator.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A chip of a board file: its real driver on the model of it, and what the driver made of each fault. */
final class VirtualChip {
    private final SensorEntry entry;
    private final VirtualPi pi;
    private final ChipSampler sampler;
    private final World world;
    private final String name;
    private final List<Fault> active = new ArrayList<>();
    private final List<ChipTrouble> troubles = new ArrayList<>();
    private int rejectedForNoReason;

    VirtualChip(String board, SensorEntry entry, VirtualPi pi, World world) {
        this.entry = entry;
        this.pi = pi;
        this.world = world;
        sampler = pi.sampler(entry);
        name = "%s of %s at %s".formatted(entry.chip(), board, entry.at());
    }

    List<SignalEntry> entries() {
        return entry.signals();
    }

    /** What the driver's readings of a signal are. */
    Quantity quantity(SignalEntry signal) {
        return sampler.quantities().get(index(signal));
    }

    /** Where a signal is in {@link #values}. */
    int index(SignalEntry signal) {
        for (int i = 0; i < sampler.quantities().size(); i++) {
            if (sampler.quantities().get(i).name().equals(signal.name())) {
                return i;
            }
        }
        throw new IllegalArgumentException("%s measures no %s".formatted(name, signal.name()));
    }

    /** Samples once, and says how many milliseconds may pass until the next turn. */
    int turn() {
        int waitMillis = sampler.turn();
        if (!isOk()) {
            current().ifPresentOrElse(trouble -> trouble.rejected(sampler.status()), () -> rejectedForNoReason++);
        } else if (active.isEmpty()) {
            troubles.forEach(trouble -> trouble.back(world.nowMillis()));
        }
        return waitMillis;
    }

    /** The trouble that the chip is in; also when its fault is over, until it has given a reading again. */
    private Optional<ChipTrouble> current() {
        return active.isEmpty()
                ? troubles.stream().filter(trouble -> !trouble.isOver()).reduce((_, last) -> last)
                : troubles.stream().filter(trouble -> trouble.fault() == active.getLast()).findFirst();
    }

    boolean isOk() {
        return sampler.status() == SensorStatus.OK;
    }

    int[] values() {
        return sampler.values().clone();
    }

    /** Whether a reading that the driver believes may be a wrong one. */
    boolean isDoubtful() {
        return isOk() && !active.isEmpty() && kind(active.getLast()) == ChipFault.BROKEN_BITS;
    }

    /** What the chip gives at this moment over good wires; null if it gives nothing now. */
    int[] truth() {
        pi.fault(entry, ChipFault.NONE);
        sampler.turn();
        int[] truth = isOk() ? values() : null;
        apply();
        return truth;
    }

    /** A wrong reading went through the driver, and through the range and the filter of its signal. */
    void believed(SignalEntry signal, String difference) {
        current().orElseThrow().believed(signal.name() + " was " + difference + " off");
    }

    boolean has(Fault fault) {
        return fault.signal().isEmpty() || entries().stream().anyMatch(each -> each.name().equals(fault.signal()));
    }

    void begin(Fault fault) {
        active.add(fault);
        troubles.add(new ChipTrouble(fault));
        apply();
    }

    void end(Fault fault) {
        active.remove(fault);
        troubles.stream().filter(trouble -> trouble.fault() == fault)
                .forEach(trouble -> trouble.end(world.nowMillis(), !active.isEmpty()));
        apply();
    }

    private void apply() {
        pi.fault(entry, active.isEmpty() ? ChipFault.NONE : kind(active.getLast()));
    }

    private static ChipFault kind(Fault fault) {
        return switch (fault.kind()) {
            case BAD_CRC -> ChipFault.BROKEN_BITS;
            case STUCK -> ChipFault.STUCK;
            case BROWN_OUT -> ChipFault.SUPPLY_DIPS;
            default -> ChipFault.UNPLUGGED;
        };
    }

    /** What the driver made of a fault; nothing if it has not noticed. */
    List<String> said(Fault fault) {
        return troubles.stream().filter(trouble -> trouble.fault() == fault).map(ChipTrouble::text)
                .filter(text -> !text.isEmpty()).map(text -> name + ": " + text).toList();
    }

    void judge(Findings findings) {
        findings.add(Grade.WRONG, name + " gave no reading %d times though nothing was wrong with it",
                rejectedForNoReason, "", "");
        for (ChipTrouble trouble : troubles) {
            findings.add(Grade.GOOD, "%d readings of " + name + " were rejected by its driver", trouble.rejected(), "",
                    "");
            findings.add(Grade.WRONG, "%d wrong values of " + name + " were believed", trouble.wrong(),
                    trouble.fault().toString(),
                    "a chip whose readings have a check sum; 'range' and 'median: 5' for its signals keep most of them away");
            findings.add(Grade.WRONG, name + " did not come back %d times", trouble.isLost() ? 1 : 0,
                    trouble.fault().toString(), "");
        }
    }
}
