package dev.libellule.gateway.pins;

import dev.libellule.device.node.Quantity;
import dev.libellule.device.node.Sensor;
import dev.libellule.sensors.chip.KeepsTotal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.tinylog.Logger;

/**
 * A sensor that counts, and the file that keeps what it has counted: read once, written each minute if it has changed, and at the
 * end. The file is replaced as a whole, so that a power cut leaves the old number or the new one.
 */
final class KeptTotal implements Sensor, AutoCloseable {
    private static final long EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Sensor sensor;
    private final KeepsTotal counter;
    private final Path file;
    private final LongSupplier nanoClock;
    private long writtenNanos;
    private int written;
    private boolean hasFailed;

    private KeptTotal(Sensor sensor, KeepsTotal counter, Path file, LongSupplier nanoClock) {
        this.sensor = sensor;
        this.counter = counter;
        this.file = file;
        this.nanoClock = nanoClock;
        this.writtenNanos = nanoClock.getAsLong();
    }

    /** Where totals are kept: {@code $XDG_STATE_HOME/libellule/totals}. */
    static Path folder() {
        String state = System.getenv("XDG_STATE_HOME");
        Path home = Path.of(System.getProperty("user.home"), ".local", "state");
        return (state == null || state.isBlank() ? home : Path.of(state)).resolve("libellule").resolve("totals");
    }

    /**
     * Lets a sensor go on from what is in a file.
     *
     * @param sensor one that is a {@link KeepsTotal}
     * @param name of the file, any text: what a file cannot be called becomes {@code _}
     */
    static KeptTotal resume(Sensor sensor, Path folder, String name, LongSupplier nanoClock) {
        Path file = folder.resolve(name.replaceAll("[^A-Za-z0-9-]+", "_"));
        KeptTotal kept = new KeptTotal(sensor, (KeepsTotal) sensor, file, nanoClock);
        kept.read();
        return kept;
    }

    private void read() {
        try {
            written = Integer.parseUnsignedInt(Files.readString(file, StandardCharsets.US_ASCII).strip()) & 0x7FFFFFFF;
            counter.resume(written);
        } catch (NoSuchFileException e) {
            Logger.info("{} does not exist yet: counting begins at 0", file);
        } catch (IOException | NumberFormatException e) {
            Logger.warn(
                    "{} has no total ({}): counting begins at 0; write the number there while the gateway is stopped",
                    file, e.getMessage());
        }
    }

    @Override
    public int quantityCount() {
        return sensor.quantityCount();
    }

    @Override
    public Quantity quantity(int index) {
        return sensor.quantity(index);
    }

    @Override
    public int sample(int[] values) {
        int status = sensor.sample(values);
        if (nanoClock.getAsLong() - writtenNanos >= EVERY_NANOS) {
            write();
        }
        return status;
    }

    private synchronized void write() { // the sensor's thread, and at the end the node's
        int total = counter.total();
        writtenNanos = nanoClock.getAsLong();
        if (total == written) {
            return;
        }
        try {
            Files.createDirectories(file.getParent());
            Path next = file.resolveSibling(file.getFileName() + ".next");
            Files.writeString(next, total + "\n", StandardCharsets.US_ASCII, java.nio.file.StandardOpenOption.CREATE,
                    java.nio.file.StandardOpenOption.TRUNCATE_EXISTING, java.nio.file.StandardOpenOption.WRITE,
                    java.nio.file.StandardOpenOption.SYNC);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            written = total;
            hasFailed = false;
        } catch (IOException e) {
            if (!hasFailed) {
                Logger.warn("{} cannot be written ({}): the total will be lost at the next restart; check the disk and"
                        + " the rights of the folder", file, e.getMessage());
            }
            hasFailed = true;
        }
    }

    /** Writes what has been counted. */
    @Override
    public void close() {
        write();
    }
}
