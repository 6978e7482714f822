package dev.libellule.sensors.led;

import dev.libellule.device.node.Actuator;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.DigitalOutputLine;
import dev.libellule.sensors.chip.Chip;
import dev.libellule.sensors.chip.OutputBank;
import dev.libellule.sensors.chip.OutputKind;

/** An LED, or a relay, on one pin: high is on. Measured is what the pin reads back. One thread. */
public final class Led implements Actuator {
    /** How it describes itself. */
    public static final Chip CHIP = Chip.onPins("led", "gpio")
            .acts(1, wiring -> OutputBank.of(new Led(wiring.output("gpio"))), OutputKind.SWITCH);

    private final DigitalOutputLine line;

    public Led(DigitalOutputLine line) {
        this.line = line;
    }

    @Override
    public int set(int value) {
        try {
            line.set(value != 0);
            return SensorStatus.OK;
        } catch (BusException e) {
            return SensorStatus.NOT_RESPONDING; // its owner counts it and answers with what is measured
        }
    }

    @Override
    public int measured() {
        try {
            return line.isHigh() ? 1 : 0;
        } catch (BusException e) {
            return 0; // an expander that is gone lets go of its lines
        }
    }
}
