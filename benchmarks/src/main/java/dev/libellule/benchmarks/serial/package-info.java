/** Many serial boards on one gateway: {@link dev.libellule.benchmarks.serial.SerialLoad}, run by {@code benchmarks/serial-boards}. */
package dev.libellule.benchmarks.serial;
