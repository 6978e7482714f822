package dev.libellule.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.node.Quantity;
import dev.libellule.device.node.Sensor;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.Catalogue;
import dev.libellule.sensors.chip.Attached;
import dev.libellule.sensors.chip.Chip;
import dev.libellule.sensors.pi4j.PiBuses;
import dev.libellule.sensors.pi4j.PiWiring;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every chip of the catalogue that measures over a bus, on its model. */
class SimulatedChipsTest {
    private static final long DEADLINE_SECONDS = 30;
    private static final int STARTING_MILLIS = 1000;

    /** What a quantity of this name has to be in {@link Surroundings#ROOM}, and how near. */
    private static final Map<String, double[]> EXPECTED = Map.of("temperature", new double[]{21.5, 1}, "humidity",
            new double[]{45, 3}, "pressure", new double[]{1013.25, 2}, "light", new double[]{320, 20}, "co2",
            new double[]{650, 20});

    private final SimulatedPi pi = new SimulatedPi();
    private long skippedNanos;

    static Stream<Chip> sensorsOnBuses() {
        return Catalogue.byName().values().stream().filter(chip -> chip.role() instanceof Chip.Role.Measures
                && List.of(Attached.I2C, Attached.SPI).contains(chip.attached()));
    }

    @ParameterizedTest
    @MethodSource("sensorsOnBuses")
    void measuresTheSurroundingsOfItsModel(Chip chip) {
        plug(chip);
        pi.follow(Surroundings.ROOM);
        Sensor driver = ((Chip.Role.Measures) chip.role()).driver()
                .apply(new PiWiring(chip, new PiBuses(pi.context()), pi.sys()).waiting(this::skip));
        int[] values = new int[driver.quantityCount()];
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        int status = driver.sample(values);
        while (status != SensorStatus.OK && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20)); // some need a first conversion of seconds
            status = driver.sample(values);
        }
        assertEquals(SensorStatus.OK, status, SensorStatus.text(status));
        for (int i = 0; i < values.length; i++) {
            Quantity quantity = driver.quantity(i);
            assertTrue(values[i] >= quantity.minimum() && values[i] <= quantity.maximum(), quantity.name());
            double[] expected = EXPECTED.get(quantity.name());
            if (expected != null) {
                assertEquals(expected[0], values[i] / Math.pow(10, quantity.decimals()), expected[1],
                        quantity.name());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sensorsOnBuses")
    void describesWhatItsDriverGives(Chip chip) {
        Chip.Role.Measures role = (Chip.Role.Measures) chip.role();
        Sensor driver = role.driver().apply(new PiWiring(chip, new PiBuses(pi.context()), pi.sys()));
        assertEquals(role.quantities().size(), driver.quantityCount());
        for (int i = 0; i < driver.quantityCount(); i++) {
            assertEquals(role.quantities().get(i), driver.quantity(i));
        }
    }

    @ParameterizedTest
    @MethodSource("sensorsOnBuses")
    void isRecognised(Chip chip) {
        if (chip.recognition() instanceof Chip.Recognition.ById(var test)) {
            plug(chip);
            assertTrue(test.test(new PiWiring(chip, new PiBuses(pi.context()), pi.sys()).i2c()));
        }
    }

    @ParameterizedTest
    @MethodSource("sensorsOnBuses")
    void aChipThatIsNotThereGivesNoValue(Chip chip) {
        pi.plugBme280(false);
        Sensor driver = ((Chip.Role.Measures) chip.role()).driver()
                .apply(new PiWiring(chip, new PiBuses(pi.context()), pi.sys()));
        assertTrue(driver.sample(new int[driver.quantityCount()]) < 0);
    }

    /** A driver's wait takes no time here: it moves the models' clock on. */
    private boolean skip(int millis) {
        skippedNanos += TimeUnit.MILLISECONDS.toNanos(millis);
        return true;
    }

    private long nanos() {
        return System.nanoTime() + skippedNanos;
    }

    private void plug(Chip chip) {
        if (chip.attached() == Attached.I2C) {
            pi.plug(1, chip.addresses().getFirst(), Optional.ofNullable(SimulatedChips.I2C.get(chip.name()))
                    .orElseThrow(() -> new AssertionError("no model of it in SimulatedChips.I2C"))
                    .apply(this::nanos));
        } else {
            pi.plugSpi(0, 0, Optional.ofNullable(SimulatedChips.SPI.get(chip.name()))
                    .orElseThrow(() -> new AssertionError("no model of it in SimulatedChips.SPI"))
                    .apply(this::nanos));
        }
        skip(STARTING_MILLIS);
    }

    @AfterEach
    void switchOff() {
        pi.close();
    }
}
