/**
 * The codec beside those of other MQTT libraries, by JMH; start at {@link dev.libellule.benchmarks.codec.PublishBenchmark}. Run by
 * {@code benchmarks/codec}.
 */
package dev.libellule.benchmarks.codec;
