package dev.libellule.simulator;

import java.util.Arrays;
import java.util.SplittableRandom;

/** A chip on SPI with what may be wrong with it: as {@link FaultyI2c}, where nobody acknowledges. */
final class FaultySpi implements SpiModel {
    private final SpiModel chip;
    private final SplittableRandom random = new SplittableRandom(1);
    private volatile ChipFault fault = ChipFault.NONE;
    private volatile Surroundings around;

    FaultySpi(SpiModel chip) {
        this.chip = chip;
    }

    void setFault(ChipFault newFault) {
        fault = newFault;
        if (around != null && newFault != ChipFault.STUCK) {
            chip.follow(around);
        }
    }

    @Override
    public void transfer(byte[] out, int outOffset, byte[] in, int inOffset, int length) {
        chip.transfer(out, outOffset, in, inOffset, length);
        switch (fault) {
            case UNPLUGGED, SUPPLY_DIPS -> Arrays.fill(in, inOffset, inOffset + length, (byte) 0xFF);
            case BROKEN_BITS -> {
                if (random.nextInt(FaultyI2c.ONE_IN) == 0) {
                    in[inOffset + random.nextInt(length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
                }
            }
            default -> {
                /* as the chip gives it */ }
        }
    }

    @Override
    public void follow(Surroundings now) {
        around = now;
        if (fault != ChipFault.STUCK) {
            chip.follow(now);
        }
    }
}
