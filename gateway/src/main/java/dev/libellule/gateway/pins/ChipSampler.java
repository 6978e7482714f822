package dev.libellule.gateway.pins;

import dev.libellule.boards.Board;
import dev.libellule.boards.SensorEntry;
import dev.libellule.device.node.Quantity;
import dev.libellule.device.node.Sensor;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.Delay;
import dev.libellule.sensors.chip.Remarks;
import dev.libellule.sensors.pi4j.PiBuses;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.tinylog.Logger;

/**
 * Samples one chip, whenever {@link #turn} is called: by a thread of its own, or in a rehearsal. A chip that does not answer, or whose bus
 * is not there yet, is asked again with back-off; its failure and its return are each said once. A sample allocates nothing. One thread.
 */
public final class ChipSampler {
    private static final int LONGEST_BACKOFF_MILLIS = 60_000;

    private final String name;
    private final Supplier<Sensor> opener;
    private final List<Quantity> quantities;
    private final int everyMillis;
    private final int[] values;
    private Sensor sensor; // null before its bus was there
    private int waitMillis;
    private int status = SensorStatus.OK;
    private int saidStatus = SensorStatus.OK;
    private String lastRemark;
    private long rejected;

    /**
     * A sampler that has not touched its chip yet.
     *
     * @param opener makes the driver; may throw a BusException, and is then asked again
     * @param quantities of the driver
     */
    ChipSampler(String name, Supplier<Sensor> opener, List<Quantity> quantities, int everyMillis) {
        this.name = name;
        this.opener = opener;
        this.quantities = quantities;
        this.everyMillis = everyMillis;
        waitMillis = everyMillis;
        values = new int[quantities.size()];
    }

    /**
     * The chip of a board file's entry.
     *
     * @param delay how its driver waits
     */
    public static ChipSampler of(Board board, SensorEntry entry, PiBuses buses, Path sys, Delay delay) {
        BoardChips chips = new BoardChips(buses, sys, delay);
        return new ChipSampler(name(board, entry), () -> chips.sensor(entry), BoardChips.quantities(entry),
                (int) entry.every().toMillis());
    }

    /** What the log calls a chip. */
    static String name(Board board, SensorEntry entry) {
        return board.id() + " " + entry.chip() + " at " + entry.at();
    }

    /**
     * Samples once.
     *
     * @return how many milliseconds may pass until the next turn
     */
    public int turn() {
        if (sensor == null && !open()) {
            return waitMillis;
        }
        status = sample();
        if (status == SensorStatus.OK) {
            waitMillis = everyMillis;
        } else {
            rejected++;
            backOff();
        }
        return waitMillis;
    }

    private boolean open() {
        try {
            sensor = opener.get();
            waitMillis = everyMillis;
            return true;
        } catch (BusException e) {
            status = SensorStatus.NOT_RESPONDING;
            if (saidStatus == SensorStatus.OK) {
                Logger.error("{}: {}; it is tried again by itself", name, e.getMessage());
                saidStatus = status;
            }
            backOff();
            return false;
        }
    }

    private int sample() {
        try {
            return sensor.sample(values);
        } catch (BusException e) {
            return SensorStatus.NOT_RESPONDING; // a driver that let it through
        }
    }

    private void backOff() {
        waitMillis = Math.min(Math.max(waitMillis * 2, everyMillis), Math.max(everyMillis, LONGEST_BACKOFF_MILLIS));
    }

    /** Says in the log what is new since the last turn. */
    void tell() {
        if (sensor == null) {
            return;
        }
        if (status != saidStatus) {
            if (status == SensorStatus.OK) {
                Logger.info("{}: answers again; {} readings were rejected", name, rejected);
            } else {
                Logger.warn("{}: {}; check wiring, address and power; it is asked again by itself", name,
                        SensorStatus.text(status));
            }
            saidStatus = status;
        }
        String remark = sensor instanceof Remarks remarks ? remarks.takeRemark() : null;
        if (remark != null && !remark.equals(lastRemark)) { // each once, also after the chip was away
            Logger.warn("{}: the chip {}", name, remark);
            lastRemark = remark;
        }
    }

    /** Whether its bus is there, so that there was a sample. */
    boolean isOpen() {
        return sensor != null;
    }

    /** What came of the last turn: a {@link SensorStatus}. */
    public int status() {
        return status;
    }

    /** What {@link #values} are. */
    public List<Quantity> quantities() {
        return quantities;
    }

    /** What the last turn gave, if its status is good; overwritten by the next. */
    public int[] values() {
        return values;
    }
}
