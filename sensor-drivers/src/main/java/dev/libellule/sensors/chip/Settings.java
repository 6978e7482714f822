package dev.libellule.sensors.chip;

/** The settings of one entry of a board file, by name. */
public interface Settings {
    /** The value of a {@link Setting} that the chip has declared; its default if the board file says nothing. */
    int setting(String name);
}
