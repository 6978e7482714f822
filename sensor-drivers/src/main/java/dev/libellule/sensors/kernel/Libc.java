package dev.libellule.sensors.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** The three calls of the C library that devices need, {@code open}, {@code ioctl} and {@code close}, by the foreign function interface. */
final class Libc {
    static final int O_RDWR = 2;
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EIO = 5;
    static final int ENXIO = 6;
    static final int EACCES = 13;
    static final int EBUSY = 16;
    static final int ENODEV = 19;
    static final int EINVAL = 22;
    static final int ETIMEDOUT = 110;
    static final int EREMOTEIO = 121;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_FIELD = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle OPEN = handle("open",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(2), ERRNO);
    private static final MethodHandle IOCTL = handle("ioctl",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
            Linker.Option.firstVariadicArg(2), ERRNO);
    private static final MethodHandle CLOSE = handle("close",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT), ERRNO);

    private Libc() {}

    private static MethodHandle handle(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options);
    }

    /** Memory that {@link #ioctl} writes errno to; one for each device. */
    static MemorySegment callState(Arena arena) {
        return arena.allocate(STATE);
    }

    /** Opens a device for reading and writing: a file descriptor, or a negative errno. */
    static int open(String path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = callState(arena);
            int fd = (int) OPEN.invokeExact(state, arena.allocateFrom(path), O_RDWR);
            return fd < 0 ? -errno(state) : fd;
        } catch (Throwable e) {
            throw new IllegalStateException("open " + path, e);
        }
    }

    /** An ioctl with a pointer: its result, or a negative errno. Allocates nothing. */
    static int ioctl(MemorySegment state, int fd, long request, MemorySegment argument) {
        try {
            int result = (int) IOCTL.invokeExact(state, fd, request, argument);
            return result < 0 ? -errno(state) : result;
        } catch (Throwable e) {
            throw new IllegalStateException("ioctl", e);
        }
    }

    static void close(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            int ignored = (int) CLOSE.invokeExact(callState(arena), fd); // a device that is gone closes with an error
        } catch (Throwable e) {
            throw new IllegalStateException("close", e);
        }
    }

    private static int errno(MemorySegment state) {
        return (int) ERRNO_FIELD.get(state, 0L);
    }

    /** What an errno means for somebody with a screwdriver. */
    static String explain(int errno, String group) {
        return switch (errno) {
            case EACCES, EPERM ->
                "permission denied; add yourself to the group: sudo usermod -aG %s $USER, then log in again"
                        .formatted(group);
            case ENOENT, ENODEV -> "no such device";
            case ENXIO, EREMOTEIO -> "no acknowledgement: no chip at this address";
            case EBUSY -> "in use by another program or driver";
            case ETIMEDOUT -> "the bus does not answer in time: a wire is loose or a chip holds it down";
            case EIO -> "transfer failed";
            default -> "error " + errno;
        };
    }
}
