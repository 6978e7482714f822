package dev.libellule.simulator;

/** A chip on an I2C bus, by its registers of eight bits. Called by the bus, on any thread. */
interface I2cModel {
    int read(int register);

    void write(int register, int value);
}
