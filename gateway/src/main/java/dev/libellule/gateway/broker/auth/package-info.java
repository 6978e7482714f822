/**
 * Who a client is: Mosquitto's password files; start at {@link dev.libellule.gateway.broker.auth.PasswordFile}.
 *
 * <p>Reads and writes files and computes hashes; nothing here is for the broker thread. May import the broker's
 * {@code BrokerOptions}; called by the wiring and by the command {@code passwd}.
 */
package dev.libellule.gateway.broker.auth;
