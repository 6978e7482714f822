package dev.libellule.sensors.pi4j;

import com.pi4j.io.gpio.digital.PullResistance;
import dev.libellule.sensors.bus.Delay;
import dev.libellule.sensors.bus.DigitalLine;
import dev.libellule.sensors.bus.DigitalOutputLine;
import dev.libellule.sensors.bus.EdgeLine;
import dev.libellule.sensors.bus.I2cTarget;
import dev.libellule.sensors.bus.PwmLine;
import dev.libellule.sensors.bus.SpiTarget;
import dev.libellule.sensors.chip.Attached;
import dev.libellule.sensors.chip.Chip;
import dev.libellule.sensors.chip.Setting;
import dev.libellule.sensors.chip.Wiring;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The place and settings of one chip on {@link PiBuses}. Begins with the chip's usual ones; what a board file says comes on top. */
public final class PiWiring implements Wiring {
    /** What the kernel shows of its devices. */
    public static final Path SYS = Path.of("/sys");
    /** Takes the first of the kernel's devices. */
    public static final String FIRST = "first";

    private static final String INITIAL = "initial";

    private final PiBuses buses;
    private final Path sys;
    private final Map<String, Integer> numbers = new HashMap<>();
    private String id = FIRST;
    private PullResistance pull = PullResistance.OFF;
    private int debounceMicros;
    private Delay delay = Delay.REAL;
    private I2cTarget target; // null for that of the buses

    /** The usual place of a chip: its first address on I2C bus 1, chip select 0 of SPI bus 0, channel 0. */
    public PiWiring(Chip chip, PiBuses buses, Path sys) {
        this.buses = buses;
        this.sys = sys;
        numbers.put("bus", chip.attached() == Attached.I2C ? 1 : 0);
        numbers.put("address", chip.addresses().isEmpty() ? 0 : chip.addresses().getFirst());
        numbers.put("select", 0);
        numbers.put("channel", 0);
        numbers.put(INITIAL, 0);
        for (Setting setting : chip.settings()) {
            numbers.put(setting.name(), setting.standard());
        }
    }

    /** Says {@code bus}, {@code address}, {@code select}, {@code channel}, the BCM number of a pin, or a setting. */
    public PiWiring with(String name, int value) {
        numbers.put(name, value);
        return this;
    }

    /** Says several at once. */
    public PiWiring with(Map<String, Integer> more) {
        numbers.putAll(more);
        return this;
    }

    /** Says which of the kernel's devices. */
    public PiWiring id(String newId) {
        id = newId;
        return this;
    }

    /** Says that its output pins are high from the start. */
    public PiWiring startsHigh() {
        return with(INITIAL, 1);
    }

    /** Says how its input pins are read. */
    public PiWiring inputs(PullResistance newPull, int newDebounceMicros) {
        pull = newPull;
        debounceMicros = newDebounceMicros;
        return this;
    }

    /** Says how its driver waits. */
    public PiWiring waiting(Delay newDelay) {
        delay = newDelay;
        return this;
    }

    /** Says which target stands for the one at its address: one that records, or plays. */
    public PiWiring target(I2cTarget other) {
        target = other;
        return this;
    }

    @Override
    public Delay delay() {
        return delay;
    }

    private int number(String name) {
        Integer value = numbers.get(name);
        if (value == null) {
            throw new IllegalArgumentException("nobody has said '" + name + "'");
        }
        return value;
    }

    @Override
    public I2cTarget i2c() {
        return target == null ? buses.i2c(number("bus"), number("address")) : target;
    }

    @Override
    public SpiTarget spi(int hertz, int mode) {
        return buses.spi(number("bus"), number("select"), hertz, mode);
    }

    @Override
    public PwmLine pwm() {
        return buses.pwm(number("bus"), number("channel"));
    }

    @Override
    public DigitalOutputLine output(String pin) {
        return output(pin, false);
    }

    @Override
    public DigitalOutputLine output(String pin, boolean activeLow) {
        return buses.output(number(pin), number(INITIAL) != 0 != activeLow);
    }

    @Override
    public DigitalLine input(String pin) {
        return buses.input(number(pin), pull);
    }

    @Override
    public EdgeLine edges(String pin) {
        return buses.edges(number(pin), pull, debounceMicros);
    }

    @Override
    public Path sys() {
        return sys;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public int setting(String name) {
        return number(name);
    }
}
