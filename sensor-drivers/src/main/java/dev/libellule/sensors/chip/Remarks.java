package dev.libellule.sensors.chip;

/** A driver that sometimes has something to tell people, beside its values. Its thread alone calls. */
public interface Remarks {
    /** What it has found since the last call, as the end of a sentence about the chip; null for nothing. */
    String takeRemark();
}
