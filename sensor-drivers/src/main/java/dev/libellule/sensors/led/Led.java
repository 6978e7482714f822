package dev.libellule.sensors.led;

import dev.libellule.device.node.Actuator;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.DigitalOutputLine;
import dev.libellule.sensors.chip.Chip;
import dev.libellule.sensors.chip.OutputBank;
import dev.libellule.sensors.chip.OutputKind;
import dev.libellule.sensors.chip.Setting;

/** An LED, or a relay, on one pin, lit by a high level or a low one. Measured is what the pin reads back. One thread. */
public final class Led implements Actuator {
    private static final Setting ACTIVE_LOW = new Setting("active-low", 0, 0, 1);

    /** How it describes itself. */
    public static final Chip CHIP = Chip.onPins("led", "gpio").settings(ACTIVE_LOW).acts(1, wiring -> {
        boolean activeLow = wiring.setting(ACTIVE_LOW.name()) != 0;
        return OutputBank.of(new Led(wiring.output("gpio", activeLow), activeLow));
    }, OutputKind.SWITCH);

    private final DigitalOutputLine line;
    private final boolean activeLow;

    /** An LED that a high level lights. */
    public Led(DigitalOutputLine line) {
        this(line, false);
    }

    /** An LED that a low level lights, if {@code activeLow}: one between the supply and the pin. */
    public Led(DigitalOutputLine line, boolean activeLow) {
        this.line = line;
        this.activeLow = activeLow;
    }

    @Override
    public int set(int value) {
        try {
            line.set(value != 0 != activeLow);
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
