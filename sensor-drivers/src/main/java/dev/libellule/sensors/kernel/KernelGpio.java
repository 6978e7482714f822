package dev.libellule.sensors.kernel;

import com.pi4j.io.exception.IOException;
import com.pi4j.io.gpio.digital.PullResistance;
import dev.libellule.sensors.bus.EdgeLine;
import dev.libellule.sensors.pi4j.provider.Pin;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * One line of {@code /dev/gpiochip*} by a line request of version 2. The state of an output is read back from the line. An input is asked
 * for its level; it needs an interrupt of the kernel only once its edges are wanted, and is then requested anew.
 *
 * @see "uapi/linux/gpio.h of the Linux kernel: gpio_v2_line_request, gpio_v2_line_values, gpiochip_info"
 */
final class KernelGpio implements Pin {
    static final long GPIO_GET_CHIPINFO_IOCTL = 0x8044B401L;
    static final long GPIO_V2_GET_LINE_IOCTL = 0xC250B407L;
    static final long GPIO_V2_LINE_GET_VALUES_IOCTL = 0xC010B40EL;
    static final long GPIO_V2_LINE_SET_VALUES_IOCTL = 0xC010B40FL;
    static final int SIZE_OF_LINE_REQUEST = 592;

    static final long FLAG_INPUT = 1 << 2;
    static final long FLAG_OUTPUT = 1 << 3;
    static final long FLAG_EDGE_RISING = 1 << 4;
    static final long FLAG_EDGE_FALLING = 1 << 5;
    static final long FLAG_BIAS_PULL_UP = 1 << 8;
    static final long FLAG_BIAS_PULL_DOWN = 1 << 9;
    static final long FLAG_BIAS_DISABLED = 1 << 10;

    private static final int SIZE_OF_CHIPINFO = 68;
    private static final int OFFSET_CONSUMER = 256;
    private static final int OFFSET_FLAGS = 288;
    private static final int OFFSET_NUM_ATTRS = 296;
    private static final int OFFSET_ATTRS = 320;
    private static final int OFFSET_NUM_LINES = 560;
    private static final int OFFSET_EVENT_BUFFER_SIZE = 564;
    private static final int OFFSET_FD = 588;
    private static final int ATTR_ID_OUTPUT_VALUES = 2;
    private static final int ATTR_ID_DEBOUNCE = 3;
    private static final int EVENT_BUFFER_SIZE = 1024; // the most that the kernel gives for one line
    private static final int MOST_CHIPS = 16;

    private final Kernel kernel;
    private final int bcm;
    private final long flags;
    private final Arena arena = Arena.ofShared();
    /** {@code gpio_v2_line_values}: bits, mask. */
    private final MemorySegment values = arena.allocate(16, 8);
    private int fd;

    private KernelGpio(Kernel kernel, int bcm, long flags, boolean high) {
        this.kernel = kernel;
        this.bcm = bcm;
        this.flags = flags;
        try {
            fd = request(flags, high, 0);
        } catch (IOException e) {
            arena.close();
            throw e;
        }
        values.set(ValueLayout.JAVA_LONG, 8, 1);
    }

    static Pin output(Kernel kernel, int bcm, boolean high) {
        return new KernelGpio(kernel, bcm, FLAG_OUTPUT, high);
    }

    static Pin input(Kernel kernel, int bcm, PullResistance pull) {
        return new KernelGpio(kernel, bcm, FLAG_INPUT | switch (pull) {
            case PULL_UP -> FLAG_BIAS_PULL_UP;
            case PULL_DOWN -> FLAG_BIAS_PULL_DOWN;
            default -> FLAG_BIAS_DISABLED;
        }, false);
    }

    /**
     * Fills a request for one line.
     *
     * <pre>
     *   0 offsets[64] | 256 consumer[32] | 288 flags | 296 num_attrs | 320 attrs[10] of 24 | 560 num_lines | 564 event_buffer_size | 588 fd
     *   attr:  0 id | 8 values or debounce_period_us | 16 mask
     * </pre>
     */
    static void fillRequest(MemorySegment request, int line, long flags, boolean high, int debounceMicros) {
        request.fill((byte) 0);
        request.set(ValueLayout.JAVA_INT, 0, line);
        request.setString(OFFSET_CONSUMER, "libellule", StandardCharsets.US_ASCII);
        request.set(ValueLayout.JAVA_LONG, OFFSET_FLAGS, flags);
        request.set(ValueLayout.JAVA_INT, OFFSET_NUM_LINES, 1);
        if ((flags & (FLAG_EDGE_RISING | FLAG_EDGE_FALLING)) != 0) {
            request.set(ValueLayout.JAVA_INT, OFFSET_EVENT_BUFFER_SIZE, EVENT_BUFFER_SIZE);
        }
        if ((flags & FLAG_OUTPUT) != 0) {
            attribute(request, ATTR_ID_OUTPUT_VALUES);
            request.set(ValueLayout.JAVA_LONG, OFFSET_ATTRS + 8L, high ? 1 : 0);
        } else if (debounceMicros > 0) {
            attribute(request, ATTR_ID_DEBOUNCE);
            request.set(ValueLayout.JAVA_INT, OFFSET_ATTRS + 8L, debounceMicros);
        }
    }

    private static void attribute(MemorySegment request, int id) {
        request.set(ValueLayout.JAVA_INT, OFFSET_NUM_ATTRS, 1);
        request.set(ValueLayout.JAVA_INT, OFFSET_ATTRS, id);
        request.set(ValueLayout.JAVA_LONG, OFFSET_ATTRS + 16L, 1); // mask: of the first line
    }

    private int request(long lineFlags, boolean high, int debounceMicros) {
        int chip = openPinController();
        try (Arena once = Arena.ofConfined()) {
            MemorySegment request = once.allocate(SIZE_OF_LINE_REQUEST, 8);
            fillRequest(request, bcm, lineFlags, high, debounceMicros);
            check(kernel.ioctl(chip, GPIO_V2_GET_LINE_IOCTL, request));
            return request.get(ValueLayout.JAVA_INT, OFFSET_FD);
        } finally {
            kernel.close(chip);
        }
    }

    /** The chip whose lines are the Pi's header: the one called pinctrl; on other machines the first. */
    private int openPinController() {
        MemorySegment info = arena.allocate(SIZE_OF_CHIPINFO, 8);
        int first = -Errno.ENOENT;
        for (int i = 0; i < MOST_CHIPS; i++) {
            int chip = kernel.open("/dev/gpiochip" + i, Kernel.O_RDWR);
            if (chip < 0) {
                first = first == -Errno.ENOENT ? chip : first;
                continue;
            }
            int status = kernel.ioctl(chip, GPIO_GET_CHIPINFO_IOCTL, info);
            if (status == 0 && info.getString(32, StandardCharsets.US_ASCII).startsWith("pinctrl-")) {
                closeIfOpen(first);
                return chip;
            }
            if (first < 0) {
                first = chip;
            } else {
                kernel.close(chip);
            }
        }
        if (first < 0) {
            throw Errno.opening("/dev/gpiochip0", -first, "gpio", Errno.NO_SETTING);
        }
        return first;
    }

    private void closeIfOpen(int chip) {
        if (chip >= 0) {
            kernel.close(chip);
        }
    }

    private void check(int status) {
        if (status < 0) {
            throw new IOException("GPIO %d: %s".formatted(bcm, -status == Errno.ENXIO
                    ? "the kernel has no interrupt for its edges"
                    : Errno.explain(-status)));
        }
    }

    @Override
    public synchronized boolean isHigh() {
        check(kernel.ioctl(fd, GPIO_V2_LINE_GET_VALUES_IOCTL, values));
        return (values.get(ValueLayout.JAVA_LONG, 0) & 1) != 0;
    }

    @Override
    public synchronized void set(boolean high) {
        values.set(ValueLayout.JAVA_LONG, 0, high ? 1 : 0);
        check(kernel.ioctl(fd, GPIO_V2_LINE_SET_VALUES_IOCTL, values));
    }

    @Override
    public synchronized EdgeLine edges(int debounceMicros) {
        kernel.close(fd);
        fd = request(flags | FLAG_EDGE_RISING | FLAG_EDGE_FALLING, false, debounceMicros);
        return new KernelEdges(kernel, fd, arena, this);
    }

    @Override
    public synchronized void close() {
        if (arena.scope().isAlive()) {
            kernel.close(fd);
            arena.close();
        }
    }
}
