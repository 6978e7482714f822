package dev.libellule.sensors.ds3231;

import dev.libellule.device.node.Quantity;
import dev.libellule.device.node.Sensor;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.Delay;
import dev.libellule.sensors.bus.I2cTarget;
import dev.libellule.sensors.chip.Chip;
import dev.libellule.sensors.chip.Remarks;
import java.util.function.LongSupplier;

/**
 * Maxim DS3231 over I2C: its temperature as a sensor, and its time to read and to set. The caller owns the bus. One thread.
 *
 * <p>It has no identifier. It is believed when its registers hold a date, and zeroes where the datasheet says so. Alarms, square wave
 * and ageing offset are left as they are. The clock is kept in UTC, for the years 2000 to 2099. With the first sample it is compared with
 * the machine's, and a difference is remarked.
 *
 * @see "Datasheet 19-5170, revision 10; each register cites its figure or section"
 */
public final class Ds3231 implements Sensor, Remarks {
    /** The earliest time that the chip can hold, 2000-01-01T00:00:00Z, in seconds since 1970. */
    public static final long EARLIEST_EPOCH_SECONDS = 946_684_800L;
    /** The latest, 2099-12-31T23:59:59Z. */
    public static final long LATEST_EPOCH_SECONDS = 4_102_444_799L;

    private static final int REG_SECONDS = 0x00; // figure 1: to 0x12
    private static final int REG_CONTROL = 0x0E; // "Control Register"
    private static final int REG_STATUS = 0x0F; // "Status Register"
    private static final int AT_TEMPERATURE = 0x11; // "Temperature Registers": to 0x12
    private static final int REGISTERS = 0x13;

    private static final int CONTROL_OSCILLATOR_OFF = 0x80; // EOSC, inverted: stops on battery
    private static final int CONTROL_CONVERT = 0x20; // CONV: stays 1 until the conversion is over
    private static final int STATUS_OSCILLATOR_STOPPED = 0x80; // OSF: the time is not to be believed
    private static final int STATUS_BUSY = 0x04; // BSY: it converts by itself, each 64 s
    private static final int STATUS_ZEROES = 0x70;

    private static final int TOLERANCE_SECONDS = 2;
    private static final int POLL_MILLIS = 25;
    private static final int LONGEST_MILLIS = 500; // "Temperature conversion time": at most 200 ms, twice if it was converting

    private static final Quantity TEMPERATURE = new Quantity("temperature", "°C", 2, -4000, 8500);

    /** How it describes itself. */
    public static final Chip CHIP = Chip.onI2c("ds3231", 0x68).recognisedBy(Ds3231::isThere)
            .measures(1000, wiring -> new Ds3231(wiring.i2c(), wiring.delay()), TEMPERATURE);

    private final I2cTarget target;
    private final Delay delay;
    private final LongSupplier utcMillis;
    private final byte[] registers = new byte[REGISTERS];
    private boolean isCompared;
    private String remark; // null: nothing new

    /** A driver for the chip, always at address 0x68. Does not touch the bus yet. */
    public Ds3231(I2cTarget target, Delay delay) {
        this(target, delay, System::currentTimeMillis);
    }

    /** As the other one, beside another clock than this machine's. */
    Ds3231(I2cTarget target, Delay delay, LongSupplier utcMillis) {
        this.target = target;
        this.delay = delay;
        this.utcMillis = utcMillis;
    }

    @Override
    public String takeRemark() {
        String taken = remark;
        remark = null;
        return taken;
    }

    @Override
    public int quantityCount() {
        return 1;
    }

    @Override
    public Quantity quantity(int index) {
        return TEMPERATURE;
    }

    @Override
    public int sample(int[] values) {
        try {
            int status = look();
            int flags = registers[REG_STATUS];
            long before = status == SensorStatus.OK ? Ds3231Time.epochSeconds(registers) : 0;
            if (status == SensorStatus.OK) {
                status = convert();
            }
            if (status == SensorStatus.OK) {
                status = look();
            }
            if (status == SensorStatus.OK) {
                boolean wasReset = (registers[REG_STATUS] & ~flags & STATUS_OSCILLATOR_STOPPED) != 0
                        || Ds3231Time.epochSeconds(registers) < before;
                status = wasReset ? SensorStatus.POWER_ON_VALUE : temperature(values);
                compare();
            }
            return status;
        } catch (BusException e) {
            return SensorStatus.NOT_RESPONDING; // its owner counts and says so; the next sample asks anew
        }
    }

    private void compare() {
        if (isCompared) {
            return;
        }
        isCompared = true;
        long seconds = Ds3231Time.epochSeconds(registers) - utcMillis.getAsLong() / 1000;
        if ((registers[REG_STATUS] & STATUS_OSCILLATOR_STOPPED) != 0) {
            remark = "has stood still since its clock was set: its battery is empty or missing; do not use its time";
        } else if (Math.abs(seconds) > TOLERANCE_SECONDS) {
            remark = "is %d s %s this machine's clock; one of them is wrong".formatted(Math.abs(seconds),
                    seconds > 0 ? "ahead of" : "behind");
        }
    }

    private int temperature(int[] values) {
        values[0] = temperatureCentiCelsius(registers[AT_TEMPERATURE], registers[AT_TEMPERATURE + 1]);
        return values[0] < TEMPERATURE.minimum() || values[0] > TEMPERATURE.maximum()
                ? SensorStatus.OUT_OF_RANGE
                : SensorStatus.OK;
    }

    /**
     * Reads the time: seconds since 1970-01-01T00:00:00Z. Allocates nothing.
     *
     * @return or a negative {@link SensorStatus}; {@link SensorStatus#POWER_ON_VALUE} when the clock has stood still since it was set,
     *         because of an empty battery
     */
    public long readEpochSeconds() {
        try {
            int status = look();
            if (status == SensorStatus.OK && (registers[REG_STATUS] & STATUS_OSCILLATOR_STOPPED) != 0) {
                status = SensorStatus.POWER_ON_VALUE;
            }
            return status == SensorStatus.OK ? Ds3231Time.epochSeconds(registers) : status;
        } catch (BusException e) {
            return SensorStatus.NOT_RESPONDING;
        }
    }

    /**
     * Sets the time, and lets the oscillator run on battery too. The chip's second begins with the transfer. Allocates nothing.
     *
     * @param epochSeconds {@link #EARLIEST_EPOCH_SECONDS} to {@link #LATEST_EPOCH_SECONDS}
     * @return {@link SensorStatus#OK} or why not: {@link SensorStatus#OUT_OF_RANGE} for a time that the chip cannot hold
     */
    public int setEpochSeconds(long epochSeconds) {
        if (epochSeconds < EARLIEST_EPOCH_SECONDS || epochSeconds > LATEST_EPOCH_SECONDS) {
            return SensorStatus.OUT_OF_RANGE;
        }
        try {
            int status = look();
            if (status != SensorStatus.OK) {
                return status;
            }
            int control = registers[REG_CONTROL] & 0xFF & ~CONTROL_OSCILLATOR_OFF;
            int flags = registers[REG_STATUS] & 0xFF & ~STATUS_OSCILLATOR_STOPPED;
            Ds3231Time.toRegisters(epochSeconds, registers);
            target.writeRegister(REG_CONTROL, control);
            target.writeRegisters(REG_SECONDS, registers, 0, Ds3231Time.REGISTERS);
            target.writeRegister(REG_STATUS, flags);
            return SensorStatus.OK;
        } catch (BusException e) {
            return SensorStatus.NOT_RESPONDING;
        }
    }

    /** Reads all registers in one burst, so that the time is of one moment, and says whether they can be those of this chip. */
    private int look() {
        target.readRegisters(REG_SECONDS, registers, 0, REGISTERS);
        return isPlausible(registers) ? SensorStatus.OK : SensorStatus.WRONG_CHIP;
    }

    private static boolean isPlausible(byte[] all) {
        return (all[REG_STATUS] & STATUS_ZEROES) == 0 && (all[AT_TEMPERATURE + 1] & 0x3F) == 0
                && Ds3231Time.isTime(all);
    }

    private static boolean isThere(I2cTarget target) {
        byte[] all = new byte[REGISTERS];
        target.readRegisters(REG_SECONDS, all, 0, REGISTERS);
        return isPlausible(all);
    }

    private int convert() {
        for (int waited = 0; waited < LONGEST_MILLIS; waited += POLL_MILLIS) {
            if ((target.readRegister(REG_STATUS) & STATUS_BUSY) == 0) {
                target.writeRegister(REG_CONTROL, registers[REG_CONTROL] | CONTROL_CONVERT);
                return awaitConversion(waited);
            }
            if (!delay.millis(POLL_MILLIS)) {
                return SensorStatus.TIMEOUT;
            }
        }
        return SensorStatus.TIMEOUT;
    }

    private int awaitConversion(int waitedMillis) {
        for (int waited = waitedMillis; waited < LONGEST_MILLIS; waited += POLL_MILLIS) {
            if (!delay.millis(POLL_MILLIS)) {
                return SensorStatus.TIMEOUT;
            }
            if ((target.readRegister(REG_CONTROL) & CONTROL_CONVERT) == 0) {
                return SensorStatus.OK;
            }
        }
        return SensorStatus.TIMEOUT;
    }

    /** "Temperature Registers": ten bits in two's complement, a quarter of a degree each. */
    static int temperatureCentiCelsius(byte high, byte low) {
        return (high << 2 | (low & 0xFF) >> 6) * 25;
    }
}
