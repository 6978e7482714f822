/**
 * The page in the browser, and the small HTTP server that hands it out; start at
 * {@link dev.libellule.gateway.web.WebServer}.
 *
 * <p>The page itself is in the resources beside this package. It is an ordinary MQTT client of the broker over WebSocket; the
 * server here gives out files and {@code /config.json} and knows nothing of what they show. Imports nothing of ours.
 */
package dev.libellule.gateway.web;
