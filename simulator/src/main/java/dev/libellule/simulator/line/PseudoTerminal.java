package dev.libellule.simulator.line;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** The near end of a pseudo-terminal of Linux; the far end is a path that programs open as a serial port. Used by one thread. */
final class PseudoTerminal implements AutoCloseable {
    private static final int O_RDWR = 2;
    private static final int O_NOCTTY = 0x100;
    private static final int O_NONBLOCK = 0x800;
    private static final int TERMIOS_BYTES = 128; // more than glibc's and musl's
    private static final short POLLIN = 1;
    private static final short POLLHUP = 0x10;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final MethodHandle OPEN = handle("posix_openpt", FunctionDescriptor.of(INT, INT));
    private static final MethodHandle GRANT = handle("grantpt", FunctionDescriptor.of(INT, INT));
    private static final MethodHandle UNLOCK = handle("unlockpt", FunctionDescriptor.of(INT, INT));
    private static final MethodHandle NAME = handle("ptsname_r",
            FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS, LONG));
    private static final MethodHandle GET = handle("tcgetattr", FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS));
    private static final MethodHandle RAW = handle("cfmakeraw", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));
    private static final MethodHandle SET = handle("tcsetattr",
            FunctionDescriptor.of(INT, INT, INT, ValueLayout.ADDRESS));
    private static final MethodHandle POLL = handle("poll", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, LONG, INT));
    private static final MethodHandle READ = handle("read",
            FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG));
    private static final MethodHandle WRITE = handle("write",
            FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG));
    private static final MethodHandle CLOSE = handle("close", FunctionDescriptor.of(INT, INT));

    private final Arena arena = Arena.ofShared();
    private final MemorySegment buffer = arena.allocate(4096);
    private final MemorySegment polled = arena.allocate(8); // struct pollfd: int fd; short events; short revents
    private final int fd;
    private final Path path;

    PseudoTerminal() {
        fd = (int) call(OPEN, O_RDWR | O_NOCTTY | O_NONBLOCK);
        if (fd < 0 || (int) call(GRANT, fd) != 0 || (int) call(UNLOCK, fd) != 0
                || (int) call(NAME, fd, buffer, 256L) != 0) {
            throw new IllegalStateException("no pseudo-terminal can be had; is /dev/pts mounted?");
        }
        path = Path.of(buffer.getString(0));
        MemorySegment termios = arena.allocate(TERMIOS_BYTES);
        call(GET, fd, termios);
        call(RAW, termios); // no echo, no translation: a line of bytes
        call(SET, fd, 0, termios);
    }

    private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor);
    }

    private static Object call(MethodHandle function, Object... arguments) {
        try {
            return function.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException("a call of the C library failed", e);
        }
    }

    /** What programs open. */
    Path path() {
        return path;
    }

    /** Waits until bytes have come; says whether anybody has the far end open. */
    boolean await(int millis) {
        polled.set(INT, 0, fd);
        polled.set(ValueLayout.JAVA_SHORT, 4, POLLIN);
        polled.set(ValueLayout.JAVA_SHORT, 6, (short) 0);
        call(POLL, polled, 1L, millis);
        return (polled.get(ValueLayout.JAVA_SHORT, 6) & POLLHUP) == 0;
    }

    /** What has come; empty if nothing has. */
    byte[] read() {
        long count = (long) call(READ, fd, buffer, buffer.byteSize());
        byte[] bytes = new byte[(int) Math.max(0, count)];
        MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, bytes, 0, bytes.length);
        return bytes;
    }

    /** Sends; what nobody takes is lost, as on a wire. */
    void write(byte[] bytes) {
        MemorySegment.copy(bytes, 0, buffer, ValueLayout.JAVA_BYTE, 0, bytes.length);
        call(WRITE, fd, buffer, (long) bytes.length);
    }

    @Override
    public void close() {
        call(CLOSE, fd);
        arena.close();
    }
}
