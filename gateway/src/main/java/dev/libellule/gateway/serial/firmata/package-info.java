/**
 * Firmata 2.x, the binary protocol of StandardFirmata, as bytes: {@link dev.libellule.gateway.serial.firmata.FirmataParser} reads,
 * {@link dev.libellule.gateway.serial.firmata.Firmata} writes. No I/O; called by the package above.
 */
package dev.libellule.gateway.serial.firmata;
