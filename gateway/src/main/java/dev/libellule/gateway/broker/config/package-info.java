/**
 * Mosquitto's configuration files, read into records; start at {@link dev.libellule.gateway.broker.config.MosquittoConf}.
 *
 * <p>{@link dev.libellule.gateway.broker.config.Options} is the one table of what may stand in a file and what becomes of it.
 * No socket, no thread; reads configuration files only, never the files that these name. May import {@code device.codec},
 * nothing else of ours.
 */
package dev.libellule.gateway.broker.config;
