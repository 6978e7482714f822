package dev.libellule.sensors.pi4j.provider;

import com.pi4j.io.exception.IOException;

/** A failure whose message says what to do about it, so that nobody has to guess. */
public final class CauseNamed extends IOException {
    public CauseNamed(String message) {
        super(message);
    }
}
