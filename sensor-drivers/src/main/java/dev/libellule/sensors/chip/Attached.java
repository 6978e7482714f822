package dev.libellule.sensors.chip;

/** What a chip hangs on; decides which keys say where it is in a board file. */
public enum Attached {
    /** {@code bus}, {@code address}. */
    I2C,
    /** {@code bus}, {@code select}. */
    SPI,
    /** {@code id}: a folder of the kernel's 1-Wire devices. */
    ONE_WIRE,
    /** {@code id}: other files of the kernel, such as those of IIO and of the processor itself. */
    KERNEL,
    /** A key for each pin, by its BCM number. */
    PINS,
    /** {@code bus}, {@code channel}: pulse hardware. */
    PWM
}
