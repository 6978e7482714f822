package dev.libellule.sensors.ina219;

import dev.libellule.device.node.Quantity;
import dev.libellule.device.node.Sensor;
import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.Delay;
import dev.libellule.sensors.bus.I2cTarget;
import dev.libellule.sensors.chip.Chip;
import dev.libellule.sensors.chip.Setting;

/**
 * TI INA219 over I2C: voltage of the bus, current through a shunt, power. The caller owns the bus. One thread.
 *
 * <p>A sample triggers one conversion of both, each the mean of 32. Current and power are computed here, from the voltages and the shunt,
 * in place of the chip's calibration register: a chip that is reset forgets it, and would then report no current.
 *
 * <p>It has no identifier. It is believed when it shows the configuration of a chip that was reset, and then the one that is written.
 *
 * @see "Datasheet SBOS448, revision G; each register cites its section"
 */
public final class Ina219 implements Sensor {
    /** The shunt of nearly all modules, marked R100: 0.1 ohm, so 3.2 A at most. */
    public static final int MODULE_SHUNT_MICRO_OHMS = 100_000;

    private static final int REG_CONFIGURATION = 0; // 8.6.2.1
    private static final int REG_SHUNT_VOLTAGE = 1; // 8.6.3.1: 10 uV a step, signed
    private static final int REG_BUS_VOLTAGE = 2; // 8.6.3.2: 4 mV a step in bits 15:3

    private static final int RESET = 0x8000;
    private static final int AFTER_RESET = 0x399F;
    /** 32 V, gain 1/8: 320 mV; both ADCs 12 bits and mean of 32 (table 5); shunt and bus, triggered (table 6). */
    private static final int TRIGGER = 0x3EEB;
    private static final int CONVERSION_READY = 0x02; // bit 1 of the bus voltage register; a write to the configuration clears it, 8.3.1
    private static final int SHUNT_FULL_SCALE = 32_000;
    private static final int RESET_MILLIS = 1;
    private static final int CONVERSION_MILLIS = 35; // table 5: twice 17.02 ms, typical; then the chip is asked
    private static final int AGAIN_MILLIS = 5;
    private static final int LONGEST_MILLIS = 70;

    /** The largest range of any shunt: 640 A through the smallest one. What is at the end of the scale of this one is refused. */
    private static final Quantity[] QUANTITIES = {new Quantity("voltage", "V", 3, 0, 32_000),
            new Quantity("current", "A", 4, -6_400_000, 6_400_000),
            new Quantity("power", "W", 3, -20_480_000, 20_480_000)};

    private static final Setting SHUNT = new Setting("shunt-microohms", MODULE_SHUNT_MICRO_OHMS, 500, 10_000_000);

    /** How it describes itself. */
    public static final Chip CHIP = Chip
            .onI2c("ina219", 0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4A, 0x4B, 0x4C, 0x4D, 0x4E,
                    0x4F)
            .settings(SHUNT).recognisedBy(Ina219::hasKnownConfiguration)
            .measures(100, wiring -> new Ina219(wiring.i2c(), wiring.delay(), wiring.setting(SHUNT.name())),
                    QUANTITIES);

    private final I2cTarget target;
    private final Delay delay;
    private final int shuntMicroOhms;
    private final byte[] word = new byte[2];
    private boolean isOpen;

    /**
     * A driver for the chip at an address: 0x40 to 0x4F by A0 and A1, table 1. Does not touch the bus yet.
     *
     * @param shuntMicroOhms resistance that the current flows through, 500 or more: {@link #MODULE_SHUNT_MICRO_OHMS} on a module
     */
    public Ina219(I2cTarget target, Delay delay, int shuntMicroOhms) {
        this.target = target;
        this.delay = delay;
        this.shuntMicroOhms = shuntMicroOhms;
    }

    @Override
    public int quantityCount() {
        return QUANTITIES.length;
    }

    @Override
    public Quantity quantity(int index) {
        return QUANTITIES[index];
    }

    @Override
    public int sample(int[] values) {
        int status;
        try {
            status = isOpen ? SensorStatus.OK : open();
            if (status == SensorStatus.OK) {
                status = convert(values);
            }
        } catch (BusException e) {
            status = SensorStatus.NOT_RESPONDING; // its owner counts and says so; the next sample asks anew
        }
        isOpen = status == SensorStatus.OK;
        return status;
    }

    private int open() {
        configure(RESET);
        if (!delay.millis(RESET_MILLIS)) {
            return SensorStatus.TIMEOUT;
        }
        return read(REG_CONFIGURATION) == AFTER_RESET ? SensorStatus.OK : SensorStatus.WRONG_CHIP;
    }

    private int convert(int[] values) {
        configure(TRIGGER);
        int waitMillis = CONVERSION_MILLIS;
        for (int waited = 0; waited < LONGEST_MILLIS; waited += waitMillis) {
            if (!delay.millis(waitMillis)) {
                return SensorStatus.TIMEOUT;
            }
            if (read(REG_CONFIGURATION) != TRIGGER) {
                return SensorStatus.POWER_ON_VALUE; // reset meanwhile, or nobody drives the lines
            }
            int bus = read(REG_BUS_VOLTAGE);
            if ((bus & CONVERSION_READY) != 0) {
                return compute(values, bus, (short) read(REG_SHUNT_VOLTAGE));
            }
            waitMillis = AGAIN_MILLIS;
        }
        return SensorStatus.TIMEOUT;
    }

    private int compute(int[] values, int bus, int shunt) {
        values[0] = busMilliVolts(bus);
        values[1] = currentTenthMilliAmperes(shunt, shuntMicroOhms);
        values[2] = powerMilliWatts(values[0], values[1]);
        boolean inRange = Math.abs(shunt) < SHUNT_FULL_SCALE && values[0] <= QUANTITIES[0].maximum();
        return inRange ? SensorStatus.OK : SensorStatus.OUT_OF_RANGE; // at the end of the scale there may be more
    }

    /** Whether it is configured as after a reset, or as by this driver. */
    private static boolean hasKnownConfiguration(I2cTarget target) {
        byte[] bytes = new byte[2];
        target.readRegisters(REG_CONFIGURATION, bytes, 0, 2);
        int configuration = (bytes[0] & 0xFF) << 8 | bytes[1] & 0xFF;
        return configuration == AFTER_RESET || configuration == TRIGGER;
    }

    private int read(int register) {
        target.readRegisters(register, word, 0, 2);
        return (word[0] & 0xFF) << 8 | word[1] & 0xFF;
    }

    private void configure(int value) {
        word[0] = (byte) (value >> 8);
        word[1] = (byte) value;
        target.writeRegisters(REG_CONFIGURATION, word, 0, 2);
    }

    /** 8.6.3.2: bits 15:3, 4 mV each. */
    static int busMilliVolts(int register) {
        return (register >> 3) * 4;
    }

    /** Ohm's law: 10 uV a step through the shunt, in tenths of a milliampere, rounded. */
    static int currentTenthMilliAmperes(int shuntRegister, int shuntMicroOhms) {
        return (int) rounded(shuntRegister * 100_000L, shuntMicroOhms);
    }

    /** Voltage times current, in milliwatts, rounded; negative while current flows backwards. */
    static int powerMilliWatts(int milliVolts, int tenthMilliAmperes) {
        return (int) rounded((long) milliVolts * tenthMilliAmperes, 10_000);
    }

    private static long rounded(long dividend, int divisor) {
        return (dividend >= 0 ? dividend + divisor / 2 : dividend - divisor / 2) / divisor;
    }
}
