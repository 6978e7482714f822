package dev.libellule.simulator;

import com.pi4j.Pi4J;
import com.pi4j.context.Context;
import dev.libellule.boards.Board;
import dev.libellule.boards.ChipPlace;
import dev.libellule.boards.OutputEntry;
import dev.libellule.boards.SensorEntry;
import dev.libellule.sensors.Catalogue;
import dev.libellule.sensors.bus.PwmLine;
import dev.libellule.simulator.House.Room;
import dev.libellule.simulator.chips.Bme280Model;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * A Raspberry Pi without one: a Pi4J context whose buses lead to register models of chips, fed by a house.
 *
 * <p>On it are a BME280 at bus 1 address 0x76, a DS18B20, and 28 GPIO lines. Drivers run on it unchanged. {@link #follow} is called by
 * the house's thread, everything else by the drivers'.
 */
public final class SimulatedPi implements AutoCloseable {
    private static final String USUAL_DHT = "iio:device0";
    private static final String FIRST = "first";
    private static final int I2C_BUS = 1;
    private static final int BME280_ADDRESS = 0x76;

    private final LongSupplier nanoClock;
    private final Bme280Model bme280;
    private final SimulatedI2c i2c = new SimulatedI2c();
    private final SimulatedSpi spi = new SimulatedSpi();
    private final SimulatedGpio gpio;
    private final SimulatedPwm pwm = new SimulatedPwm();
    private final SysFolder sys = new SysFolder();
    private final KernelChips kernel = new KernelChips(sys);
    private final Context context;

    /** A Pi with a BME280 and a DS18B20. */
    public SimulatedPi() {
        this(System::nanoTime);
        kernel.equipDs18b20(OneWireFolder.USUAL_ID);
        kernel.equipDht(USUAL_DHT);
        plugBme280(true);
    }

    /**
     * A Pi with nothing on it yet.
     *
     * @param nanoClock says when a conversion is over, and when an edge was
     */
    public SimulatedPi(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        bme280 = Bme280Model.bme280(nanoClock);
        gpio = new SimulatedGpio(nanoClock);
        follow(Surroundings.ROOM);
        context = Pi4J.newContextBuilder().noAutoDetect().disableShutdownHook()
                .add(i2c.provider(), spi.provider(), gpio.outputs(),
                        gpio.inputs(), pwm.provider())
                .build();
    }

    /** The context to open buses and pins in. */
    public Context context() {
        return context;
    }

    /** What stands in for {@code /sys}. */
    public Path sys() {
        return sys.root();
    }

    /** Brings the chips into the climate of a room. */
    public void follow(House house, Room room) {
        follow(Surroundings.ROOM.withClimate(house.temperatureCentiCelsius(room), house.humidityCentiPercent(room),
                house.pressurePascals()));
    }

    /** Brings the chips into surroundings. */
    public void follow(Surroundings now) {
        i2c.follow(now);
        spi.follow(now);
        bme280.follow(now); // also while it is pulled out
        kernel.follow(now);
    }

    /** Plugs in what a board file names, as far as there are models of it. */
    public void equip(Board board) {
        for (SensorEntry sensor : board.sensors()) {
            equip(sensor.chip(), sensor.at());
        }
        for (OutputEntry output : board.outputs()) {
            output.part().ifPresent(part -> equip(part.chip(), part.at()));
        }
        board.inputs().forEach(input -> input.part().ifPresent(part -> equip(part.chip(), part.at())));
    }

    private void equip(String chip, ChipPlace at) {
        switch (at) {
            case ChipPlace.I2c(int bus, int address) when SimulatedChips.I2C.containsKey(chip) -> {
                if (!i2c.isPlugged(bus, address)) {
                    plug(bus, address, SimulatedChips.I2C.get(chip).apply(nanoClock));
                }
            }
            case ChipPlace.Spi(int bus, int select) when SimulatedChips.SPI.containsKey(chip) ->
                plugSpi(bus, select, SimulatedChips.SPI.get(chip).apply(nanoClock));
            case ChipPlace.Pins(var pins, _, _) when SimulatedChips.PINS.containsKey(chip) ->
                SimulatedChips.PINS.get(chip).wire(this, pins);
            case ChipPlace.OneWire(String id) -> kernel.equipDs18b20(id.equals(FIRST) ? OneWireFolder.USUAL_ID : id);
            case ChipPlace.Kernel(String id) when chip.startsWith("dht") ->
                kernel.equipDht(id.equals(FIRST) ? USUAL_DHT : id);
            default -> {
                /* the processor is there already; of the others there is no model */ }
        }
    }

    /** Whether the readings of a sensor come from a model of its chip, in which a {@link ChipFault} can be. */
    public static boolean hasModel(SensorEntry sensor) {
        return switch (sensor.at()) {
            case ChipPlace.I2c _ -> SimulatedChips.I2C.containsKey(sensor.chip());
            case ChipPlace.Spi _ -> SimulatedChips.SPI.containsKey(sensor.chip());
            case ChipPlace.OneWire _ -> true;
            case ChipPlace.Kernel _ -> true;
            case ChipPlace.Pins _,ChipPlace.Pwm _ -> false;
        };
    }

    /** Makes something wrong with what is at a place, or right again. */
    public void fault(ChipPlace at, ChipFault fault) {
        switch (at) {
            case ChipPlace.I2c(int bus, int address) -> i2c.setFault(bus, address, fault);
            case ChipPlace.Spi(int bus, int select) -> spi.setFault(bus, select, fault);
            case ChipPlace.OneWire(String id) ->
                kernel.fault(id.equals(FIRST) ? OneWireFolder.USUAL_ID : id, fault);
            case ChipPlace.Kernel(String id) -> kernel.fault(id.equals(FIRST) ? USUAL_DHT : id, fault);
            case ChipPlace.Pins _,ChipPlace.Pwm _ -> {
                /* of what is on pins there is no model that could fail */ }
        }
    }

    /** Plugs in one of each chip that there is a model of, at its usual address, or the next free one. */
    public void equipWithAll() {
        new TreeMap<>(SimulatedChips.I2C).forEach((name, model) -> Catalogue.byName().get(name).addresses().stream()
                .filter(address -> !i2c.isPlugged(I2C_BUS, address)).findFirst()
                .ifPresent(address -> plug(I2C_BUS, address, model.apply(nanoClock))));
    }

    /** Plugs a chip in. */
    public void plug(int bus, int address, I2cModel chip) {
        i2c.plug(bus, address, chip);
    }

    /** Pulls out what is at an address. */
    public void unplug(int bus, int address) {
        i2c.unplug(bus, address);
    }

    /** Plugs a chip in. */
    public void plugSpi(int bus, int chipSelect, SpiModel chip) {
        spi.plug(bus, chipSelect, chip);
    }

    /** Wires something to a pin: it sees each change of its level. */
    public void wire(int bcm, PinModel model) {
        gpio.listen(bcm, model);
    }

    /** The pulses on a channel as an oscilloscope shows them; null while nobody has opened it. */
    public PwmLine pwm(int channel) {
        return pwm.line(channel);
    }

    /** Plugs the BME280 in, or pulls it out. */
    public void plugBme280(boolean plugged) {
        if (plugged) {
            i2c.plug(I2C_BUS, BME280_ADDRESS, bme280);
        } else {
            i2c.unplug(I2C_BUS, BME280_ADDRESS);
        }
    }

    /** Makes something wrong with the DS18B20, or right again. */
    public void oneWireFault(OneWireFault fault) {
        kernel.fault(OneWireFolder.USUAL_ID, fault);
    }

    /** The level of a pin, as a voltmeter would show it. */
    public boolean isHigh(int bcm) {
        return gpio.isHigh(bcm);
    }

    /** Presses or lets go what is wired to an input. */
    public void drive(int bcm, boolean high) {
        gpio.drive(bcm, high);
    }

    /**
     * Drives an input at a moment.
     *
     * @param nanos what the edge's time stamp says, of {@link System#nanoTime}
     */
    public void drive(int bcm, boolean high, long nanos) {
        gpio.drive(bcm, high, nanos);
    }

    @Override
    public void close() {
        context.shutdown();
        sys.close();
    }
}
