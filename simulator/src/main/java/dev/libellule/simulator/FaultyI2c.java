package dev.libellule.simulator;

import java.util.SplittableRandom;

/** A chip on I2C with what may be wrong with it. Called by the bus, one transaction at a time; the fault is set by any thread. */
final class FaultyI2c implements I2cModel {
    /** Of the transfers. */
    static final int ONE_IN = 3;

    private final I2cModel chip;
    private final SplittableRandom random = new SplittableRandom(1);
    private volatile ChipFault fault = ChipFault.NONE;
    private volatile Surroundings around;

    FaultyI2c(I2cModel chip) {
        this.chip = chip;
    }

    void setFault(ChipFault newFault) {
        ChipFault before = fault;
        fault = newFault;
        if (before == ChipFault.UNPLUGGED) {
            chip.powerOn();
        }
        if (around != null && newFault != ChipFault.STUCK) {
            chip.follow(around);
        }
    }

    @Override
    public void written(byte[] bytes, int offset, int length) {
        if (fault == ChipFault.UNPLUGGED) {
            throw I2cModel.noAcknowledgement();
        }
        chip.written(bytes, offset, length);
        if (fault == ChipFault.SUPPLY_DIPS) {
            chip.powerOn();
        }
    }

    @Override
    public void read(byte[] into, int offset, int length) {
        if (fault == ChipFault.UNPLUGGED) {
            throw I2cModel.noAcknowledgement();
        }
        chip.read(into, offset, length);
        if (fault == ChipFault.BROKEN_BITS && random.nextInt(ONE_IN) == 0) {
            into[offset + random.nextInt(length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        }
    }

    @Override
    public void follow(Surroundings now) {
        around = now;
        if (fault != ChipFault.STUCK) {
            chip.follow(now);
        }
    }

    @Override
    public void powerOn() {
        chip.powerOn();
    }
}
