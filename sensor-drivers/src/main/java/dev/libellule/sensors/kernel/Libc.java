package dev.libellule.sensors.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The C library's calls by the foreign function interface.
 *
 * <p>Java's own way to keep errno, {@code captureCallState}, allocates 40 bytes a call (JDK 25). So calls on hot paths go without it, and
 * the rare one that fails asks for errno by a second call. Java's runtime might change it in between; then a message names another
 * reason, and nothing else depends on it.
 */
final class Libc implements Kernel {
    static final Kernel INSTANCE = new Libc();

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_FIELD = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle OPEN = handle("open",
            FunctionDescriptor.of(INT, ValueLayout.ADDRESS, INT), Linker.Option.firstVariadicArg(2), ERRNO);
    private static final MethodHandle IOCTL = handle("ioctl",
            FunctionDescriptor.of(INT, INT, LONG, ValueLayout.ADDRESS), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE = handle("close", FunctionDescriptor.of(INT, INT));
    private static final MethodHandle READ = handle("read",
            FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG));
    private static final MethodHandle PREAD = handle("pread",
            FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG, LONG));
    private static final MethodHandle PWRITE = handle("pwrite",
            FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG, LONG));
    private static final MethodHandle POLL = handle("poll",
            FunctionDescriptor.of(INT, ValueLayout.ADDRESS, LONG, INT));

    private static final MethodHandle ERRNO_LOCATION = handle("__errno_location",
            FunctionDescriptor.of(ValueLayout.ADDRESS.withTargetLayout(INT)));

    private Libc() {}

    private static MethodHandle handle(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options);
    }

    @Override
    public int open(String path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int fd = (int) OPEN.invokeExact(state, arena.allocateFrom(path), flags);
            return fd < 0 ? -(int) ERRNO_FIELD.get(state, 0L) : fd;
        } catch (Throwable e) {
            throw new IllegalStateException("open " + path, e);
        }
    }

    @Override
    public int ioctl(int fd, long request, MemorySegment argument) {
        try {
            int result = (int) IOCTL.invokeExact(fd, request, argument);
            return result < 0 ? -errno() : result;
        } catch (Throwable e) {
            throw new IllegalStateException("ioctl", e);
        }
    }

    @Override
    public int read(int fd, MemorySegment into, int length) {
        try {
            long result = (long) READ.invokeExact(fd, into, (long) length);
            return result < 0 ? -errno() : (int) result;
        } catch (Throwable e) {
            throw new IllegalStateException("read", e);
        }
    }

    @Override
    public int readFirst(int fd, MemorySegment into, int length) {
        try {
            long result = (long) PREAD.invokeExact(fd, into, (long) length, 0L);
            return result < 0 ? -errno() : (int) result;
        } catch (Throwable e) {
            throw new IllegalStateException("pread", e);
        }
    }

    @Override
    public int writeFirst(int fd, MemorySegment from, int length) {
        try {
            long result = (long) PWRITE.invokeExact(fd, from, (long) length, 0L);
            return result < 0 ? -errno() : (int) result;
        } catch (Throwable e) {
            throw new IllegalStateException("pwrite", e);
        }
    }

    @Override
    public int poll(MemorySegment descriptor, int timeoutMillis) {
        try {
            int result = (int) POLL.invokeExact(descriptor, 1L, timeoutMillis);
            return result < 0 ? -errno() : result;
        } catch (Throwable e) {
            throw new IllegalStateException("poll", e);
        }
    }

    @Override
    public void close(int fd) {
        try {
            int ignored = (int) CLOSE.invokeExact(fd); // a device that is gone closes with an error
        } catch (Throwable e) {
            throw new IllegalStateException("close", e);
        }
    }

    private static int errno() throws Throwable {
        return ((MemorySegment) ERRNO_LOCATION.invokeExact()).get(INT, 0);
    }
}
