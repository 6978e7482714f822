package dev.libellule.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.pi4j.io.gpio.digital.PullResistance;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bme280.Bme280;
import dev.libellule.sensors.bus.DigitalLine;
import dev.libellule.sensors.ds18b20.Ds18b20;
import dev.libellule.sensors.led.Led;
import dev.libellule.sensors.pi4j.PiBuses;
import dev.libellule.simulator.House.Room;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The real drivers, unchanged, on the simulated buses. */
class SimulatedPiTest {
    private final House house = new House(1);
    private final SimulatedPi pi = new SimulatedPi();
    private final PiBuses buses = new PiBuses(pi.context());
    private final int[] values = new int[3];

    @AfterEach
    void close() {
        pi.close();
    }

    @Test
    void driversReadWhatTheHouseSays() {
        Bme280 bme280 = new Bme280(buses.i2c(1, 0x76));
        for (Room room : Room.values()) {
            house.advance(3_600_000);
            pi.follow(house, room);
            assertEquals(SensorStatus.OK, bme280.sample(values));
            // The integer formulas against the floating-point ones: Bosch gives them 0.01 °C, 0.008 % and 1 Pa
            assertEquals(house.temperatureCentiCelsius(room), values[0], 1);
            assertEquals(house.humidityCentiPercent(room), values[1], 5);
            assertEquals(house.pressurePascals(), values[2], 5);
            assertEquals(SensorStatus.OK, new Ds18b20(pi.sys().resolve(Ds18b20.DEVICES), Ds18b20.FIRST).sample(values));
            assertEquals(house.temperatureCentiCelsius(room) * 10, values[0], 32); // a step is 62.5 thousandths
        }
    }

    @Test
    void aChipThatIsPulledOutIsMissedAndFoundAgain() {
        Bme280 bme280 = new Bme280(buses.i2c(1, 0x76));
        assertEquals(SensorStatus.OK, bme280.sample(values));
        pi.plugBme280(false);
        assertEquals(SensorStatus.NOT_RESPONDING, bme280.sample(values));
        pi.plugBme280(true);
        assertEquals(SensorStatus.OK, bme280.sample(values));
        assertEquals(SensorStatus.NOT_RESPONDING, new Bme280(buses.i2c(1, 0x77)).sample(values));
    }

    @Test
    void ledAndButtonAreOnPins() {
        Led led = new Led(buses.output(17, false));
        assertFalse(pi.isHigh(17));
        led.set(1);
        assertTrue(pi.isHigh(17));
        assertEquals(1, led.measured());
        pi.drive(17, false); // a short circuit: measured is not what was asked for
        assertEquals(0, led.measured());
        DigitalLine button = buses.input(27, PullResistance.PULL_UP);
        assertTrue(button.isHigh());
        pi.drive(27, false);
        assertFalse(button.isHigh());
    }

    @Test
    void faultsOfTheOneWireBusAreNoTemperatures() {
        Ds18b20 driver = new Ds18b20(pi.sys().resolve(Ds18b20.DEVICES), Ds18b20.FIRST);
        pi.follow(Surroundings.ROOM);
        Map<OneWireFault, Integer> statuses = new EnumMap<>(Map.of(OneWireFault.POWER_ON, SensorStatus.POWER_ON_VALUE,
                OneWireFault.BROKEN_BIT, SensorStatus.CHECKSUM, OneWireFault.SHORTED, SensorStatus.CHECKSUM,
                OneWireFault.SILENT, SensorStatus.CHECKSUM, OneWireFault.UNPLUGGED, SensorStatus.NOT_RESPONDING));
        statuses.forEach((fault, status) -> {
            pi.oneWireFault(OneWireFault.NONE);
            assertEquals(SensorStatus.OK, driver.sample(values), "before " + fault);
            assertEquals(21_500, values[0], 32);
            pi.oneWireFault(fault);
            assertEquals(status, driver.sample(values), fault.name());
            assertEquals(status, driver.sample(values), fault.name() + " goes on");
        });
        pi.oneWireFault(OneWireFault.NONE);
        pi.follow(Surroundings.ROOM.withClimate(8500, 4500, 101_325));
        assertEquals(SensorStatus.OK, driver.sample(values));
        assertEquals(85_000, values[0], "measured, not the power-on value");
    }
}
