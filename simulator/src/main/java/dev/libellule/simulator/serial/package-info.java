/** Serial lines without hardware: pseudo-terminals, {@link dev.libellule.simulator.serial.Pty}. Linux only. */
package dev.libellule.simulator.serial;
