package dev.libellule.sensors.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.libellule.device.node.Sensor;
import dev.libellule.device.node.SensorStatus;
import java.util.function.BiFunction;

/** Drivers of sensors against transcripts. */
public final class Replay {
    private final String text;
    private final BiFunction<I2cTarget, Delay, Sensor> driver;

    /**
     * A driver and its transcript.
     *
     * @param file in {@code transcripts}
     */
    public Replay(String file, BiFunction<I2cTarget, Delay, Sensor> driver) {
        this(driver, Transcripts.text(file));
    }

    private Replay(BiFunction<I2cTarget, Delay, Sensor> driver, String text) {
        this.driver = driver;
        this.text = text;
    }

    /** The same with another text in one place. */
    public Replay but(String old, String changed) {
        if (!text.contains(old)) {
            throw new IllegalArgumentException("the transcript has no " + old);
        }
        return new Replay(driver, text.replace(old, changed));
    }

    /** The values of a sample with which the transcript is over, the first or the second; further ones allocate nothing. */
    public int[] values() {
        TranscriptTarget target = new TranscriptTarget(text);
        Sensor sensor = driver.apply(target, target);
        int[] values = new int[sensor.quantityCount()];
        assertEquals(SensorStatus.OK, sensor.sample(values));
        if (target.hasMore()) { // the first sample opened the chip, and goes on as no later one does
            assertEquals(SensorStatus.OK, sensor.sample(values));
        }
        target.isOver();
        int[] first = values.clone();
        assertEquals(0, Allocations.of(() -> {
            target.again();
            if (sensor.sample(values) != SensorStatus.OK) {
                throw new AssertionError("the sample after the first one is refused");
            }
        }), "bytes allocated by five samples");
        return first;
    }

    /** What comes of the first sample. */
    public int status() {
        TranscriptTarget target = new TranscriptTarget(text);
        Sensor sensor = driver.apply(target, target);
        return sensor.sample(new int[sensor.quantityCount()]);
    }

    /**
     * What comes of a sample that follows a good one.
     *
     * @param lines the transfers of that sample
     */
    public int statusAfterGoodSample(String lines) {
        TranscriptTarget target = new TranscriptTarget(text + "\n" + lines);
        Sensor sensor = driver.apply(target, target);
        int[] values = new int[sensor.quantityCount()];
        assertEquals(SensorStatus.OK, sensor.sample(values));
        return sensor.sample(values);
    }
}
