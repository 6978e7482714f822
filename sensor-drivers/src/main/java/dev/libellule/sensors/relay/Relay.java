package dev.libellule.sensors.relay;

import dev.libellule.device.node.Actuator;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.DigitalOutputLine;
import dev.libellule.sensors.chip.Chip;
import dev.libellule.sensors.chip.OutputBank;
import dev.libellule.sensors.chip.OutputKind;
import dev.libellule.sensors.chip.Setting;

/**
 * A relay module on one line, of the Pi or of an expander. Measured is what the line reads back, not the contact. One thread.
 *
 * <p>Most modules with an optocoupler pull in at a low level. The line has to be opened with the level of {@link #levelOf}, or the
 * relay clicks at the start.
 */
public final class Relay implements Actuator {
    private static final Setting ACTIVE_LOW = new Setting("active-low", 1, 0, 1);

    /** How it describes itself. */
    public static final Chip CHIP = Chip.onPins("relay", "gpio").settings(ACTIVE_LOW).acts(1, wiring -> {
        boolean activeLow = wiring.setting(ACTIVE_LOW.name()) != 0;
        return OutputBank.of(new Relay(wiring.output("gpio", activeLow), activeLow));
    }, OutputKind.SWITCH);

    private final DigitalOutputLine line;
    private final boolean activeLow;

    /** A relay that pulls in at a low level, if {@code activeLow}, else at a high one. */
    public Relay(DigitalOutputLine line, boolean activeLow) {
        this.line = line;
        this.activeLow = activeLow;
    }

    /** The level of the line for on or off: true is high. */
    public static boolean levelOf(boolean on, boolean activeLow) {
        return on != activeLow;
    }

    @Override
    public int set(int value) {
        try {
            line.set(levelOf(value != 0, activeLow));
            return SensorStatus.OK;
        } catch (BusException e) {
            return SensorStatus.NOT_RESPONDING; // its owner counts it and answers with what is measured
        }
    }

    @Override
    public int measured() {
        try {
            return line.isHigh() != activeLow ? 1 : 0;
        } catch (BusException e) {
            return 0; // an expander that is gone lets go of its lines
        }
    }
}
