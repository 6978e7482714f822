package dev.libellule.boards;

/** Who moves the bits of a board's own pins and buses. */
public enum PinProvider {
    /** Our own, on the kernel's devices. */
    KERNEL,
    /** The plug-ins of Pi4J that the user has put beside the program, such as pi4j-plugin-ffm. */
    PI4J
}
