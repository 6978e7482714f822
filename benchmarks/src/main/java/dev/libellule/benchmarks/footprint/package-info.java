/**
 * What one connected client costs a process, beside other libraries. Start at
 * {@link dev.libellule.benchmarks.footprint.ClientFootprint}.
 */
package dev.libellule.benchmarks.footprint;
