/**
 * The load generator: many clients on one thread, built on device-client; start at {@link dev.libellule.benchmarks.load.LoadCommand}.
 *
 * <p>Every message carries its publisher, its number and the time; every subscriber checks that nothing is lost, doubled or out of order.
 */
package dev.libellule.benchmarks.load;
