/** A hobby servo on hardware pulses; start at {@link dev.libellule.sensors.servo.Servo}. */
package dev.libellule.sensors.servo;
