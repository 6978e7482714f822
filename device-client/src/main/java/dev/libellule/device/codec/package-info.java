/**
 * MQTT Control Packets to and from byte arrays, 3.1, 3.1.1 and 5.0, both directions; start at
 * {@link dev.libellule.device.codec.PacketReader} and {@link dev.libellule.device.codec.PacketWriter}.
 *
 * <p>A carrier class a packet ({@code Connect}, {@code Publish} ...), filled and written by a coder class ({@code ConnectCoder} ...).
 * No state beyond the carriers, no I/O, no allocation, no exception on bad input; imports nothing. The client and the gateway's
 * broker are its callers. Section numbers are those of MQTT 5.0 unless a version is said.
 */
package dev.libellule.device.codec;
