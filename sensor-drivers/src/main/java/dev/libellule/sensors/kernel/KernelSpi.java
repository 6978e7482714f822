package dev.libellule.sensors.kernel;

import com.pi4j.io.exception.IOException;
import dev.libellule.sensors.bus.SpiTarget;
import dev.libellule.sensors.pi4j.provider.SpiTransfers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * One target on {@code /dev/spidevB.C}. A transfer is one {@code SPI_IOC_MESSAGE}:
 *
 * <pre>
 *   spi_ioc_transfer: 0 tx_buf* | 8 rx_buf* | 16 len | 20 speed_hz | 24 delay_usecs | 26 bits_per_word | 27 cs_change | 28 .. 31
 * </pre>
 *
 * @see "Documentation/spi/spidev.rst of the Linux kernel; uapi/linux/spi/spidev.h for the structure"
 */
final class KernelSpi implements SpiTransfers {
    static final long SPI_IOC_MESSAGE_1 = 0x40206B00L;
    static final long SPI_IOC_WR_MODE = 0x40016B01L;

    private final Kernel kernel;
    private final String path;
    private final int fd;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment message = arena.allocate(32, 8);
    private final MemorySegment out = arena.allocate(SpiTarget.LONGEST_TRANSFER, 8);
    private final MemorySegment in = arena.allocate(SpiTarget.LONGEST_TRANSFER, 8);

    KernelSpi(Kernel kernel, int bus, int chipSelect, int hertz, int mode) {
        this.kernel = kernel;
        path = "/dev/spidev%d.%d".formatted(bus, chipSelect);
        fd = kernel.open(path, Kernel.O_RDWR);
        if (fd < 0) {
            arena.close();
            throw Errno.opening(path, -fd, "spi", bus == 0 ? "dtparam=spi=on" : "dtoverlay=spi%d-1cs".formatted(bus));
        }
        MemorySegment modeByte = arena.allocate(1);
        modeByte.set(ValueLayout.JAVA_BYTE, 0, (byte) mode);
        int status = kernel.ioctl(fd, SPI_IOC_WR_MODE, modeByte);
        if (status < 0) {
            close();
            throw new IOException("%s: mode %d: %s".formatted(path, mode, Errno.explain(-status)));
        }
        message.set(ValueLayout.ADDRESS, 0, out);
        message.set(ValueLayout.ADDRESS, 8, in);
        message.set(ValueLayout.JAVA_INT, 20, hertz);
        message.set(ValueLayout.JAVA_BYTE, 26, (byte) 8);
    }

    @Override
    public void transfer(byte[] outBytes, int outOffset, byte[] inBytes, int inOffset, int length) {
        MemorySegment.copy(outBytes, outOffset, out, ValueLayout.JAVA_BYTE, 0, length);
        message.set(ValueLayout.JAVA_INT, 16, length);
        int status = kernel.ioctl(fd, SPI_IOC_MESSAGE_1, message);
        if (status < 0) {
            throw new IOException("%s: transfer: %s".formatted(path, Errno.explain(-status)));
        }
        MemorySegment.copy(in, ValueLayout.JAVA_BYTE, 0, inBytes, inOffset, length);
    }

    @Override
    public void close() {
        kernel.close(fd);
        arena.close();
    }
}
