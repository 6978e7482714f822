package dev.libellule.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.libellule.device.node.Sensor;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bh1750.Bh1750;
import dev.libellule.sensors.bus.Delay;
import dev.libellule.sensors.pi4j.PiBuses;
import dev.libellule.sensors.tsl2561.Tsl2561;
import dev.libellule.sensors.veml7700.Veml7700;
import dev.libellule.simulator.chips.Bh1750Model;
import dev.libellule.simulator.chips.Tsl2561Model;
import dev.libellule.simulator.chips.Veml7700Model;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The drivers of light sensors on their models, through Pi4J. */
class LightChipsTest {
    private final SimulatedPi pi = new SimulatedPi();
    private final PiBuses buses = new PiBuses(pi.context());
    private final BenchTime time = new BenchTime();
    private final int[] values = new int[1];

    @AfterEach
    void close() {
        pi.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 320, 5_000, 54_000, 100_000})
    void bh1750ReadsTheLight(int lux) {
        pi.plug(1, 0x23, new Bh1750Model(time));
        pi.follow(Surroundings.ROOM.withLux(lux));
        assertEquals(SensorStatus.OK, new Bh1750(buses.i2c(1, 0x23), time).sample(values));
        assertEquals(lux * 10, values[0], 10); // a count is 0.83 lx, in the sun 1.85
    }

    @Test
    void bh1750IsDarkTwiceOrNotAtAll() { // it was reset in the middle of a conversion
        Bh1750Model chip = new Bh1750Model(time);
        pi.plug(1, 0x23, chip);
        Bh1750 driver = new Bh1750(buses.i2c(1, 0x23), once(chip::brownOut));
        assertEquals(SensorStatus.OK, driver.sample(values));
        assertEquals(3200, values[0], 5);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 320, 1_500, 20_000, 39_000})
    void tsl2561ReadsTheLight(int lux) {
        pi.plug(1, 0x39, new Tsl2561Model(time));
        pi.follow(Surroundings.ROOM.withLux(lux));
        assertEquals(SensorStatus.OK, new Tsl2561(buses.i2c(1, 0x39), time).sample(values));
        assertEquals(lux, values[0], 1 + lux * 0.04); // the approximation of the datasheet against its formula
    }

    @Test
    void tsl2561ThatIsBlindedOrResetGivesNothing() {
        Tsl2561Model chip = new Tsl2561Model(time);
        pi.plug(1, 0x39, chip);
        pi.follow(Surroundings.ROOM.withLux(90_000));
        assertEquals(SensorStatus.OUT_OF_RANGE, new Tsl2561(buses.i2c(1, 0x39), time).sample(values));
        Tsl2561 driver = new Tsl2561(buses.i2c(2, 0x39), once(chip::brownOut));
        pi.plug(2, 0x39, chip);
        pi.follow(Surroundings.ROOM);
        assertEquals(SensorStatus.POWER_ON_VALUE, driver.sample(values));
        assertEquals(SensorStatus.OK, driver.sample(values));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 12, 320, 900, 5_000, 30_000, 100_000})
    void veml7700ReadsTheLight(int lux) {
        pi.plug(1, 0x10, new Veml7700Model(time));
        pi.follow(Surroundings.ROOM.withLux(lux));
        assertEquals(SensorStatus.OK, new Veml7700(buses.i2c(1, 0x10), time).sample(values));
        assertEquals(lux * 1000, values[0], 300 + lux * 2);
    }

    @Test
    void veml7700ThatIsBlindedOrResetGivesNothing() {
        Veml7700Model chip = new Veml7700Model(time);
        pi.plug(1, 0x10, chip);
        pi.follow(Surroundings.ROOM.withLux(500_000));
        Veml7700 driver = new Veml7700(buses.i2c(1, 0x10), once(chip::brownOut));
        assertEquals(SensorStatus.POWER_ON_VALUE, driver.sample(values));
        assertEquals(SensorStatus.OUT_OF_RANGE, driver.sample(values));
    }

    @Test
    void allArePulledOutAndFoundAgain() {
        Sensor[] drivers = {new Bh1750(buses.i2c(1, 0x23), time), new Tsl2561(buses.i2c(1, 0x39), time),
                new Veml7700(buses.i2c(1, 0x10), time)};
        I2cModel[] chips = {new Bh1750Model(time), new Tsl2561Model(time), new Veml7700Model(time)};
        int[] addresses = {0x23, 0x39, 0x10};
        for (int i = 0; i < drivers.length; i++) {
            assertEquals(SensorStatus.NOT_RESPONDING, drivers[i].sample(values));
            pi.plug(1, addresses[i], chips[i]);
            assertEquals(SensorStatus.OK, drivers[i].sample(values));
            pi.unplug(1, addresses[i]);
            assertEquals(SensorStatus.NOT_RESPONDING, drivers[i].sample(values));
            pi.plug(1, addresses[i], new StuckHigh());
            assertEquals(SensorStatus.WRONG_CHIP, drivers[i].sample(values));
            pi.plug(1, addresses[i], chips[i]);
            assertEquals(SensorStatus.OK, drivers[i].sample(values));
        }
    }

    /** Time in whose first wait something happens. */
    private Delay once(Runnable happens) {
        boolean[] done = {false};
        return millis -> {
            if (!done[0]) {
                done[0] = true;
                time.millis(millis / 2);
                happens.run();
                return time.millis(millis - millis / 2);
            }
            return time.millis(millis);
        };
    }
}
