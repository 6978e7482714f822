package dev.libellule.gateway.serial;

/** A serial port that cannot be opened; the message names cause and cure. */
final class PortException extends Exception {
    PortException(String message) {
        super(message);
    }
}
