/**
 * ROHM BH1750FVI: light over I2C; start at {@link dev.libellule.sensors.bh1750.Bh1750}.
 *
 * <p>Pages are those of the technical note 11046EDT01, "Digital 16bit Serial Output Type Ambient Light Sensor IC".
 */
package dev.libellule.sensors.bh1750;
