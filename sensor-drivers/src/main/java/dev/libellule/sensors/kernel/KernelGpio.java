package dev.libellule.sensors.kernel;

import com.pi4j.io.exception.IOException;
import com.pi4j.context.Context;
import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalInputBase;
import com.pi4j.io.gpio.digital.DigitalInputConfig;
import com.pi4j.io.gpio.digital.DigitalInputProvider;
import com.pi4j.io.gpio.digital.DigitalInputProviderBase;
import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalOutputBase;
import com.pi4j.io.gpio.digital.DigitalOutputConfig;
import com.pi4j.io.gpio.digital.DigitalOutputProvider;
import com.pi4j.io.gpio.digital.DigitalOutputProviderBase;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.io.gpio.digital.PullResistance;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Digital lines on {@code /dev/gpiochip*} by line requests of version 2. The state of an output is read back from the line.
 *
 * @see "uapi/linux/gpio.h of the Linux kernel: gpio_v2_line_request, gpio_v2_line_values, gpiochip_info"
 */
final class KernelGpio {
    static final long GPIO_GET_CHIPINFO_IOCTL = 0x8044B401L;
    static final long GPIO_V2_GET_LINE_IOCTL = 0xC250B407L;
    static final long GPIO_V2_LINE_GET_VALUES_IOCTL = 0xC010B40EL;
    static final long GPIO_V2_LINE_SET_VALUES_IOCTL = 0xC010B40FL;
    static final int SIZE_OF_LINE_REQUEST = 592;

    static final long FLAG_INPUT = 1 << 2;
    static final long FLAG_OUTPUT = 1 << 3;
    static final long FLAG_BIAS_PULL_UP = 1 << 8;
    static final long FLAG_BIAS_PULL_DOWN = 1 << 9;
    static final long FLAG_BIAS_DISABLED = 1 << 10;

    private static final int SIZE_OF_CHIPINFO = 68;
    private static final int OFFSET_CONSUMER = 256;
    private static final int OFFSET_FLAGS = 288;
    private static final int OFFSET_NUM_ATTRS = 296;
    private static final int OFFSET_ATTRS = 320;
    private static final int OFFSET_NUM_LINES = 560;
    private static final int OFFSET_FD = 588;
    private static final int ATTR_ID_OUTPUT_VALUES = 2;
    private static final int MOST_CHIPS = 16;

    private KernelGpio() {}

    /**
     * Fills a request for one line.
     *
     * <pre>
     *   0 offsets[64] | 256 consumer[32] | 288 flags | 296 num_attrs | 320 attrs[10] of 24 | 560 num_lines | 588 fd
     * </pre>
     */
    static void fillRequest(MemorySegment request, int line, long flags, boolean high) {
        request.fill((byte) 0);
        request.set(ValueLayout.JAVA_INT, 0, line);
        request.setString(OFFSET_CONSUMER, "libellule", StandardCharsets.US_ASCII);
        request.set(ValueLayout.JAVA_LONG, OFFSET_FLAGS, flags);
        request.set(ValueLayout.JAVA_INT, OFFSET_NUM_LINES, 1);
        if ((flags & FLAG_OUTPUT) != 0) {
            request.set(ValueLayout.JAVA_INT, OFFSET_NUM_ATTRS, 1);
            request.set(ValueLayout.JAVA_INT, OFFSET_ATTRS, ATTR_ID_OUTPUT_VALUES);
            request.set(ValueLayout.JAVA_LONG, OFFSET_ATTRS + 8L, high ? 1 : 0);
            request.set(ValueLayout.JAVA_LONG, OFFSET_ATTRS + 16L, 1);
        }
    }

    /** One requested line: its file descriptor, and the memory for {@code gpio_v2_line_values}: bits, mask. */
    private static final class Line implements AutoCloseable {
        private final Arena arena = Arena.ofShared();
        private final MemorySegment state = Libc.callState(arena);
        private final MemorySegment values = arena.allocate(16, 8);
        private final int bcm;
        private final int fd;

        Line(int bcm, long flags, boolean high) {
            this.bcm = bcm;
            int chip = openPinController(arena, state);
            MemorySegment request = arena.allocate(SIZE_OF_LINE_REQUEST, 8);
            fillRequest(request, bcm, flags, high);
            int status = Libc.ioctl(state, chip, GPIO_V2_GET_LINE_IOCTL, request);
            Libc.close(chip);
            if (status < 0) {
                arena.close();
                throw new IOException("GPIO %d: %s".formatted(bcm, Libc.explain(-status, "gpio")));
            }
            fd = request.get(ValueLayout.JAVA_INT, OFFSET_FD);
            values.set(ValueLayout.JAVA_LONG, 8, 1);
        }

        /** The chip whose lines are the Pi's header: the one called pinctrl; on other machines the first. */
        private static int openPinController(Arena arena, MemorySegment state) {
            MemorySegment info = arena.allocate(SIZE_OF_CHIPINFO, 8);
            int first = -Libc.ENOENT;
            for (int i = 0; i < MOST_CHIPS; i++) {
                int fd = Libc.open("/dev/gpiochip" + i);
                if (fd < 0) {
                    first = first == -Libc.ENOENT ? fd : first;
                    continue;
                }
                int status = Libc.ioctl(state, fd, GPIO_GET_CHIPINFO_IOCTL, info);
                if (status == 0 && info.getString(32, StandardCharsets.US_ASCII).startsWith("pinctrl-")) {
                    closeIfOpen(first);
                    return fd;
                }
                if (first < 0) {
                    first = fd;
                } else {
                    Libc.close(fd);
                }
            }
            if (first < 0) {
                throw new IOException("/dev/gpiochip0: " + Libc.explain(-first, "gpio"));
            }
            return first;
        }

        private static void closeIfOpen(int fd) {
            if (fd >= 0) {
                Libc.close(fd);
            }
        }

        synchronized boolean isHigh() {
            int status = Libc.ioctl(state, fd, GPIO_V2_LINE_GET_VALUES_IOCTL, values);
            if (status < 0) {
                throw new IOException("GPIO %d: %s".formatted(bcm, Libc.explain(-status, "gpio")));
            }
            return (values.get(ValueLayout.JAVA_LONG, 0) & 1) != 0;
        }

        synchronized void set(boolean high) {
            values.set(ValueLayout.JAVA_LONG, 0, high ? 1 : 0);
            int status = Libc.ioctl(state, fd, GPIO_V2_LINE_SET_VALUES_IOCTL, values);
            if (status < 0) {
                throw new IOException("GPIO %d: %s".formatted(bcm, Libc.explain(-status, "gpio")));
            }
        }

        @Override
        public synchronized void close() {
            if (arena.scope().isAlive()) {
                Libc.close(fd);
                arena.close();
            }
        }
    }

    /** Gives out outputs. */
    static final class Outputs extends DigitalOutputProviderBase {
        Outputs() {
            super("libellule-kernel-output", "Libellule outputs on the kernel's devices");
        }

        @Override
        public DigitalOutput create(DigitalOutputConfig config) {
            Output output = new Output(this, config);
            context().registry().add(output);
            return output;
        }
    }

    private static final class Output extends DigitalOutputBase {
        private final Line line;

        Output(DigitalOutputProvider provider, DigitalOutputConfig config) {
            super(provider, config);
            line = new Line(config.bcm(), FLAG_OUTPUT, config.initialState() == DigitalState.HIGH);
        }

        @Override
        public DigitalOutput state(DigitalState newState) {
            line.set(newState == DigitalState.HIGH);
            return super.state(newState);
        }

        @Override
        public DigitalState state() {
            return line.isHigh() ? DigitalState.HIGH : DigitalState.LOW;
        }

        @Override
        public DigitalOutput shutdownInternal(Context context) {
            DigitalOutput result = super.shutdownInternal(context);
            line.close();
            return result;
        }
    }

    /** Gives out inputs, which are asked, not awaited: without edges the kernel needs no interrupt for them. */
    static final class Inputs extends DigitalInputProviderBase {
        Inputs() {
            super("libellule-kernel-input", "Libellule inputs on the kernel's devices");
        }

        @Override
        public DigitalInput create(DigitalInputConfig config) {
            Input input = new Input(this, config);
            context().registry().add(input);
            return input;
        }
    }

    private static final class Input extends DigitalInputBase {
        private final Line line;

        Input(DigitalInputProvider provider, DigitalInputConfig config) {
            super(provider, config);
            line = new Line(config.bcm(), FLAG_INPUT | bias(config.pull()), false);
        }

        private static long bias(PullResistance pull) {
            return switch (pull) {
                case PULL_UP -> FLAG_BIAS_PULL_UP;
                case PULL_DOWN -> FLAG_BIAS_PULL_DOWN;
                default -> FLAG_BIAS_DISABLED;
            };
        }

        @Override
        public DigitalState state() {
            return line.isHigh() ? DigitalState.HIGH : DigitalState.LOW;
        }

        @Override
        public DigitalInput shutdownInternal(Context context) {
            line.close();
            return this;
        }
    }
}
