package dev.libellule.gateway.app.virtual;

import dev.libellule.boards.Board;
import dev.libellule.boards.SensorEntry;
import dev.libellule.gateway.pins.ChipSampler;
import dev.libellule.sensors.bus.Delay;
import dev.libellule.sensors.pi4j.PiBuses;
import dev.libellule.simulator.ChipFault;
import dev.libellule.simulator.House.Room;
import dev.libellule.simulator.SimulatedPi;
import dev.libellule.simulator.Surroundings;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * The machine on whose buses the chips of a board file are, in virtual time: the real drivers, on the register models of their chips, in
 * the climate of a room. A driver that waits for a conversion moves this machine's own clock on, by fractions of a second.
 */
final class VirtualPi implements Delay, AutoCloseable {
    private static final long MINUTE = 60_000;
    private static final long SWITCHED_ON_NANOS = TimeUnit.HOURS.toNanos(1); // before the start

    private final World world;
    private final Board board;
    private final Room room;
    private final SplittableRandom random;
    private final SimulatedPi pi;
    private final PiBuses buses;
    private long nanos;
    private double co2Ppm = 600;
    private double milliVolts = 3_700;
    private double milliAmperes = 120;

    VirtualPi(Board board, World world, SplittableRandom random) {
        this.board = board;
        this.world = world;
        this.random = random;
        room = Source.roomOf(board.place());
        pi = new SimulatedPi(this::nanos);
        pi.equip(board);
        buses = new PiBuses(pi.context());
        follow();
        world.every(MINUTE, this::follow);
    }

    ChipSampler sampler(SensorEntry entry) {
        return ChipSampler.of(board, entry, buses, pi.sys(), this);
    }

    void fault(SensorEntry entry, ChipFault fault) {
        pi.fault(entry.at(), fault);
    }

    private long nanos() {
        nanos = Math.max(nanos, SWITCHED_ON_NANOS + TimeUnit.MILLISECONDS.toNanos(world.nowMillis()));
        return nanos;
    }

    @Override
    public boolean millis(int millis) {
        nanos = nanos() + TimeUnit.MILLISECONDS.toNanos(millis);
        return true;
    }

    private void follow() {
        co2Ppm = walk(co2Ppm, 30, 420, 1_800);
        milliVolts = walk(milliVolts, 10, 3_000, 4_200);
        milliAmperes = walk(milliAmperes, 10, 20, 900);
        Surroundings usual = Surroundings.ROOM;
        pi.follow(new Surroundings(world.house().temperatureCentiCelsius(room),
                world.house().humidityCentiPercent(room),
                world.house().pressurePascals(), lux(), (int) co2Ppm, usual.distanceMillimetres(), (int) milliVolts,
                (int) milliAmperes));
    }

    private double walk(double value, double step, double lowest, double highest) {
        return Math.clamp(value + (random.nextDouble() - 0.5) * 2 * step, lowest, highest);
    }

    /** Daylight from six to eight in the evening, and a little at night. */
    private int lux() {
        double hour = (world.nowMillis() / 3_600_000.0 + World.START_HOUR) % 24;
        return (int) (600 * Math.max(0, Math.sin(Math.PI * (hour - 6) / 14)) + random.nextInt(2, 12));
    }

    @Override
    public void close() {
        pi.close();
    }
}
