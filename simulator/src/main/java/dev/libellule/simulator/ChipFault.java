package dev.libellule.simulator;

/** What can be wrong with a chip, or with the wires to it. */
public enum ChipFault {
    NONE,
    /** It does not answer. */
    UNPLUGGED,
    /** Of one transfer in three, one bit is turned round on the way. */
    BROKEN_BITS,
    /** It measures, and finds the same again and again. */
    STUCK,
    /** Its supply dips whenever it is told something: it forgets that, and shows what it shows after power-on. */
    SUPPLY_DIPS
}
