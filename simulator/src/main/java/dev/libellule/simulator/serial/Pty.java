package dev.libellule.simulator.serial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A pseudo-terminal, pty(7): a serial line whose other end is this object. A program opens {@link #path} as it would open
 * {@code /dev/ttyUSB0}. Raw: bytes go through as they are. One thread may read while another writes.
 */
public final class Pty implements AutoCloseable {
    private static final int O_RDWR = 2;
    private static final int O_NOCTTY = 0400;
    private static final int TCSANOW = 0;
    private static final int POLLIN = 1;
    private static final int TERMIOS_BYTES = 128; // 60 on Linux, with room
    private static final int NAME_BYTES = 64;
    private static final int BUFFER_BYTES = 4096;
    private static final long FIONREAD = 0x541B; // asm-generic/ioctls.h

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle OPENPT = function("posix_openpt", ValueLayout.JAVA_INT);
    private static final MethodHandle GRANTPT = function("grantpt", ValueLayout.JAVA_INT);
    private static final MethodHandle UNLOCKPT = function("unlockpt", ValueLayout.JAVA_INT);
    private static final MethodHandle PTSNAME = function("ptsname_r", ValueLayout.JAVA_INT, ValueLayout.ADDRESS,
            ValueLayout.JAVA_LONG);
    private static final MethodHandle OPEN = function("open", ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    private static final MethodHandle CLOSE = function("close", ValueLayout.JAVA_INT);
    private static final MethodHandle READ = function("read", ValueLayout.JAVA_INT, ValueLayout.ADDRESS,
            ValueLayout.JAVA_LONG);
    private static final MethodHandle WRITE = function("write", ValueLayout.JAVA_INT, ValueLayout.ADDRESS,
            ValueLayout.JAVA_LONG);
    private static final MethodHandle POLL = function("poll", ValueLayout.ADDRESS, ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT);
    private static final MethodHandle TCGETATTR = function("tcgetattr", ValueLayout.JAVA_INT, ValueLayout.ADDRESS);
    private static final MethodHandle TCSETATTR = function("tcsetattr", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS);
    private static final MethodHandle IOCTL = LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("ioctl"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG,
                    ValueLayout.ADDRESS),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CFMAKERAW = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("cfmakeraw"), FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));

    private final Arena arena = Arena.ofShared();
    private final MemorySegment in = arena.allocate(BUFFER_BYTES);
    private final MemorySegment out = arena.allocate(BUFFER_BYTES);
    private final MemorySegment pollFd = arena.allocate(8);
    private final MemorySegment count = arena.allocate(ValueLayout.JAVA_INT);
    private final int master;
    private final int slave; // stays open here, so that a program may come and go
    private final Path path;
    private Path link;

    /** Makes one. */
    public Pty() {
        master = call("make a pty", OPENPT, O_RDWR | O_NOCTTY);
        call("make a pty", GRANTPT, master);
        call("make a pty", UNLOCKPT, master);
        MemorySegment name = arena.allocate(NAME_BYTES);
        call("name a pty", PTSNAME, master, name, (long) NAME_BYTES);
        path = Path.of(name.getString(0));
        slave = call("open a pty", OPEN, name, O_RDWR | O_NOCTTY);
        MemorySegment termios = arena.allocate(TERMIOS_BYTES);
        call("set up a pty", TCGETATTR, slave, termios);
        try {
            CFMAKERAW.invoke(termios);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        call("set up a pty", TCSETATTR, slave, TCSANOW, termios);
        pollFd.set(ValueLayout.JAVA_INT, 0, master);
        pollFd.set(ValueLayout.JAVA_SHORT, 4, (short) POLLIN);
    }

    /** Makes one with a link to it, which takes the place of an older link and goes with {@link #close}. */
    public Pty(Path link) {
        this();
        try {
            Files.deleteIfExists(link);
            this.link = Files.createSymbolicLink(link, path);
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(e);
        }
    }

    private static MethodHandle function(String name, MemoryLayout... arguments) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
    }

    private static int call(String what, MethodHandle function, Object... arguments) {
        int result = raw(function, arguments);
        if (result < 0) {
            throw new IllegalStateException("cannot " + what + "; is this Linux, with /dev/pts?");
        }
        return result;
    }

    private static int raw(MethodHandle function, Object... arguments) {
        try {
            return (int) function.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a program opens: the link if there is one. */
    public Path path() {
        return link == null ? path : link;
    }

    /** Sends bytes to whoever has the line open; what nobody reads stays, some KiB of it, and then this waits. */
    public void write(byte[] bytes, int offset, int length) {
        for (int done = 0; done < length;) {
            int part = Math.min(BUFFER_BYTES, length - done);
            MemorySegment.copy(bytes, offset + done, out, ValueLayout.JAVA_BYTE, 0, part);
            done += call("write to " + path, WRITE, master, out, (long) part);
        }
    }

    /**
     * Waits for bytes.
     *
     * @return how many came; 0 if none did in that time
     */
    public int read(byte[] buffer, int timeoutMillis) {
        if (raw(POLL, pollFd, 1L, timeoutMillis) <= 0) {
            return 0;
        }
        int count = raw(READ, master, in, (long) Math.min(BUFFER_BYTES, buffer.length));
        MemorySegment.copy(in, ValueLayout.JAVA_BYTE, 0, buffer, 0, Math.max(0, count));
        return Math.max(0, count);
    }

    /** How many of the bytes written here no program has read yet. */
    public int unread() {
        call("ask how much is unread", IOCTL, slave, FIONREAD, count);
        return count.get(ValueLayout.JAVA_INT, 0);
    }

    /** Unplugs it: whoever has the line open sees its end. No thread may be reading or writing here. */
    @Override
    public void close() {
        raw(CLOSE, slave);
        raw(CLOSE, master);
        arena.close();
        try {
            if (link != null) {
                Files.deleteIfExists(link);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
