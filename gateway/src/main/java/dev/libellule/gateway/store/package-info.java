/**
 * What survives the process: sessions, what waits for them, retained messages, wills; in one SQLite file.
 *
 * <p>Start at {@link dev.libellule.gateway.store.Store}: the broker thread hands over {@link dev.libellule.gateway.store.Batch}es of
 * changes and is told when each is on the disk; {@link dev.libellule.gateway.store.SqliteStore} writes them on a thread of its own,
 * {@link dev.libellule.gateway.store.SteppedStore} in virtual time.
 * Imports nothing of ours; only {@code broker} calls it.
 */
package dev.libellule.gateway.store;
