package dev.libellule.sensors.pi4j;

import dev.libellule.sensors.bus.EdgeLine;

/** A Pi4J input that can note its edges with their time; Pi4J's own inputs only call back. Ours are all of this kind. */
public interface EdgeSource {
    /**
     * Notes edges from now on.
     *
     * @param debounceMicros a level counts once it has held for so long; 0 notes every edge
     */
    EdgeLine edges(int debounceMicros);
}
