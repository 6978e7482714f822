package dev.libellule.sensors.chip;

import dev.libellule.device.node.Actuator;
import dev.libellule.sensors.bus.DigitalLine;

/** A chip with outputs, opened once and shared by the entries of a board file that are on it. One thread. */
public interface OutputBank {
    /**
     * One of its outputs. For {@link OutputKind#TEXT} it is a {@link dev.libellule.device.node.TextActuator}.
     *
     * @param channel 0 to one less than the chip has
     * @param kind one of those that the chip can
     * @param settings of the entry, such as the pulse lengths of a servo
     */
    Actuator output(int channel, OutputKind kind, Settings settings);

    /** One of its pins as an input, of a chip whose pins are both: an expander. */
    default DigitalLine input(int channel) {
        throw new UnsupportedOperationException("this chip has outputs only");
    }

    /** A chip that is one output of one kind. */
    static OutputBank of(Actuator actuator) {
        return (_, _, _) -> actuator;
    }
}
