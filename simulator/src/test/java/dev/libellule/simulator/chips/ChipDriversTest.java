package dev.libellule.simulator.chips;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.libellule.device.node.Sensor;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.aht20.Aht20;
import dev.libellule.sensors.bme280.Bme280;
import dev.libellule.sensors.bme280.Bmp280;
import dev.libellule.sensors.bme680.Bme680;
import dev.libellule.sensors.bmp180.Bmp180;
import dev.libellule.sensors.bus.Delay;
import dev.libellule.sensors.bus.I2cTarget;
import dev.libellule.sensors.ds3231.Ds3231;
import dev.libellule.sensors.htu21d.Htu21d;
import dev.libellule.sensors.ina219.Ina219;
import dev.libellule.sensors.lm75.Lm75;
import dev.libellule.sensors.scd4x.Scd4x;
import dev.libellule.sensors.sht3x.Sht3x;
import dev.libellule.sensors.sht4x.Sht4x;
import dev.libellule.sensors.tmp102.Tmp102;
import dev.libellule.simulator.I2cModel;
import dev.libellule.simulator.Surroundings;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each driver on the register-level model of its chip, through Pi4J: what it measures, and what it makes of faults. */
class ChipDriversTest {
    private static final List<Surroundings> PLACES = List.of(Surroundings.ROOM,
            new Surroundings(-850, 8030, 97_812, 0, 415, 0, 3301, -2200),
            new Surroundings(4175, 1210, 103_007, 0, 4980, 0, 25_996, 3195),
            new Surroundings(25, 9980, 86_000, 0, 1203, 0, 5000, 0));

    private final Bench bench = new Bench();

    /**
     * A kind of chip.
     *
     * @param expected its values in surroundings, by index
     * @param tolerance how near they have to be: half a step of the chip, and what integers lose
     */
    record Kind(String name, int address, Function<LongSupplier, I2cModel> model,
            BiFunction<I2cTarget, Delay, Sensor> driver, Function<Surroundings, double[]> expected, int[] tolerance,
            boolean hasCheckSum) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static double[] climate(Surroundings at) {
        return new double[]{at.temperatureCentiCelsius(), at.humidityCentiPercent()};
    }

    private static double[] air(Surroundings at) {
        return new double[]{at.temperatureCentiCelsius(), at.pressurePascals()};
    }

    private static double[] temperature(Surroundings at, double factor) {
        return new double[]{at.temperatureCentiCelsius() * factor};
    }

    private static double[] power(Surroundings at) {
        return new double[]{at.milliVolts(), at.milliAmperes() * 10, at.milliVolts() * at.milliAmperes() / 1000.0};
    }

    static Stream<Kind> kinds() {
        return Stream.of(
                new Kind("SHT3x", 0x44, Sht3xModel::new, Sht3x::new, ChipDriversTest::climate, new int[]{1, 1}, true),
                new Kind("SHT4x", 0x44, Sht4xModel::new, Sht4x::new, ChipDriversTest::climate, new int[]{1, 1}, true),
                new Kind("AHT20", 0x38, Aht20Model::aht20, Aht20::new, ChipDriversTest::climate, new int[]{1, 1},
                        true),
                new Kind("AHT10", 0x39, Aht20Model::aht10, Aht20::aht10, ChipDriversTest::climate, new int[]{1, 1},
                        false),
                new Kind("HTU21D", 0x40, Htu21dModel::htu21d, Htu21d::new, ChipDriversTest::climate, new int[]{2, 2},
                        true),
                new Kind("Si7021", 0x40, Htu21dModel::si7021, Htu21d::new, ChipDriversTest::climate, new int[]{2, 2},
                        true),
                new Kind("BME280", 0x76, Bme280Model::bme280, Bme280::new,
                        at -> new double[]{at.temperatureCentiCelsius(), at.humidityCentiPercent(),
                                at.pressurePascals()},
                        new int[]{1, 5, 5}, false),
                new Kind("BMP280", 0x77, Bme280Model::bmp280, Bmp280::new, ChipDriversTest::air, new int[]{1, 5},
                        false),
                new Kind("BMP180", 0x77, Bmp180Model::new, Bmp180::new,
                        at -> new double[]{at.temperatureCentiCelsius() / 10.0, at.pressurePascals()},
                        new int[]{1, 12}, false),
                new Kind("SCD4x", 0x62, Scd4xModel::new, Scd4x::new,
                        at -> new double[]{at.co2Ppm(), at.temperatureCentiCelsius(), at.humidityCentiPercent()},
                        new int[]{0, 1, 1}, true),
                new Kind("LM75", 0x4F, Lm75Model::new, Lm75::new, at -> temperature(at, 10), new int[]{63}, false),
                new Kind("TMP102", 0x4B, Tmp102Model::new, Tmp102::new, at -> temperature(at, 10), new int[]{32},
                        false),
                new Kind("BME680", 0x77, Bme680Model::bme680, Bme680::new, ChipDriversTest::gas,
                        new int[]{2, 6, 5, 1000}, false),
                new Kind("BME688", 0x76, Bme680Model::bme688, Bme680::new, ChipDriversTest::gas,
                        new int[]{2, 6, 5, 1000}, false),
                new Kind("INA219", 0x45, Ina219Model::new,
                        (target, delay) -> new Ina219(target, delay, Ina219.MODULE_SHUNT_MICRO_OHMS),
                        ChipDriversTest::power, new int[]{4, 1, 20}, false),
                new Kind("DS3231", 0x68, Ds3231Model::new, Ds3231::new, at -> temperature(at, 1), new int[]{13},
                        false));
    }

    private static double[] gas(Surroundings at) {
        return new double[]{at.temperatureCentiCelsius(), at.humidityCentiPercent(), at.pressurePascals(),
                Bme680Model.gasOhms(at)};
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static int sample(Sensor driver) {
        return driver.sample(new int[driver.quantityCount()]);
    }

    /** Takes a sample that has to be good and right. */
    private static void isRight(Kind kind, Sensor driver, Surroundings at, String when) {
        int[] values = new int[driver.quantityCount()];
        assertEquals(SensorStatus.OK, driver.sample(values), when);
        areRight(kind, driver, values, at, when);
    }

    private static void areRight(Kind kind, Sensor driver, int[] values, Surroundings at, String when) {
        double[] expected = kind.expected.apply(at);
        for (int i = 0; i < values.length; i++) {
            assertEquals(expected[i], values[i], kind.tolerance[i], driver.quantity(i).name() + " " + when);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void readsWhatThereIs(Kind kind) {
        I2cModel model = kind.model.apply(bench);
        bench.plug(kind.address, model);
        bench.millis(1000);
        Sensor driver = kind.driver.apply(bench.target(kind.address), bench);
        for (Surroundings place : PLACES) {
            model.follow(place);
            sample(driver); // periodic ones may have converted before
            isRight(kind, driver, place, "in " + place);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void isMissedWhileItIsAwayAndFoundAgain(Kind kind) {
        I2cModel model = kind.model.apply(bench);
        Sensor driver = kind.driver.apply(bench.target(kind.address), bench);
        assertEquals(SensorStatus.NOT_RESPONDING, sample(driver));
        for (int i = 0; i < 2; i++) {
            bench.millis(1000); // a chip needs a moment to start
            bench.plug(kind.address, model);
            isRight(kind, driver, Surroundings.ROOM, "plugged in");
            bench.unplug(kind.address);
            assertEquals(SensorStatus.NOT_RESPONDING, sample(driver));
            model.powerOn(); // it comes back as a new one
        }
        bench.millis(1000);
        bench.plug(kind.address, model);
        isRight(kind, driver, Surroundings.ROOM, "back");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void anyOtherChipAtItsAddressIsRefused(Kind kind) {
        kinds().filter(other -> !family(other).equals(family(kind))).forEach(other -> {
            bench.plug(kind.address, other.model.apply(bench));
            bench.millis(1000);
            Sensor driver = kind.driver.apply(bench.target(kind.address), bench);
            for (int i = 0; i < 3; i++) {
                assertNotEquals(SensorStatus.OK, sample(driver), "on the model of a " + other);
            }
        });
    }

    private static String family(Kind kind) {
        return switch (kind.name) {
            case "Si7021" -> "HTU21D";
            case "BME688" -> "BME680";
            default -> kind.name;
        };
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aStuckLineGivesNoValue(Kind kind) {
        FaultyModel model = new FaultyModel(kind.model.apply(bench));
        bench.plug(kind.address, model);
        bench.millis(1000);
        Sensor driver = kind.driver.apply(bench.target(kind.address), bench);
        for (int stuck : new int[]{0x00, 0xFF}) {
            isRight(kind, driver, Surroundings.ROOM, "before");
            model.stickAt(stuck);
            for (int i = 0; i < 3; i++) {
                assertTrue(sample(driver) < 0, "stuck at " + stuck);
            }
            model.stickAt(-1);
            sample(driver); // it may have to be started anew
            isRight(kind, driver, Surroundings.ROOM, "healed");
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aBrokenByteNeverThrowsAndWithACheckSumNeverLies(Kind kind) {
        FaultyModel model = new FaultyModel(kind.model.apply(bench));
        bench.plug(kind.address, model);
        bench.millis(1000);
        Sensor driver = kind.driver.apply(bench.target(kind.address), bench);
        int[] values = new int[driver.quantityCount()];
        for (int mask = 1; mask < 0x100; mask <<= 1) {
            int number = 0;
            boolean wasBroken = true;
            while (wasBroken) {
                model.breakByte(number, mask);
                int status = driver.sample(values);
                wasBroken = model.bytesRead() > number;
                if (status == SensorStatus.OK && kind.hasCheckSum) {
                    areRight(kind, driver, values, Surroundings.ROOM, "byte " + number + " mask " + mask);
                }
                model.breakByte(-1, 0);
                sample(driver);
                isRight(kind, driver, Surroundings.ROOM, "after byte " + number + " mask " + mask);
                number++;
            }
            assertTrue(number > 1, "no byte was broken");
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aResetInTheMiddleGivesNoWrongValue(Kind kind) {
        I2cModel model = kind.model.apply(bench);
        bench.plug(kind.address, model);
        bench.millis(1000);
        Sensor driver = kind.driver.apply(bench.target(kind.address), bench);
        isRight(kind, driver, Surroundings.ROOM, "before");
        int[] values = new int[driver.quantityCount()];
        boolean happened = true;
        for (int wait = 0; happened && wait < 100; wait++) {
            bench.duringWait(wait, model::powerOn);
            if (driver.sample(values) == SensorStatus.OK) {
                areRight(kind, driver, values, Surroundings.ROOM, "reset during wait " + wait);
            }
            happened = bench.waits() > wait;
            bench.duringWait(-1, null);
            bench.millis(1000);
            sample(driver);
            isRight(kind, driver, Surroundings.ROOM, "after a reset during wait " + wait);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aResetBetweenTwoSamplesGivesNoWrongValue(Kind kind) {
        I2cModel model = kind.model.apply(bench);
        bench.plug(kind.address, model);
        bench.millis(1000);
        Sensor driver = kind.driver.apply(bench.target(kind.address), bench);
        int[] values = new int[driver.quantityCount()];
        isRight(kind, driver, Surroundings.ROOM, "before");
        for (int millis : new int[]{0, 1, 10, 100, 1000}) {
            model.powerOn();
            bench.millis(millis);
            if (driver.sample(values) == SensorStatus.OK) {
                areRight(kind, driver, values, Surroundings.ROOM, millis + " ms after a reset");
            }
            bench.millis(1000);
            sample(driver);
            isRight(kind, driver, Surroundings.ROOM, "later");
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aSampleThroughPi4jAllocatesNothing(Kind kind) {
        bench.plug(kind.address, kind.model.apply(bench));
        bench.millis(1000);
        Sensor driver = kind.driver.apply(bench.target(kind.address), bench);
        int[] values = new int[driver.quantityCount()];
        driver.sample(values);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) { // the first ones load classes
            long before = threads.getCurrentThreadAllocatedBytes();
            driver.sample(values);
            driver.sample(values);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, least);
    }
}
