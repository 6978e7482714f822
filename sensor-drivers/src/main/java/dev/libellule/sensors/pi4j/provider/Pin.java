package dev.libellule.sensors.pi4j.provider;

import dev.libellule.sensors.bus.DigitalOutputLine;
import dev.libellule.sensors.bus.EdgeLine;

/** One digital pin. Failing, it throws Pi4J's IOException. */
public interface Pin extends DigitalOutputLine, AutoCloseable {
    /**
     * Notes edges from now on, of an input.
     *
     * @param debounceMicros a level counts once it has held for so long; 0 notes every edge
     */
    EdgeLine edges(int debounceMicros);

    @Override
    default void close() {}
}
