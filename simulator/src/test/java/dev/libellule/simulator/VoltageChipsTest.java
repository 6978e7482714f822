package dev.libellule.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.ads1115.Ads1115;
import dev.libellule.sensors.mcp3008.Mcp3008;
import dev.libellule.sensors.pi4j.PiBuses;
import dev.libellule.simulator.chips.Ads1115Model;
import dev.libellule.simulator.chips.Mcp3008Model;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The drivers of analog-digital converters on their models, through Pi4J. */
class VoltageChipsTest {
    private final SimulatedPi pi = new SimulatedPi();
    private final PiBuses buses = new PiBuses(pi.context());
    private final BenchTime time = new BenchTime();
    private final int[] values = new int[8];

    @AfterEach
    void close() {
        pi.close();
    }

    @Test
    void ads1115ReadsFourVoltages() {
        Ads1115Model chip = new Ads1115Model(false, time);
        pi.plug(1, 0x48, chip);
        Ads1115 driver = Ads1115.ads1115(buses.i2c(1, 0x48), 4096, time);
        int[] milliVolts = {0, 1234, 3300, -200};
        for (int i = 0; i < milliVolts.length; i++) {
            chip.setMilliVolts(i, milliVolts[i]);
        }
        assertEquals(SensorStatus.OK, driver.sample(values));
        for (int i = 0; i < milliVolts.length; i++) {
            assertEquals(milliVolts[i] * 1000, values[i], 63); // half a step
        }
    }

    @Test
    void ads1015IsToldFromAnAds1115() {
        pi.plug(1, 0x49, new Ads1115Model(true, time));
        assertEquals(SensorStatus.OK, Ads1115.ads1015(buses.i2c(1, 0x49), 6144, time).sample(values));
        assertEquals(1_650_000, values[3], 3_000);
        Ads1115Model other = new Ads1115Model(false, time);
        other.setMilliVolts(0, 1237); // its code does not end with four zeroes
        pi.plug(2, 0x49, other);
        Ads1115 driver = Ads1115.ads1015(buses.i2c(2, 0x49), 4096, time);
        assertEquals(SensorStatus.OK, driver.sample(values));
        assertEquals(1_237_000, values[0], 125);
        assertTrue(driver.takeRemark().contains("it is an ADS1115"));
    }

    @Test
    void ads1115ThatIsResetPulledOutOrStuckGivesNothing() {
        Ads1115Model chip = new Ads1115Model(false, time);
        pi.plug(1, 0x48, chip);
        int[] waits = {0};
        Ads1115 driver = Ads1115.ads1115(buses.i2c(1, 0x48), 4096, millis -> {
            if (waits[0]++ == 2) {
                chip.brownOut();
            }
            return time.millis(millis);
        });
        assertEquals(SensorStatus.WRONG_CHIP, driver.sample(values));
        assertEquals(SensorStatus.OK, driver.sample(values));
        pi.unplug(1, 0x48);
        assertEquals(SensorStatus.NOT_RESPONDING, driver.sample(values));
        pi.plug(1, 0x48, new StuckHigh());
        assertEquals(SensorStatus.WRONG_CHIP, driver.sample(values));
        pi.plug(1, 0x48, chip);
        assertEquals(SensorStatus.OK, driver.sample(values));
    }

    @Test
    void mcp3008ReadsEightVoltages() {
        Mcp3008Model chip = new Mcp3008Model(3300);
        pi.plugSpi(0, 1, chip);
        Mcp3008 driver = new Mcp3008(buses.spi(0, 1, 1_000_000, 0), 3300);
        for (int i = 0; i < 8; i++) {
            chip.setMilliVolts(i, i * 471);
        }
        assertEquals(SensorStatus.OK, driver.sample(values));
        for (int i = 0; i < 8; i++) {
            assertEquals(i * 4710, values[i], 33); // a step is 3.2 mV
        }
    }

    @Test
    void aBusWithoutAnMcp3008IsNoticed() {
        assertEquals(SensorStatus.NOT_RESPONDING, new Mcp3008(buses.spi(0, 0, 1_000_000, 0), 3300).sample(values));
    }
}
