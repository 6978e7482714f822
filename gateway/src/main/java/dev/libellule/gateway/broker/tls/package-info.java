/**
 * TLS of the broker's listeners: Mosquitto's certificate files; start at {@link dev.libellule.gateway.broker.tls.TlsFiles}.
 *
 * <p>Imports nothing of ours; called by the wiring, which loads the files, and by the broker, which asks for a handler a connection.
 */
package dev.libellule.gateway.broker.tls;
