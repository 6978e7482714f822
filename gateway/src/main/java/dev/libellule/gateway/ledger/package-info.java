/**
 * Accounts of messages, to prove that none is lost: publishers write down each message and each acknowledgement,
 * subscribers each arrival, and {@link LedgerVerdict} compares. Start at {@link LedgerClient}.
 *
 * <p>Imports nothing of ours, on purpose: it has its own few packets of MQTT 3.1.1, so that a mistake in the codec cannot hide itself.
 * {@code app} may call it.
 */
package dev.libellule.gateway.ledger;
