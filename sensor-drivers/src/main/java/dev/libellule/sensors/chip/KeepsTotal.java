package dev.libellule.sensors.chip;

/** A sensor that counts: what it has counted can be kept over a restart. Called on the sensor's thread, {@link #total} on any. */
public interface KeepsTotal {
    /** The setting by which a board file asks for it: 0 or 1. */
    Setting KEEP_TOTAL = new Setting("keep-total", 0, 0, 1);

    /** What has been counted. */
    int total();

    /** Goes on from what had been counted before; called before the first sample. */
    void resume(int total);
}
