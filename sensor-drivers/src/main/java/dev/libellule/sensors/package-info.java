/** The {@link dev.libellule.sensors.Catalogue} of all chips. Below it: a package a chip, the bus ports, and what is behind them. */
package dev.libellule.sensors;
