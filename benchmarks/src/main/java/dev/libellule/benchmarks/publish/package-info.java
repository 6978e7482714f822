/**
 * What publishing costs a client's process, beside other libraries; start at {@link dev.libellule.benchmarks.publish.PublishCost}. Run by
 * {@code benchmarks/publish}.
 */
package dev.libellule.benchmarks.publish;
