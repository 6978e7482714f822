package dev.libellule.sensors.chip;

import dev.libellule.sensors.bus.Delay;
import dev.libellule.sensors.bus.DigitalLine;
import dev.libellule.sensors.bus.DigitalOutputLine;
import dev.libellule.sensors.bus.EdgeLine;
import dev.libellule.sensors.bus.I2cTarget;
import dev.libellule.sensors.bus.PwmLine;
import dev.libellule.sensors.bus.SpiTarget;
import java.nio.file.Path;

/** Where one chip is and how it is set: opens what its driver asks for. */
public interface Wiring extends Settings {
    /** The chip at its bus and address. */
    I2cTarget i2c();

    /**
     * The chip at its bus and chip select.
     *
     * @param hertz fastest clock that the chip takes
     * @param mode 0 to 3
     */
    SpiTarget spi(int hertz, int mode);

    /** The channel of the pulse hardware. */
    PwmLine pwm();

    /** One of its pins, to be driven; low from the start, unless the board file says on. */
    DigitalOutputLine output(String pin);

    /** One of its pins, to be driven; off from the start, unless the board file says on. Off is high where {@code activeLow}. */
    DigitalOutputLine output(String pin, boolean activeLow);

    /** One of its pins, to be read, with the pull resistor of the board file. */
    DigitalLine input(String pin);

    /** One of its pins, whose edges are noted, with the pull resistor and debounce of the board file. */
    EdgeLine edges(String pin);

    /** The kernel's files: {@code /sys}, or a folder that looks like it. */
    Path sys();

    /** How its driver waits. */
    default Delay delay() {
        return Delay.REAL;
    }

    /** Which of the kernel's devices: a folder, or {@code first}. */
    String id();
}
